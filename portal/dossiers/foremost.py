"""Which of the acts possible now stand on top of a dossier's page as buttons; the others are folded
away beneath them. Nothing is decided here: what is possible is `possible.actions`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from portal.dossiers.workflow import Action

MOST_ON_TOP = 2
# Somebody waits for these, or the dossier cannot go on without them: always on top.
_WAITED_FOR = (
    Action.KEEP_APART,
    Action.ANSWER_INSTRUCTION,
    Action.EXTEND,
    Action.GRANT_SUPPLEMENT,
    Action.CORRECT,
    Action.SIGN_CORRECTION,
    Action.REPLACE,
    Action.SIGN_COPY,
    Action.SETTLE_DUTY,
    Action.CONSOLIDATE,
    Action.RECORD_VERIFICATION,
)
_NEXT = (
    Action.RECEIVE,
    Action.APPROVE,
    Action.ISSUE,
    Action.TAKE,
    Action.PROPOSE,
    Action.RETURN,
)
# Usual beside the next act, where there is still room for them.
_BESIDE = (
    Action.ARCHIVE,
    Action.REQUEST_SUPPLEMENT,
    Action.SEND_BACK,
    Action.INSTRUCT,
    Action.PAY,
    Action.DIGITISE,
    Action.ASSIGN,
)
_AT_ANY_TIME = (Action.INSTRUCT, Action.PAY)


def is_next(action: Action) -> bool:
    """Is it what the dossier waits for, rather than something that may be done beside it?"""
    return action in _WAITED_FOR or action in _NEXT


def foremost(possible: Collection[Action], *, is_late: bool) -> list[Action]:
    """In the order they are to be thought of. When the appointment has passed, apologising comes
    before whatever else is beside the next act (domain rule 5)."""
    found = _of(_WAITED_FOR, possible) + _of(_NEXT, possible)
    if Action.RECEIVE in found and Action.KEEP_APART in found:
        found.remove(Action.RECEIVE)  # refused until it is decided on
    if {Action.APPROVE, Action.ISSUE} & set(found) and Action.TAKE in found:
        found.remove(Action.TAKE)  # one press: signing or issuing takes the step too
    if not found:  # nobody waits for this officer: only what is often done all the same
        return _of(_AT_ANY_TIME, possible)[:1]
    beside = ((Action.DRAFT_EXTENSION,) if is_late else ()) + _BESIDE
    return found + _of(beside, possible)[: max(0, MOST_ON_TOP - len(found))]


def _of(wanted: Sequence[Action], possible: Collection[Action]) -> list[Action]:
    return [action for action in wanted if action in possible]
