"""A supplement is answered field by field and paper by paper; the desk sees before and after."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.dossiers import submission, supplements
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import State
from tests.dossiers.walk import received, scan, submitted
from tests.factories import Cast, make_cast, sign_in


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


def asked_on_the_page(client: FlaskClient, cast: Cast, dossier: Dossier) -> None:
    sign_in(client, cast.minh)
    sent = client.post(
        f"/quay/{dossier.reference}/yeu-cau-bo-sung",
        data={
            "version": dossier.version,
            "fields": ["child_name", "born_on"],
            "documents": ["birth_note"],
            "reason": "Tên trẻ sai, giấy mờ",
        },
    )
    assert sent.status_code == 303, sent.text


def test_the_named_fields_are_answered_anew_and_compared_at_the_desk(
    cast: Cast, session: Session, client: FlaskClient
) -> None:
    dossier = submitted(cast)
    session.commit()
    asked_on_the_page(client, cast, dossier)
    sign_in(client, cast.lan)
    address = f"/ho-so/{dossier.reference}/bo-sung"
    page = client.get(address).text
    assert 'name="sua-child_name"' in page and "Nguyễn Gia Hân" in page
    assert "sua-relation" not in page  # what is not asked for is not there to be changed
    with clock.travelling(clock.now()):
        session.expire_all()
        submission.attach(dossier, "birth_note", scan("giấy mới.pdf"), at=clock.now())
        session.commit()
    told = {
        "then": "send", "text": "", "sua-child_name": "", "sua-born_on-day": "2",
        "sua-born_on-month": "3", "sua-born_on-year": "2026", "sua-requester_name": "Kẻ khác",
    }  # fmt: skip
    assert client.post(address, data=told).status_code == 422  # a required one left empty
    told["sua-child_name"] = "Nguyễn Gia Hưng"
    assert client.post(address, data=told).status_code == 303
    session.expire_all()
    assert dossier.state is State.SUBMITTED
    assert dossier.answers["child_name"] == "Nguyễn Gia Hưng"
    assert dossier.answers["requester_name"] == "Nguyễn Thị Lan"
    request = dossier.supplement_requests[0]
    name, papers = supplements.compared(dossier, request)
    assert name == ("Họ, chữ đệm, tên của trẻ", "Nguyễn Gia Hân", "Nguyễn Gia Hưng")
    assert papers[0] == "Giấy chứng sinh" and "giấy mới.pdf" in papers[2]
    sign_in(client, cast.minh)
    case = client.get(f"/can-bo/ho-so/{dossier.reference}").text
    assert "Nguyễn Gia Hân" in case and "Nguyễn Gia Hưng" in case


def test_a_request_names_a_paper_or_a_field(
    cast: Cast, session: Session, client: FlaskClient
) -> None:
    dossier = submitted(cast)
    session.commit()
    sign_in(client, cast.minh)
    sent = client.post(
        f"/quay/{dossier.reference}/yeu-cau-bo-sung",
        data={"version": dossier.version, "reason": "Thiếu"},
    )
    assert sent.status_code == 422


def test_only_what_was_asked_for_is_changed(cast: Cast) -> None:
    dossier = received(cast)
    items = [{"document_key": "", "field_key": "child_name", "name": "Tên trẻ", "text": ""}]
    supplements.request(dossier, reason="Sai tên", items=items, by=cast.hoa, at=clock.now())
    supplements.answer(
        dossier,
        text="",
        corrected={"child_name": "Mới", "requester_name": "Kẻ khác"},
        by=cast.lan,
        at=clock.now(),
    )
    assert dossier.answers["child_name"] == "Mới"
    assert dossier.answers["requester_name"] == "Nguyễn Thị Lan"
    assert dossier.supplement_requests[0].corrections == [
        {"key": "child_name", "old": "Nguyễn Gia Hân", "new": "Mới"}
    ]
