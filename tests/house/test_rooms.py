"""What has one room only: the clock, the commit, the state, the events, who is signed in."""

from __future__ import annotations

import ast
import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.db import db
from portal.dossiers.models import Event
from tests.dossiers import walk
from tests.factories import make_cast
from tests.house.source import modules, places

# The age of a file on the disk is compared with the machine's clock, by which it was written.
READS_THE_CLOCK = {"clock", "files"}
# A refused try is rolled back, its count (rate_limits) is not.
COMMITS = re.compile(r"web|rate_limits|seeding\..*|(.*[._])?cli|notifications\.(delivery|worker)")
KNOWS_WHO_IS_SIGNED_IN = re.compile(
    r"navigation|previews|accounts\.(access|session)|.*\.views(\..*)?"
)
# Other things have a state too: (module, name of the variable).
OTHER_STATES = {
    ("documents.remote_signing", "request"),
    ("documents.issuing", "document"),
    ("dossiers.revocation", "result"),
    ("notifications.outbox", "message"),
    ("payments.models", "self"),
    ("payments.refund_models", "self"),
    ("payments.refund_call_models", "self"),
    ("procedures.models", "self"),
}
# The one exception: when personal data is removed, written down, the words of events are emptied; the
# database allows that alone (tests/privacy/test_removing.py).
EMPTIES_EVENTS = "privacy.removing"
CHANGES_EVENTS = [
    "UPDATE event SET note = 'khác'",
    "DELETE FROM event",
]
CHANGES_EVENTS_ON = {
    "postgresql": ["TRUNCATE event CASCADE"],
    "sqlite": ["INSERT OR REPLACE INTO event SELECT * FROM event"],
}


def test_only_the_clock_reads_the_clock() -> None:
    asks = re.compile(r"((?!clock\.).*\.)?(now|utcnow|today|time\.time|time_ns|localtime|gmtime)")
    found = [
        place
        for module in set(modules()) - READS_THE_CLOCK
        for place, call in places(module, ast.Call)
        if asks.fullmatch(ast.unparse(call.func))  # type: ignore[attr-defined]
    ]
    assert found == []


def test_only_the_edges_commit() -> None:
    found = [
        place
        for module in modules()
        if not COMMITS.fullmatch(module)
        for place, call in places(module, ast.Call)
        if re.search(r"(^|\.)commit$|(engine|db)\.begin$", ast.unparse(call.func))  # type: ignore[attr-defined]
        and not (module == "migrate" and "engine.begin" in ast.unparse(call))
    ]
    assert found == []


def test_the_state_of_a_dossier_changes_in_move_only() -> None:
    found = []
    for module in modules():
        for place, target in places(module, ast.Attribute):
            if target.attr != "state" or not isinstance(target.ctx, ast.Store):  # type: ignore[attr-defined]
                continue
            owner = ast.unparse(target.value)  # type: ignore[attr-defined]
            if (module, owner) not in {*OTHER_STATES, ("dossiers.models", "self")}:
                found.append(place)
        for place, call in places(module, ast.Call):
            text = ast.unparse(call)
            if re.match(r"setattr\(.*'state'", text) or re.match(
                r"(\w+\.)*Dossier\(.*state=", text
            ):
                found.append(place)
            if module != EMPTIES_EVENTS and re.search(r"update\((\w+\.)?(Dossier|Event)\)", text):
                found.append(place)
    assert found == []


def test_events_are_made_by_move_only_and_never_changed() -> None:
    made = re.compile(r"(models\.)?Event\(|(sa\.)?(insert|update|delete)\((models\.)?Event\b")
    found = [
        place
        for module in modules()
        for place, call in places(module, ast.Call)
        if made.match(ast.unparse(call)) and module not in ("dossiers.models", EMPTIES_EVENTS)
    ]
    assert found == []
    makers = [
        call
        for _place, call in places("dossiers.models", ast.Call)
        if made.match(ast.unparse(call))
    ]
    assert len(makers) == 1


def test_acts_do_not_ask_who_is_signed_in() -> None:
    found = [
        place
        for module in modules()
        if not KNOWS_WHO_IS_SIGNED_IN.fullmatch(module)
        for kind in (ast.Name, ast.Attribute, ast.alias)
        for place, node in places(module, kind)
        if re.search(r"\bcurrent_user\b", ast.unparse(node))
    ]
    assert found == []


@pytest.fixture
def event(session: Session, at_noon: None) -> Event:
    return walk.submitted(make_cast()).events[-1]


def test_the_session_refuses_to_change_an_event(session: Session, event: Event) -> None:
    with pytest.raises(RuntimeError, match="only ever added"), session.begin_nested():
        event.note = "khác"
    with pytest.raises(RuntimeError, match="only ever added"), session.begin_nested():
        session.delete(event)


def test_the_database_itself_refuses_to_change_an_event(session: Session, event: Event) -> None:
    for statement in [*CHANGES_EVENTS, *CHANGES_EVENTS_ON[db.engine.dialect.name]]:
        with pytest.raises(sa.exc.DBAPIError, match="only ever added"), session.begin_nested():
            session.execute(sa.text(statement))
