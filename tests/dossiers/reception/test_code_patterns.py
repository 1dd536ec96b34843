"""A unit's codes follow its pattern of the day, and no pattern can give one code twice."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.counters import Counter
from portal.dossiers import duplicates, intake, numbering
from portal.dossiers.reception import code_patterns
from portal.errors import Forbidden, Invalid
from portal.units.models import UnitKind
from tests.dossiers.walk import entered, moment
from tests.factories import Cast, make_cast, make_officer, make_unit, sign_in

PATTERN = "{unit}-{yyyymmdd}-{seq:7}"


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


@pytest.fixture
def tri(cast: Cast) -> Account:
    return make_officer("Vũ Quang Trị", cast.unit, Role.ADMINISTRATOR)


def code_at(cast: Cast, at: datetime, key: str) -> str:
    dossier = entered(cast, key=key, at=at)
    beside = [other.id for other in duplicates.alike(dossier)]
    intake.receive(dossier, told_apart=beside, by=cast.minh, at=at)
    assert dossier.code
    return dossier.code


def test_the_pattern_changes_at_midnight_in_vietnam(cast: Cast, tri: Account) -> None:
    code_patterns.set_pattern(
        cast.unit, PATTERN, effective_from=date(2026, 3, 19), by=tri, at=clock.now()
    )
    assert code_at(cast, moment(18, 23, 59), "a") == f"{cast.unit.code}-260318-0001"
    assert code_at(cast, moment(19, 0, 0), "b") == f"{cast.unit.code}-20260319-0000001"
    assert code_at(cast, moment(19, 8), "c") == f"{cast.unit.code}-20260319-0000002"


def test_the_series_starts_anew_with_the_year(cast: Cast) -> None:
    last = code_at(cast, moment(31, 23, 59, month=12), "a")
    first = code_at(cast, moment(1, 0, 0, month=1, year=2027), "b")
    assert (last[-11:], first[-11:]) == ("261231-0001", "270101-0001")


def test_it_runs_on_past_9999(cast: Cast, session: Session) -> None:
    session.add(Counter(series=numbering.series(cast.unit.code, date(2026, 3, 18)), value=9998))
    session.flush()
    codes = [code_at(cast, moment(18, 10), str(n))[-5:] for n in range(2)]
    assert codes == ["-9999", "10000"]


@pytest.mark.parametrize(
    "pattern",
    ["{unit}-{seq}", "{yymmdd}-{seq}", "{unit}-{yymmdd}", "{unit}-{yymmdd}{seq}", "{unit}-{yymmdd}-{seq}9",
     "{unit}-{yymmdd}-{seq}-{seq}", "{unit}-{yymmdd}-{seq}-{unit.__class__}", "đ{unit}-{yymmdd}-{seq}",
     "A" * 50 + "{unit}-{yymmdd}-{seq}", ""],
)  # fmt: skip
def test_a_pattern_that_could_say_one_code_twice_is_refused(
    cast: Cast, tri: Account, pattern: str
) -> None:
    with pytest.raises(Invalid):
        code_patterns.set_pattern(
            cast.unit, pattern, effective_from=date(2026, 3, 19), by=tri, at=clock.now()
        )


def test_neither_today_nor_another_unit(cast: Cast, tri: Account) -> None:
    with pytest.raises(Invalid, match="ngày mai"):
        code_patterns.set_pattern(
            cast.unit, PATTERN, effective_from=date(2026, 3, 18), by=tri, at=clock.now()
        )
    for unit in (cast.elsewhere, None):
        with pytest.raises(Forbidden):
            code_patterns.set_pattern(
                unit, PATTERN, effective_from=date(2026, 3, 19), by=tri, at=clock.now()
            )


def test_the_page_sets_it_for_every_unit(client: FlaskClient, session: Session, cast: Cast) -> None:
    province = make_unit(name="Tỉnh", kind=UnitKind.PROVINCE)
    boss = make_officer("Vũ Quang Trị", province, Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, boss)
    sent = {"unit": "", "pattern": PATTERN, "effective_from-day": "19",
            "effective_from-month": "3", "effective_from-year": "2026"}  # fmt: skip
    assert client.post("/quan-tri/ma-ho-so", data={**sent, "pattern": "{seq}"}).status_code == 422
    assert client.post("/quan-tri/ma-ho-so", data=sent).status_code == 303
    assert PATTERN in client.get("/quan-tri/ma-ho-so").text
    assert code_patterns.pattern_of(cast.unit, date(2026, 3, 19)) == PATTERN
