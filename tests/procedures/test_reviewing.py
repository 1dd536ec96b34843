"""From draft to law, and the day a version takes effect or ends by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.errors import Conflict, Invalid
from portal.procedures import editing, reviewing
from portal.procedures.definitions import (
    Fees,
    Guidance,
    LegalBases,
    LegalBasis,
    Limits,
    Parts,
    ProcedureCase,
    TimeLimit,
)
from portal.procedures.models import Procedure, ProcedureVersion, VersionState
from portal.procedures.taking_effect import due_procedures, take_effect
from tests.dossiers import walk
from tests.factories import PARTS, Cast, make_cast, make_officer

pytestmark = pytest.mark.usefixtures("at_noon")
TODAY = date(2026, 3, 18)
WHOLE = replace(
    PARTS,
    legal_bases=LegalBases((LegalBasis("60/2014/QH13", "Luật Hộ tịch"),)),
    guidance=Guidance("Ghi nhận việc sinh.", (ProcedureCase("", ("Nộp tờ khai.",)),), (), ("Cha",)),
)


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(parts=WHOLE)


@pytest.fixture
def quynh(cast: Cast) -> Account:
    return make_officer("Đỗ Như Quỳnh", cast.unit, Role.PUBLISHER)


@pytest.fixture
def loc(cast: Cast) -> Account:
    return make_officer("Phạm Văn Lộc", cast.unit, Role.PUBLISHER)


def revised(cast: Cast, by: Account, **parts: Any) -> ProcedureVersion:
    draft = editing.begin_revision(cast.procedure, by=by, at=clock.now())
    for name, part in {"limits": Limits((TimeLimit("5wd"),)), **parts}.items():
        seen = editing.seen(draft, name)
        editing.change_part(draft, name, part, by=by, at=clock.now(), seen=seen)
    return draft


def published(
    cast: Cast, quynh: Account, loc: Account, day: date = TODAY, **parts: Any
) -> ProcedureVersion:
    draft = revised(cast, quynh, **parts)
    reviewing.submit(draft, note="", by=quynh, at=clock.now())
    publish(draft, loc, effective_from=day)
    return draft


def publish(draft: ProcedureVersion, by: Account, **changes: Any) -> None:
    told: dict[str, Any] = {
        "decision_number": "12/QĐ-UBND", "signed_on": TODAY, "effective_from": TODAY,
        "effective_to": None, "are_warnings_confirmed": True,
    }  # fmt: skip
    reviewing.publish(draft, **{**told, **changes}, by=by, at=clock.now())


def job(days: int) -> None:
    """The worker's job, that many days from now."""
    with clock.travelling(clock.now() + timedelta(days=days)):
        for procedure_id in due_procedures(clock.today()):
            take_effect(procedure_id, at=clock.now())


def test_what_one_person_wrote_another_publishes(cast: Cast, quynh: Account, loc: Account) -> None:
    draft = revised(cast, quynh)
    reviewing.submit(draft, note="Rút ngắn", by=quynh, at=clock.now())
    with pytest.raises(Conflict, match="một người khác"):
        publish(draft, quynh)
    publish(draft, loc)
    former = cast.procedure.versions[0]
    assert cast.procedure.current is draft
    assert (former.state, draft.state) == (VersionState.SUPERSEDED, VersionState.PUBLISHED)
    assert draft.decision_number == "12/QĐ-UBND"


def test_what_is_in_review_is_not_changed_until_it_is_sent_back(
    cast: Cast, quynh: Account, loc: Account
) -> None:
    draft = revised(cast, quynh)
    reviewing.submit(draft, note="", by=quynh, at=clock.now())
    with pytest.raises(Conflict):
        editing.change_part(
            draft, "fees", Fees(), by=quynh, at=clock.now(), seen=editing.seen(draft, "fees")
        )
    reviewing.send_back(draft, reason="Thiếu căn cứ", by=loc, at=clock.now())
    assert draft.state is VersionState.DRAFT
    with pytest.raises(Conflict):
        publish(draft, loc)


def test_a_version_with_a_fault_is_neither_submitted_nor_published(
    cast: Cast, quynh: Account, loc: Account
) -> None:
    draft = revised(cast, quynh, legal_bases=LegalBases())
    with pytest.raises(Conflict, match="1 lỗi"):
        reviewing.submit(draft, note="", by=quynh, at=clock.now())
    assert draft.state is VersionState.DRAFT


def test_warnings_are_confirmed(cast: Cast, quynh: Account, loc: Account) -> None:
    draft = revised(cast, quynh, guidance=Guidance())
    reviewing.submit(draft, note="", by=quynh, at=clock.now())
    with pytest.raises(Invalid) as refusal:
        publish(draft, loc, are_warnings_confirmed=False)
    assert "are_warnings_confirmed" in refusal.value.errors
    publish(draft, loc)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"signed_on": date(2026, 3, 19), "effective_from": date(2026, 3, 20)}, "signed_on"),
        ({"effective_from": date(2026, 3, 17)}, "effective_from"),
        ({"effective_to": date(2026, 3, 17)}, "effective_to"),
    ],
)
def test_days_that_cannot_be_are_refused(
    cast: Cast, quynh: Account, loc: Account, changes: dict[str, date], field: str
) -> None:
    draft = revised(cast, quynh)
    reviewing.submit(draft, note="", by=quynh, at=clock.now())
    with pytest.raises(Invalid) as refusal:
        publish(draft, loc, **changes)
    assert field in refusal.value.errors


def test_a_future_version_takes_effect_on_its_day_and_dossiers_keep_theirs(
    cast: Cast, quynh: Account, loc: Account
) -> None:
    dossier = walk.received(cast)
    former = cast.procedure.current
    coming = published(cast, quynh, loc, day=TODAY + timedelta(days=10))
    job(9)
    assert cast.procedure.current is former
    assert former.state is VersionState.PUBLISHED
    with clock.travelling(clock.now() + timedelta(days=10)):
        assert cast.procedure.current is coming  # the day itself needs no worker
    job(10)
    assert former.state is VersionState.SUPERSEDED
    assert dossier.procedure_version is former
    job(11)  # again: nothing more happens
    assert [e.action.value for e in former.events] == ["supersede"]


def test_lists_say_what_the_version_in_force_says(cast: Cast, quynh: Account, loc: Account) -> None:
    draft = revised(cast, quynh)
    editing.change_general(
        draft, title="Khai sinh lưu động", sector="Hộ tịch", level=draft.level,
        authority_level=draft.authority_level, by=quynh, at=clock.now(),
        seen=editing.seen(draft, editing.GENERAL),
    )  # fmt: skip
    reviewing.submit(draft, note="", by=quynh, at=clock.now())
    publish(draft, loc, effective_from=TODAY + timedelta(days=1))
    assert cast.procedure.title == "Đăng ký khai sinh"
    job(1)
    assert cast.procedure.title == "Khai sinh lưu động"
    assert "luu dong" in cast.procedure.search_text


def test_a_new_procedure_is_open_from_its_day(
    session: Session, cast: Cast, quynh: Account, loc: Account
) -> None:
    made = editing.begin_procedure(
        "9.5", title="Mới", sector="Hộ tịch", level=cast.procedure.level,
        authority_level=cast.procedure.authority_level, by=quynh, at=clock.now(),
    )  # fmt: skip
    for name in Parts.__dataclass_fields__:
        seen = editing.seen(made, name)
        part = getattr(WHOLE, name)
        editing.change_part(made, name, part, by=quynh, at=clock.now(), seen=seen)
    made.procedure.offerings.append(type(cast.procedure.offerings[0])(unit_id=cast.unit.id))
    session.flush()
    reviewing.submit(made, note="", by=quynh, at=clock.now())
    publish(made, loc, effective_from=TODAY + timedelta(days=2))
    assert not made.procedure.is_in_force
    job(1)
    assert not made.procedure.is_in_force
    job(2)
    assert made.procedure.is_in_force


def test_an_abolished_procedure_ends_after_its_last_day(
    cast: Cast, quynh: Account, loc: Account
) -> None:
    version = cast.procedure.current
    reviewing.abolish(cast.procedure, decision="9/QĐ", effective_to=TODAY, by=quynh, at=clock.now())
    job(0)
    assert cast.procedure.is_in_force
    job(1)
    assert (version.state, cast.procedure.is_in_force) == (VersionState.ABOLISHED, False)
    assert cast.procedure.current is version  # still there to be read
    with pytest.raises(Conflict):
        reviewing.abolish(
            cast.procedure, decision="9/QĐ", effective_to=TODAY, by=quynh, at=clock.now()
        )


def test_an_imported_procedure_no_longer_in_force_stays_so(session: Session, cast: Cast) -> None:
    cast.procedure.is_in_force = False
    session.flush()
    job(1)
    assert not session.get_one(Procedure, cast.procedure.id).is_in_force
