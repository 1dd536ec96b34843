"""The whole transition table, cell by cell, against the law's text written out here by hand."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Actor
from portal.accounts.roles import Role
from portal.dossiers import workflow
from portal.dossiers.models import ActionRefused, Dossier
from portal.dossiers.submission import new_dossier
from portal.dossiers.workflow import Action, State
from portal.procedures.definitions import Channel
from tests.factories import make_procedure, make_unit

PARTIES = ("citizen", "system", *(str(role) for role in Role))
ENDS = {"declined", "withdrawn", "stopped", "returned", "discarded"}

# (from, action): who may, and where it leads ("=": the state stays). None: not begun.
CELLS: dict[tuple[str | None, str], tuple[set[str], tuple[str, ...]]] = {
    (None, "begin"): ({"citizen"}, ("draft",)),
    (None, "enter"): ({"receptionist"}, ("submitted",)),
    ("draft", "discard"): ({"citizen"}, ("discarded",)),
    ("draft", "submit"): ({"citizen"}, ("submitted",)),
    ("draft", "split"): ({"citizen"}, ("linked",)),
    (None, "split"): ({"receptionist"}, ("linked",)),
    ("submitted", "keep_apart"): ({"receptionist"}, ("=",)),
    ("submitted", "join"): ({"receptionist"}, ("declined",)),
    ("submitted", "receive"): ({"receptionist"}, ("received",)),
    ("submitted", "decline"): ({"receptionist"}, ("declined",)),
    ("submitted", "request_supplement"): ({"receptionist"}, ("supplement_requested",)),
    ("submitted", "note"): ({"receptionist", "specialist", "leader", "clerk"}, ("=",)),
    ("submitted", "withdraw"): ({"citizen", "receptionist"}, ("withdrawn",)),
    ("received", "hand_on"): ({"receptionist"}, ("processing",)),
    ("received", "note"): ({"receptionist", "specialist", "leader", "clerk"}, ("=",)),
    ("received", "withdraw"): ({"citizen", "receptionist"}, ("withdrawn",)),
    ("processing", "request_supplement"): ({"specialist"}, ("supplement_requested",)),
    ("processing", "take"): ({"specialist", "leader", "clerk"}, ("=",)),
    ("processing", "release"): ({"specialist", "leader", "clerk"}, ("=",)),
    ("processing", "note"): ({"receptionist", "specialist", "leader", "clerk"}, ("=",)),
    ("processing", "propose"): ({"specialist"}, ("=",)),
    ("processing", "send_back"): ({"specialist", "leader", "clerk"}, ("=",)),
    ("processing", "request_payment"): ({"specialist"}, ("payment_requested",)),
    ("payment_requested", "settle_duty"): (
        {"system", "receptionist", "cashier", "specialist"},
        ("processing",),
    ),
    ("payment_requested", "note"): ({"receptionist", "specialist", "leader", "clerk"}, ("=",)),
    ("payment_requested", "withdraw"): ({"citizen", "receptionist"}, ("withdrawn",)),
    ("processing", "consult"): ({"specialist"}, ("=",)),
    ("processing", "consolidate"): ({"specialist"}, ("=",)),
    ("processing", "appoint_verification"): ({"specialist"}, ("=",)),
    **{
        (state, action): (parties, ("=",))
        for state in ("processing", "supplement_requested", "payment_requested")
        for action, parties in (
            ("answer_consultation", {"specialist", "leader"}),
            ("drop_consultation", {"specialist"}),
            ("record_verification", {"specialist"}),
            ("drop_verification", {"specialist"}),
        )
    },
    ("resolved", "archive"): ({"receptionist"}, ("=",)),
    **{
        (state, "digitise"): ({"receptionist"}, ("=",))
        for state in (
            "submitted", "received", "processing", "supplement_requested", "payment_requested",
        )
    },
    **{
        (state, "transfer"): ({"receptionist", "specialist", "clerk"}, ("=",))
        for state in (
            "received", "processing", "supplement_requested", "payment_requested", "resolved",
        )
    },
    ("processing", "approve"): ({"leader"}, ("=",)),
    ("processing", "issue"): ({"clerk"}, ("resolved",)),
    ("processing", "withdraw"): ({"citizen", "receptionist"}, ("withdrawn",)),
    ("supplement_requested", "answer_supplement"): (
        {"citizen", "receptionist"},
        ("submitted", "processing"),
    ),
    ("supplement_requested", "note"): ({"receptionist", "specialist", "leader", "clerk"}, ("=",)),
    ("supplement_requested", "withdraw"): ({"citizen", "receptionist"}, ("withdrawn",)),
    ("resolved", "return"): ({"receptionist", "system"}, ("returned",)),
    ("processing", "draft_extension"): ({"specialist"}, ("=",)),
    ("processing", "extend"): ({"leader"}, ("=",)),
    ("processing", "propose_supplement"): ({"specialist"}, ("=",)),
    ("processing", "grant_supplement"): ({"leader"}, ("supplement_requested",)),
    ("processing", "refuse_supplement"): ({"leader"}, ("=",)),
    ("processing", "assign"): ({"leader"}, ("=",)),
    ("processing", "instruct"): ({"leader"}, ("=",)),
    ("processing", "answer_instruction"): ({"specialist", "leader", "clerk"}, ("=",)),
    **{
        (state, "stop"): ({"leader"}, ("stopped",))
        for state in ("received", "processing", "supplement_requested", "payment_requested")
    },
    **{
        (state, "reschedule"): ({"administrator"}, ("=",))
        for state in ("received", "processing", "supplement_requested", "payment_requested")
    },
    # A wrong result is replaced where the dossier stands: nothing leads back to work.
    **{
        (state, action): ({role}, ("=",))
        for state in ("resolved", "returned")
        for action, role in (
            ("revoke", "leader"), ("correct", "specialist"),
            ("sign_correction", "leader"), ("replace", "clerk"),
        )
    },
    **{
        (state, action): (roles, ("=",))
        for state in ("resolved", "returned", "stopped")
        for action, roles in (
            ("copy", {"clerk", "leader"}), ("sign_copy", {"leader"}),
            ("drop_copy", {"clerk", "leader"}),
        )
    },
    **{
        (state, "adjust_fee"): ({"receptionist", "cashier", "specialist"}, ("=",))
        for state in (
            "submitted", "received", "processing", "supplement_requested", "payment_requested",
            "resolved",
        )
    },
    **{
        (state, "refund"): ({"cashier", "system"}, ("=",))
        for state in (
            "received", "processing", "supplement_requested", "payment_requested", "resolved",
            "returned", "withdrawn", "stopped", "declined",
        )
    },
    **{
        (state, "pay"): ({"receptionist", "cashier", "system"}, ("=",))
        for state in (
            "received", "processing", "supplement_requested", "payment_requested", "resolved",
        )
    },
}  # fmt: skip


@pytest.fixture
def dossier(session: Session) -> Dossier:
    unit = make_unit()
    return new_dossier(
        make_procedure(unit), unit, unit.desks[0], channel=Channel.DESK, key="k", at=clock.now()
    )


def test_every_cell_is_allowed_or_refused_as_written(session: Session, dossier: Dossier) -> None:
    wrong = []
    with session.no_autoflush:
        for start in (None, *State):
            for action in Action:
                parties, targets = CELLS.get((start, action.value), (set(), ()))
                for party in PARTIES:
                    expected = targets if party in parties else ()
                    found = reached(dossier, start, action, party)
                    if found != {(start if t == "=" else t) for t in expected}:
                        wrong.append((start, action.value, party, found))
    assert not wrong


def reached(dossier: Dossier, start: State | None, action: Action, party: str) -> set[str]:
    """Where `move` really leads, for every target one could ask for."""
    found = set()
    for to in (None, *State):
        dossier.state = start  # type: ignore[assignment]
        before = len(dossier.events)
        try:
            event = dossier.move(action, by=Actor("?", party), at=clock.now(), to=to)
        except ActionRefused:
            assert dossier.state is start and len(dossier.events) == before
            continue
        assert (event.state_before, event.state_after) == (start, dossier.state)
        assert to in (None, dossier.state) and len(dossier.events) == before + 1
        found.add(dossier.state.value)
    return found


def test_the_buttons_of_a_page_come_from_the_same_table() -> None:
    for state in State:
        for party in PARTIES:
            shown = {action.value for action in workflow.actions(state, {party})}
            assert shown == {
                action for (start, action), (who, _to) in CELLS.items()
                if start == state and party in who
            }  # fmt: skip


def test_nothing_leaves_an_end() -> None:
    assert {state.value for state in workflow.ENDED} == ENDS
    assert not [cell for cell, (_who, to) in CELLS.items() if cell[0] in ENDS and to != ("=",)]


def test_the_states_carry_the_national_codes() -> None:
    assert {state.value: code for state, code in workflow.NATIONAL_CODES.items()} == {
        "submitted": 1, "received": 2, "declined": 3, "processing": 4, "supplement_requested": 5,
        "payment_requested": 6, "withdrawn": 7, "stopped": 8, "resolved": 9, "returned": 10,
    }  # fmt: skip


def test_the_diagram_shows_every_change_of_state_and_nothing_else() -> None:
    lines = workflow.diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    drawn = set()
    for line in lines[1:]:
        arrow = re.fullmatch(r"    (\[\*\]|\w+) --> (\[\*\]|\w+)(?:: (\w+))?", line)
        assert arrow, line
        drawn.add(arrow.groups())
    changes = {
        (start or "[*]", target, action)
        for (start, action), (_who, targets) in CELLS.items()
        for target in targets
        if target != "="
    }
    assert drawn == changes | {(end, "[*]", None) for end in ENDS}


def test_history_is_only_ever_added_to(session: Session, dossier: Dossier) -> None:
    session.add(dossier)
    event = dossier.move(Action.ENTER, by=Actor("?", "receptionist"), at=clock.now())
    session.flush()
    event.note = "Sửa lại cho đẹp"
    with pytest.raises(RuntimeError, match="only ever added"):
        session.flush()
