"""Units that carry a procedure out, and what one of them does otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account, RoleGrant
from portal.accounts.roles import Role
from portal.dossiers import queries as dossiers
from portal.dossiers import submission
from portal.errors import Invalid
from portal.procedures import offering, queries
from portal.procedures.definitions import FeeTier
from portal.procedures.local_rules import Local, localised
from portal.procedures.models import Offering
from tests.dossiers import walk
from tests.factories import PARTS, Cast, make_cast, make_officer, make_unit, sign_in
from tests.procedures.test_pages import text_of

pytestmark = pytest.mark.usefixtures("at_noon")
TODAY = date(2026, 3, 18)


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


@pytest.fixture
def quynh(cast: Cast) -> Account:
    return make_officer("Đỗ Như Quỳnh", cast.unit, Role.PUBLISHER)


def cheaper(cast: Cast, quynh: Account, since: date = TODAY, amount: int = 5000) -> None:
    offering.differ_in_fee(
        cast.procedure.current, cast.unit, "charge", amount=amount, tiers=(), cap=None,
        decision="NQ 12", since=since, by=quynh, at=clock.now(),
    )  # fmt: skip


def quicker(cast: Cast, quynh: Account, limit: str) -> None:
    offering.differ_in_limit(
        cast.procedure.current, cast.unit, limit, decision="QĐ 3", since=TODAY, by=quynh,
        at=clock.now(),
    )  # fmt: skip


def test_a_unit_takes_dossiers_from_its_day_to_its_day(
    session: Session, cast: Cast, quynh: Account
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    row = offering.offer(
        cast.procedure, cast.elsewhere, since=tomorrow, desks=[], by=quynh, at=clock.now()
    )
    assert queries.competent_units(session, cast.procedure) == [cast.unit]
    assert dossiers.offer(cast.procedure.code, cast.elsewhere.code) is None
    offering.stop(row, last_day=tomorrow, by=quynh, at=clock.now())
    with clock.travelling(clock.now() + timedelta(days=1)):
        assert cast.elsewhere in queries.competent_units(session, cast.procedure)
    with clock.travelling(clock.now() + timedelta(days=2)):
        assert queries.competent_units(session, cast.procedure) == [cast.unit]
        again = offering.offer(
            cast.procedure, cast.elsewhere, since=clock.today(), desks=[], by=quynh, at=clock.now()
        )
    assert again is row


def test_a_unit_is_not_added_twice(cast: Cast, quynh: Account) -> None:
    with pytest.raises(Invalid):
        offering.offer(cast.procedure, cast.unit, since=TODAY, desks=[], by=quynh, at=clock.now())


def test_a_draft_goes_to_the_desk_that_receives_for_the_unit(
    session: Session, cast: Cast, quynh: Account
) -> None:
    centre = make_unit(name="Trung tâm tỉnh")
    row = session.query(Offering).filter_by(unit_id=cast.unit.id).one()
    row.desks = list(centre.desks)
    session.flush()
    draft = submission.begin(
        cast.procedure, cast.unit, answers={}, key="k", by=cast.lan, at=clock.now()
    )
    assert (draft.unit, draft.desk) == (cast.unit, centre.desks[0])


def test_everybody_is_sent_to_the_desk_that_receives_for_the_unit(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    centre = make_unit(name="Trung tâm tỉnh")
    centre.desks[0].name, centre.desks[0].address = "Quầy số 7", "Số 1, đường Lớn"
    row = session.query(Offering).filter_by(unit_id=cast.unit.id).one()
    row.desks = list(centre.desks)
    session.commit()
    code = cast.procedure.code
    page = text_of(client, f"/thu-tuc/{code}")
    assert "Quầy số 7, Số 1, đường Lớn" in page
    assert cast.unit.desks[0].name not in page
    sign_in(client, cast.lan)
    assert "Quầy số 7, Số 1, đường Lớn" in text_of(client, f"/nop-ho-so/{code}")
    both = make_officer("Ngô Hai Quầy", cast.unit, Role.RECEPTIONIST)
    both.grants.append(RoleGrant(role=Role.RECEPTIONIST, unit_id=centre.id, valid_from=TODAY))
    session.commit()
    sign_in(client, both)
    assert "Quầy số 7" in text_of(client, f"/quay/nhap/{code}/{cast.unit.code}")


def test_a_local_fee_is_what_is_due_there_and_nowhere_else(
    session: Session, cast: Cast, quynh: Account
) -> None:
    offering.offer(cast.procedure, cast.elsewhere, since=TODAY, desks=[], by=quynh, at=clock.now())
    before = walk.submitted(cast, key="before")
    cheaper(cast, quynh)
    here = walk.submitted(cast, key="here")
    there = walk.submitted(replace(cast, unit=cast.elsewhere), key="there")
    assert (before.fee_due, here.fee_due, there.fee_due) == (8000, 5000, 8000)
    assert cast.procedure.current.parts == PARTS  # an override, not a copy


def test_a_difference_ends_without_changing_what_was_handed_in(
    session: Session, cast: Cast, quynh: Account
) -> None:
    cheaper(cast, quynh)
    here = walk.submitted(cast)
    cheaper(cast, quynh, since=TODAY + timedelta(days=1), amount=3000)
    with clock.travelling(clock.now() + timedelta(days=1)):
        later = walk.submitted(cast, key="later")
        assert (here.parts.fees.items[0].amount, later.fee_due) == (5000, 3000)


def test_a_shorter_limit_sets_the_appointment(session: Session, cast: Cast, quynh: Account) -> None:
    quicker(cast, quynh, "1wd")
    dossier = walk.received(cast)
    assert dossier.due_at is not None
    assert clock.local(dossier.due_at).date() == date(2026, 3, 19)


@pytest.mark.parametrize("limit", ["3wd", "5wd", "2m"])
def test_a_local_limit_is_only_ever_shorter(cast: Cast, quynh: Account, limit: str) -> None:
    with pytest.raises(Invalid, match="ngắn hơn"):
        quicker(cast, quynh, limit)


def test_tiers_of_ones_own_replace_those_of_the_version() -> None:
    body = {"amount": 1, "tiers": [[1, 10], [4, 5]], "cap": 99}
    item = localised(PARTS, [Local("fee", "charge", body)]).fees.items[0]
    assert (item.tiers, item.cap) == ((FeeTier(1, 10), FeeTier(4, 5)), 99)
    assert localised(PARTS, [Local("fee", "gone", body)]) == PARTS


def test_the_publisher_writes_it_and_people_read_it(
    client: FlaskClient, session: Session, cast: Cast, quynh: Account
) -> None:
    sign_in(client, quynh)
    session.commit()
    base = f"/danh-muc/phien-ban/{cast.procedure.current.id}/co-quan"
    day = {"since-day": "18", "since-month": "3", "since-year": "2026"}
    told = {f"rieng-{name}": value for name, value in day.items()}
    told |= {"rieng-unit": cast.unit.code, "rieng-decision": "Nghị quyết 12/2026/NQ-HĐND"}
    fee = {**told, "rieng-what": "charge", "rieng-amount": "5.000", "rieng-limit_unit": "wd"}
    assert client.post(f"{base}/rieng", data=fee).status_code == 303
    said = "Lệ phí: 5.000 đ (Nghị quyết 12/2026/NQ-HĐND, từ 18/03/2026)"
    assert said in text_of(client, base)
    assert said in text_of(client, f"/thu-tuc/{cast.procedure.code}")
    refused = client.post(
        f"{base}/rieng", data={**told, "rieng-what": ".limit", "rieng-limit_unit": "wd"}
    )
    assert refused.status_code == 422
    assert "Hãy viết số ngày" in unescape(refused.text)
    added = client.post(base, data={**day, "unit": cast.elsewhere.code})
    assert added.status_code == 303
    assert cast.elsewhere.short_name in text_of(client, base)
