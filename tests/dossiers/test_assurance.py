"""A procedure may demand how well a sign-in was proven."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.dossiers import linking, submission
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import State
from portal.errors import Forbidden
from portal.procedures.models import Procedure
from portal.units.models import Unit
from tests.factories import PARTS, make_citizen, make_procedure, make_session, make_unit, sign_in

ANSWERS = {"requester_name": "Lan", "child_name": "Nguyễn An", "born_on": "2026-03-01"}
BARE = replace(PARTS, documents=replace(PARTS.documents, items=()))
STRICT = replace(BARE, guidance=replace(PARTS.guidance, least_level=2))

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def unit(session: Session) -> Unit:
    return make_unit()


@pytest.fixture
def lan(unit: Unit) -> Account:
    return make_citizen()


@pytest.fixture
def strict(unit: Unit, session: Session) -> Procedure:
    made = make_procedure(unit, parts=STRICT)
    session.commit()
    return made


def begun(procedure: Procedure, unit: Unit, by: Account, level: int) -> Dossier:
    return submission.begin(
        procedure, unit, answers=dict(ANSWERS), key="k" * 32, by=by, level=level, at=clock.now()
    )


def test_too_little_begins_and_hands_in_nothing(
    strict: Procedure, unit: Unit, lan: Account
) -> None:
    for level in (0, 1):
        with pytest.raises(Forbidden, match="mức độ 2 trở lên.*VNeID"):
            begun(strict, unit, lan, level)
    draft = begun(strict, unit, lan, 2)
    for level in (0, 1):
        with pytest.raises(Forbidden, match="mức độ 2"):
            linking.hand_in(draft, by=lan, level=level, at=clock.now())
    assert linking.hand_in(draft, by=lan, level=2, at=clock.now()).state is State.SUBMITTED


def test_where_nothing_is_demanded_a_password_will_do(unit: Unit, lan: Account) -> None:
    draft = begun(make_procedure(unit, parts=BARE), unit, lan, 0)
    assert submission.submit(draft, by=lan, at=clock.now()).state is State.SUBMITTED


def test_the_pages_say_how_the_level_is_reached(
    client: FlaskClient, session: Session, strict: Procedure, unit: Unit, lan: Account
) -> None:
    session.commit()
    sign_in(client, lan)
    start = f"/nop-ho-so/{strict.code}"
    assert "mức độ 2 trở lên" in client.get(f"/thu-tuc/{strict.code}").text
    shown = client.get(start).text
    assert "qua VNeID" in shown and "Bắt đầu khai" not in shown
    sent = {"unit": unit.code, "key": "k" * 32}
    assert client.post(start, data=sent).status_code == 403
    assert session.query(Dossier).count() == 0
    make_session(lan).level = 2
    session.commit()
    assert "Bắt đầu khai" in client.get(start).text
    assert client.post(start, data=sent).status_code == 303
    draft = session.query(Dossier).one()
    draft.submitter_phone = "0901234567"
    submission.save_answers(draft, ANSWERS)
    make_session(lan).level = 1
    session.commit()
    checked = client.post(f"/ho-so/{draft.reference}/nop", data={"is_true": "y"})
    assert checked.status_code == 422 and "qua VNeID" in checked.text
    session.expire_all()
    assert draft.state is State.DRAFT
