"""A publisher writes a draft: from nothing, or from the version in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.errors import Conflict, Forbidden, Invalid
from portal.procedures import editing
from portal.procedures.definitions import (
    AuthorityLevel,
    Fees,
    Limits,
    Parts,
    ServiceLevel,
    TimeLimit,
)
from portal.procedures.models import Definition, Procedure, VersionAction, VersionState
from tests.factories import PARTS, make_officer, make_procedure, make_unit

pytestmark = pytest.mark.usefixtures("at_noon")
NEW: dict[str, Any] = {
    "title": "Cấp phép họp chợ",
    "sector": "Thương mại",
    "level": ServiceLevel.PARTIAL,
    "authority_level": AuthorityLevel.COMMUNE,
}
LONGER = Limits((TimeLimit("5wd"),))


@pytest.fixture
def quynh(session: Session) -> Account:
    return make_officer("Đỗ Như Quỳnh", make_unit(), Role.PUBLISHER)


def at() -> datetime:
    return clock.now()


def test_a_new_procedure_begins_as_an_empty_draft_nobody_else_sees(
    session: Session, quynh: Account
) -> None:
    version = editing.begin_procedure("9.001", **NEW, by=quynh, at=at())
    assert (version.number, version.state, version.parts) == (1, VersionState.DRAFT, Parts())
    assert not version.procedure.is_published
    assert not version.procedure.is_in_force
    assert [e.action for e in version.events] == [VersionAction.BEGIN]


@pytest.mark.parametrize("code", ["", "a b", "1..2", "1.2/3", "1.2-", "Đ1", "1.2\n", "<b>"])
def test_a_code_of_another_shape_is_refused(session: Session, quynh: Account, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        editing.begin_procedure(code, **NEW, by=quynh, at=at())
    assert "code" in refusal.value.errors


def test_a_code_is_taken_once_and_free_again_when_the_draft_was_thrown_away(
    session: Session, quynh: Account
) -> None:
    version = editing.begin_procedure("9.001", **NEW, by=quynh, at=at())
    with pytest.raises(Invalid, match="đã có"):
        editing.begin_procedure("9.001", **NEW, by=quynh, at=at())
    editing.discard(version, by=quynh, at=at())
    again = editing.begin_procedure("9.001", **NEW, by=quynh, at=at())
    assert again.procedure is version.procedure
    assert again.number == 2


def test_a_revision_shares_every_definition_with_the_version_in_force(
    session: Session, quynh: Account
) -> None:
    procedure = make_procedure(make_unit(), parts=PARTS)
    before = session.query(Definition).count()
    draft = editing.begin_revision(procedure, by=quynh, at=at())
    assert draft.parts == PARTS
    assert draft.based_on == 1
    assert session.query(Definition).count() == before
    editing.change_part(
        draft, "limits", LONGER, by=quynh, at=at(), seen=editing.seen(draft, "limits")
    )
    assert draft.parts == replace(PARTS, limits=LONGER)
    assert procedure.current.parts == PARTS  # what is in force is untouched
    assert session.query(Definition).count() == before + 1


def test_a_second_revision_is_the_first_one_again(session: Session, quynh: Account) -> None:
    procedure = make_procedure()
    first = editing.begin_revision(procedure, by=quynh, at=at())
    assert editing.begin_revision(procedure, by=quynh, at=at()) is first


def test_two_publishers_on_one_part_the_second_is_told_who_was_faster(
    session: Session, quynh: Account
) -> None:
    other = make_officer("Phạm Văn Lộc", make_unit(), Role.PUBLISHER)
    draft = editing.begin_revision(make_procedure(), by=quynh, at=at())
    limits, fees = editing.seen(draft, "limits"), editing.seen(draft, "fees")
    editing.change_part(draft, "limits", LONGER, by=other, at=at(), seen=limits)
    with pytest.raises(Conflict, match="Phạm Văn Lộc"):
        editing.change_part(draft, "limits", Limits(), by=quynh, at=at(), seen=limits)
    assert draft.parts.limits == LONGER
    assert editing.change_part(draft, "fees", Fees(is_free=True), by=quynh, at=at(), seen=fees)


def test_saving_what_is_said_already_leaves_no_trace(session: Session, quynh: Account) -> None:
    draft = editing.begin_revision(make_procedure(), by=quynh, at=at())
    assert not editing.change_part(
        draft, "limits", PARTS.limits, by=quynh, at=at(), seen=editing.seen(draft, "limits")
    )
    assert len(draft.events) == 1


def test_the_history_names_what_stood_before_and_after(session: Session, quynh: Account) -> None:
    draft = editing.begin_revision(make_procedure(), by=quynh, at=at())
    before = draft.limits_id
    editing.change_part(draft, "limits", LONGER, by=quynh, at=at(), seen=str(before))
    event = draft.events[-1]
    assert (event.part, event.before_id, event.after_id) == ("limits", before, draft.limits_id)
    with pytest.raises(RuntimeError, match="only ever added"), session.begin_nested():
        event.note = "khác"


def test_a_published_version_is_not_changed(session: Session, quynh: Account) -> None:
    version = make_procedure().current
    with pytest.raises(Conflict, match="không còn là bản nháp"):
        editing.change_part(
            version, "limits", LONGER, by=quynh, at=at(), seen=editing.seen(version, "limits")
        )


def test_general_data_are_guarded_too(session: Session, quynh: Account) -> None:
    draft = editing.begin_procedure("9.001", **NEW, by=quynh, at=at())
    seen = editing.seen(draft, editing.GENERAL)
    changed = {**NEW, "title": "Cấp phép họp chợ đêm"}
    assert editing.change_general(draft, **changed, by=quynh, at=at(), seen=seen)
    with pytest.raises(Conflict):
        editing.change_general(draft, **NEW, by=quynh, at=at(), seen=seen)
    found = session.query(Procedure).filter_by(code="9.001").one()
    assert found.title == "Cấp phép họp chợ đêm"  # nothing published yet: listed by its draft


def test_only_publishers_write(session: Session) -> None:
    minh = make_officer("Minh", make_unit(), Role.RECEPTIONIST)
    with pytest.raises(Forbidden):
        editing.begin_procedure("9.001", **NEW, by=minh, at=at())
