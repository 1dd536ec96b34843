"""Numbers are masked in lists; the case page shows them after a press, and the log says who pressed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.models import LogEntry
from portal.dossiers.reception import visiting
from portal.dossiers.reception.models import IdentityCheck
from portal.dossiers.reception.visiting import Submitter
from portal.procedures.definitions import Channel
from portal.vietnam import mask_email
from tests.dossiers import walk
from tests.factories import make_cast, sign_in


def test_the_whole_number_is_shown_after_a_press_that_is_logged(
    session: Session, client: FlaskClient, at_noon: None
) -> None:
    cast = make_cast()
    dossier = walk.received(cast)
    dossier.applicant_identity, dossier.submitter_phone = "001190000777", "+84905123456"
    session.commit()
    sign_in(client, cast.hoa)
    address = f"/can-bo/ho-so/{dossier.reference}"
    shown = client.get(address).text
    assert "001190000777" not in shown and "905123456" not in shown
    assert "•••••••••777" in shown and "hien=du" in shown
    assert dossier.submitter_email and dossier.submitter_email not in shown
    assert mask_email(dossier.submitter_email) in shown
    whole = client.get(f"{address}?hien=du").text
    assert "001190000777" in whole and "+84905123456" in whole
    assert dossier.submitter_email in whole
    details = session.scalars(sa.select(LogEntry.detail).order_by(LogEntry.id)).all()
    assert list(details) == ["", "hien=du"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("lan@dan.example", "l••@dan.example"),
        ("l@dan.example", "l••@dan.example"),
        ("nguyenlan@x.vn", "n••••••••@x.vn"),
        ("", ""),
        ("không phải thư", "không phải thư"),
    ],
)
def test_an_address_keeps_its_house_and_loses_its_name(address: str, shown: str) -> None:
    assert mask_email(address) == shown


def test_the_list_of_uncollected_results_shows_no_whole_telephone_number(
    session: Session, client: FlaskClient
) -> None:
    with clock.travelling(walk.moment(18, 9)):
        cast = make_cast()
        dossier = walk.issued(cast)
        dossier.submitter_phone = "+84905123456"
        session.commit()
    with clock.travelling(walk.moment(18, 9, month=6)):
        sign_in(client, cast.minh)
        text = client.get("/quay/chua-nhan").text
    assert dossier.label in text and "•456" in text and "905123456" not in text


def test_a_visit_shows_the_submitter_after_a_press_that_is_logged(
    session: Session, client: FlaskClient, at_noon: None
) -> None:
    cast = make_cast()
    visit = visiting.open_visit(
        cast.unit.desks[0],
        Submitter("Trần Thị Mận", "001190000888", "Số 9", "+84901234567", "man@dan.example"),
        channel=Channel.DESK, identity_check=IdentityCheck.CARD, postmark_on=None,
        arrived_on=None, key="v1", by=cast.minh, at=clock.now(),
    )  # fmt: skip
    session.commit()
    sign_in(client, cast.minh)
    address = f"/quay/luot/{visit.reference}"
    shown = client.get(address).text
    whole = client.get(f"{address}?hien=du").text
    for secret in ("001190000888", "+84901234567", "man@dan.example"):
        assert secret not in shown and secret in whole
    assert "hien=du" in session.scalars(sa.select(LogEntry.detail)).all()[-1]
