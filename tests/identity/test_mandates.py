"""One person acts for another, or for an organisation: with scope and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.mandate_models import Mandate, Organisation
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import acting_for, slips, submission
from portal.dossiers.authority import AUTHORITY, asked_documents
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import State
from portal.errors import Conflict, Forbidden, Invalid
from portal.identity import mandating, providing
from portal.identity.provider_models import ExternalIdentity
from portal.integrations.identity.openid import Provider
from portal.notifications.models import OutboxMessage
from portal.procedures.models import Procedure, Sector
from portal.units.models import Unit
from portal.web import limiter
from tests.factories import PARTS, make_citizen, make_officer, make_procedure, make_unit, sign_in

ANSWERS = {"requester_name": "Lan", "child_name": "Nguyễn An", "born_on": "2026-03-01"}
BARE = replace(PARTS, documents=replace(PARTS.documents, items=()))
PAGE = "/tai-khoan/uy-quyen"

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture(autouse=True)
def _fresh_limits(client: FlaskClient) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()


@pytest.fixture
def unit(session: Session) -> Unit:
    return make_unit()


@pytest.fixture
def birth(unit: Unit) -> Procedure:
    return make_procedure(unit, parts=BARE)


@pytest.fixture
def lan(unit: Unit) -> Account:
    return make_citizen("Nguyễn Thị Lan", personal_number="001190000001", address="Hải An")


@pytest.fixture
def binh(unit: Unit) -> Account:
    return make_citizen("Phan Văn Bình", personal_number="001090000002")


def given(giver: Account, agent: Account, **more: Any) -> Mandate:
    return mandating.give(
        giver,
        **{
            "agent_number": agent.personal_number,
            "agent_name": agent.full_name,
            "procedure_ids": [],
            "to_day": clock.today() + timedelta(days=30),
            "at": clock.now(),
            **more,
        },
    )


def accepted(giver: Account, agent: Account, **more: Any) -> Mandate:
    made = given(giver, agent, **more)
    mandating.accept(made, by=agent, at=clock.now())
    return made


def drafted(procedure: Procedure, unit: Unit, by: Account) -> Dossier:
    return submission.begin(
        procedure, unit, answers=dict(ANSWERS), key="k" * 32, by=by, at=clock.now()
    )


def handed_in(procedure: Procedure, unit: Unit, by: Account, mandate: Mandate) -> Dossier:
    dossier = drafted(procedure, unit, by)
    submission.apply_under(dossier, mandate, by=by, at=clock.now())
    return submission.submit(dossier, by=by, at=clock.now())


def test_the_whole_way_through_the_pages(
    app: Flask, client: FlaskClient, session: Session, birth: Procedure, unit: Unit,
    lan: Account, binh: Account,
) -> None:  # fmt: skip
    officer = make_officer("Trần Văn Minh", unit, Role.RECEPTIONIST)
    session.commit()
    hers, his = client, app.test_client()
    sign_in(hers, lan)
    sign_in(his, binh)
    far = clock.today() + timedelta(days=30)
    sent = {
        "giver": "toi", "agent_name": "Phan Văn Bình", "agent_number": "001090000002",
        "scope": "chon", "procedures": birth.code, "to_day-day": far.day,
        "to_day-month": far.month, "to_day-year": far.year,
    }  # fmt: skip
    assert PAGE in hers.get("/tai-khoan").text and hers.get(f"{PAGE}/moi").status_code == 200
    assert hers.post(f"{PAGE}/moi", data={}).status_code == 422
    unknown = hers.post(f"{PAGE}/moi", data={**sent, "procedures": "9.999999"})
    assert unknown.status_code == 422 and "Không có thủ tục mang mã" in unknown.text
    assert (
        hers.post(f"{PAGE}/moi", data={**sent, "scope": "chon", "procedures": ""}).status_code
        == 422
    )
    assert hers.post(f"{PAGE}/moi", data={**sent, "to_day-year": 2020}).status_code == 422
    assert hers.post(f"{PAGE}/moi", data=sent).status_code == 303
    assert hers.post(f"{PAGE}/moi", data=sent).status_code == 409
    mandate = session.query(Mandate).one()
    draft = drafted(birth, unit, binh)
    session.commit()
    whose = f"/ho-so/{draft.reference}/chu-ho-so"
    assert "uy-quyen-" not in his.get(whose).text  # not accepted
    assert his.post(whose, data={"whose": f"uy-quyen-{mandate.id}"}).status_code == 422
    assert "Nhận ủy quyền" in his.get(PAGE).text
    assert hers.post(f"{PAGE}/{mandate.id}/nhan").status_code == 403
    assert his.post(f"{PAGE}/{mandate.id}/nhan").status_code == 303
    assert his.post(f"{PAGE}/{mandate.id}/nhan").status_code == 409
    assert "Nguyễn Thị Lan" in his.get(whose).text
    assert his.post(whose, data={"whose": f"uy-quyen-{mandate.id}"}).status_code == 303
    assert "checked" in his.get(whose).text
    draft.submitter_phone = "0901234567"
    session.commit()
    assert hers.get(f"/ho-so/{draft.reference}").status_code == 404  # a draft is the agent's alone
    assert his.post(f"/ho-so/{draft.reference}/nop", data={"is_true": "y"}).status_code == 303
    session.expire_all()
    assert (draft.applicant_name, draft.submitter_name) == ("Nguyễn Thị Lan", "Phan Văn Bình")
    for browser in (hers, his):
        shown = browser.get(f"/ho-so/{draft.reference}").text
        assert "Nguyễn Thị Lan" in shown and "Phan Văn Bình" in shown
        assert "Ủy quyền điện tử số" in shown
        assert draft.reference in browser.get("/ho-so").text
    at_desk = app.test_client()
    sign_in(at_desk, officer)
    seen = at_desk.get(f"/can-bo/ho-so/{draft.reference}").text
    assert "Nguyễn Thị Lan" in seen and "Phan Văn Bình (Ủy quyền điện tử số" in seen
    keys = session.scalars(sa.select(OutboxMessage.account_id).where(
        OutboxMessage.key.contains(f"{draft.reference}/submitted"))).all()  # fmt: skip
    assert {lan.id, binh.id} <= set(keys)
    assert hers.post(f"{PAGE}/{mandate.id}/ket-thuc").status_code == 303
    assert his.get(f"/ho-so/{draft.reference}").status_code == 404
    assert draft.reference not in his.get("/ho-so").text
    assert hers.get(f"/ho-so/{draft.reference}").status_code == 200
    assert his.post(f"{PAGE}/{mandate.id}/ket-thuc").status_code == 409


def test_a_stranger_sees_and_ends_nothing(
    client: FlaskClient, session: Session, lan: Account, binh: Account
) -> None:
    mandate = given(lan, binh)
    stranger = make_citizen("Người Lạ", personal_number="001085000003")
    session.commit()
    sign_in(client, stranger)
    assert "Bình" not in client.get(PAGE).text
    for act in ("nhan", "ket-thuc"):
        assert client.post(f"{PAGE}/{mandate.id}/{act}").status_code == 404


def test_it_ends_by_itself_and_covers_only_its_procedures(
    birth: Procedure, unit: Unit, lan: Account, binh: Account
) -> None:
    other = make_procedure(unit, parts=BARE)
    mandate = accepted(lan, binh, procedure_ids=[other.id])
    draft = drafted(birth, unit, binh)
    assert acting_for.mandates_for(draft, binh, clock.today()) == []
    with pytest.raises(Conflict, match="không gồm thủ tục"):
        submission.apply_under(draft, mandate, by=binh, at=clock.now())
    mandate.procedure_ids = []
    submission.apply_under(draft, mandate, by=binh, at=clock.now())
    after = clock.now() + timedelta(days=31)
    with clock.travelling(after), pytest.raises(Conflict, match="hết hạn"):
        submission.submit(draft, by=binh, at=after)
    assert draft.state is State.DRAFT
    assert submission.submit(draft, by=binh, at=clock.now()).state is State.SUBMITTED


def test_a_sector_covers_its_procedures_of_today_and_tomorrow(
    birth: Procedure, unit: Unit, lan: Account, binh: Account, session: Session
) -> None:
    mandate = accepted(lan, binh, sector_ids=[birth.sector_id])
    later = make_procedure(unit, parts=BARE)
    foreign = Sector(name="Xây dựng", slug="xay-dung")
    session.add(foreign)
    session.flush()
    later.sector_id = birth.sector_id
    assert mandate.covers(birth.id, birth.sector_id) and mandate.covers(later.id, later.sector_id)
    later.sector_id = foreign.id
    assert not mandate.covers(later.id, later.sector_id)
    draft = drafted(birth, unit, binh)
    assert acting_for.mandates_for(draft, binh, clock.today()) == [mandate]
    mandate.sector_ids = [foreign.id]
    assert acting_for.mandates_for(draft, binh, clock.today()) == []


def test_the_scope_is_chosen_in_words_of_people(
    client: FlaskClient, session: Session, birth: Procedure, lan: Account, binh: Account
) -> None:
    session.commit()
    sign_in(client, lan)
    far = clock.today() + timedelta(days=30)
    sent: dict[str, Any] = {
        "giver": "toi", "agent_name": "Phan Văn Bình", "agent_number": "001090000002",
        "to_day-day": far.day, "to_day-month": far.month, "to_day-year": far.year,
    }  # fmt: skip
    sought = client.post(
        f"{PAGE}/moi", data={**sent, "scope": "chon", "words": birth.title, "tim": "1"}
    )
    assert sought.status_code == 200
    assert f'value="{birth.code}"' in sought.text and birth.title in sought.text
    assert "Phan Văn Bình" in sought.text  # what was typed stays
    nothing = client.post(
        f"{PAGE}/moi", data={**sent, "words": "xyzxyz", "tim": "1", "procedures": birth.code}
    )
    assert "Không tìm được thủ tục nào" in nothing.text and f'value="{birth.code}"' in nothing.text
    for wrong, said in (
        ({"scope": "linh-vuc"}, "ít nhất một lĩnh vực"),
        ({"scope": "linh-vuc", "sectors": "999999"}, "Lĩnh vực không còn"),
        ({"scope": "chon"}, "ít nhất một thủ tục"),
        ({"scope": "tat-ca", "sectors": str(birth.sector_id)}, "chọn phạm vi đúng như vậy"),
    ):
        answer = client.post(f"{PAGE}/moi", data={**sent, **wrong})
        assert answer.status_code == 422 and said in answer.text
    assert session.query(Mandate).count() == 0
    done = client.post(
        f"{PAGE}/moi", data={**sent, "scope": "linh-vuc", "sectors": str(birth.sector_id)}
    )
    assert done.status_code == 303
    made = session.query(Mandate).one()
    assert (made.sector_ids, made.procedure_ids) == ([birth.sector_id], [])
    assert birth.sector.name in client.get(PAGE).text


def test_an_authority_on_paper_is_asked_for_only_without_an_electronic_one(
    birth: Procedure, unit: Unit, lan: Account, binh: Account
) -> None:
    draft = drafted(birth, unit, binh)
    submission.apply_for_another(draft, name="Lan", identity="", address="x")
    assert AUTHORITY in asked_documents(draft).items
    mandate = accepted(lan, binh)
    submission.apply_under(draft, mandate, by=binh, at=clock.now())
    db.session.flush()
    assert AUTHORITY not in asked_documents(draft).items
    submission.apply_for_oneself(draft, by=binh, at=clock.now())
    db.session.flush()
    assert draft.mandate_use is None and draft.applicant_name == binh.full_name
    assert acting_for.in_words(draft) == ""


def test_the_receipt_names_both(birth: Procedure, unit: Unit, lan: Account, binh: Account) -> None:
    dossier = handed_in(birth, unit, binh, accepted(lan, binh))
    dossier.received_at = clock.now()
    paper = slips.receipt(dossier, receiver="Minh")
    assert paper.applicant.name == lan.full_name
    assert re.fullmatch(r"Phan Văn Bình \(Ủy quyền điện tử số \d+ ngày .*\)", paper.submitter)


def test_what_cannot_be_given(lan: Account, binh: Account) -> None:
    with pytest.raises(Invalid, match="chính Ông/Bà"):
        given(lan, lan)
    with pytest.raises(Invalid, match="5 năm"):
        given(lan, binh, to_day=date(2040, 1, 1))
    body = Organisation(tax_code="0100109106", name="Công ty", told_at=clock.now())
    db.session.add(body)
    db.session.flush()
    with pytest.raises(Forbidden, match="người đại diện"):
        given(lan, binh, organisation=body)
    misnamed = given(lan, binh, agent_name="Phan Văn Bảo")
    with pytest.raises(Conflict, match="khác họ tên"):
        mandating.accept(misnamed, by=binh, at=clock.now())


PROVIDER = Provider("vneid", "VNeID", "https://id.example", "cong", "bi-mat")


def of_company(number: str, **more: Any) -> dict[str, Any]:
    return {
        "sub": "dn-1", "LoaiTaiKhoan": 2, "SoDinhDanh": number, "NguoiDaiDien": "Lê Thị Hạnh",
        "MaSoThue": "0100109106", "TenDoanhNghiep": "Công ty Sông Lam", "loAs": 2, **more,
    }  # fmt: skip


def test_a_representative_files_for_the_organisation_and_lets_others(
    app: Flask, client: FlaskClient, session: Session, birth: Procedure, unit: Unit, binh: Account
) -> None:
    at = clock.now()
    identity = providing.identify(PROVIDER, of_company("001184000009"), at=at)
    hanh = identity.account
    assert (hanh.full_name, identity.organisation_id) == (
        "Lê Thị Hạnh", session.query(Organisation).one().id,
    )  # fmt: skip
    assert providing.identify(PROVIDER, of_company("001184000009"), at=at) is identity
    head = session.query(Mandate).one()
    dossier = handed_in(birth, unit, hanh, head)
    assert (dossier.applicant_name, dossier.applicant_identity) == (
        "Công ty Sông Lam", "0100109106",
    )  # fmt: skip
    body = session.query(Organisation).one()
    lent = accepted(hanh, binh, organisation=body)
    session.commit()
    sign_in(client, hanh)
    assert "Công ty Sông Lam" in client.get(f"{PAGE}/moi").text
    assert client.post(f"{PAGE}/{head.id}/ket-thuc").status_code in (403, 404)
    # The representative changes: the new one sees the organisation's dossiers, the former does not.
    new = providing.identify(
        PROVIDER, of_company("001184000017", NguoiDaiDien="Vũ Văn Sơn"), at=clock.now()
    ).account
    session.commit()
    assert new.full_name == "Vũ Văn Sơn" and session.query(ExternalIdentity).count() == 1
    other = app.test_client()
    sign_in(other, new)
    assert other.get(f"/ho-so/{dossier.reference}").status_code == 200
    assert client.get(f"/ho-so/{dossier.reference}").status_code == 404
    session.refresh(lent)
    assert lent.is_in_force(clock.today())  # given by the organisation, not by its head


def test_an_organisation_without_its_tax_code_is_refused(session: Session, unit: Unit) -> None:
    for wrong in ({"MaSoThue": "123"}, {"TenDoanhNghiep": ""}, {"LoaiTaiKhoan": 9}):
        with pytest.raises(Invalid, match="mã số thuế"):
            providing.identify(PROVIDER, of_company("001184000009", **wrong), at=clock.now())
