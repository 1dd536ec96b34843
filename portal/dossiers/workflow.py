"""The life of a dossier as one table (law 1): who may do what in which state.

The table drives `Dossier.move`, the buttons on the page, the timeline and the diagram in the
README. Pure. Source: NĐ 118/2025/NĐ-CP; states and their codes as in the national portal.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from portal.accounts.roles import Role

CITIZEN = "citizen"
SYSTEM = "system"


class State(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    DECLINED = "declined"
    PROCESSING = "processing"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    PAYMENT_REQUESTED = "payment_requested"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    RESOLVED = "resolved"
    RETURNED = "returned"
    DISCARDED = "discarded"  # a draft thrown away: never handed in, so never withdrawn
    LINKED = "linked"  # one submission that became several dossiers; they are what is counted


# TrangThaiHoSo of the national portal; what was never handed in has none.
NATIONAL_CODES: dict[State, int] = {
    State.SUBMITTED: 1,
    State.RECEIVED: 2,
    State.DECLINED: 3,
    State.PROCESSING: 4,
    State.SUPPLEMENT_REQUESTED: 5,
    State.PAYMENT_REQUESTED: 6,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
    State.RESOLVED: 9,
    State.RETURNED: 10,
}

ENDED = frozenset({State.DECLINED, State.WITHDRAWN, State.STOPPED, State.RETURNED, State.DISCARDED})
NEVER_HANDED_IN = frozenset({State.DRAFT, State.DISCARDED, State.LINKED})  # the citizen's alone
IN_WORK = frozenset({State.RECEIVED, State.PROCESSING})
PAUSED = (State.SUPPLEMENT_REQUESTED, State.PAYMENT_REQUESTED)


class Outcome(enum.StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"


class Action(enum.StrEnum):
    BEGIN = "begin"
    DISCARD = "discard"
    SUBMIT = "submit"
    ENTER = "enter"
    RECEIVE = "receive"
    DECLINE = "decline"
    HAND_ON = "hand_on"
    REQUEST_SUPPLEMENT = "request_supplement"
    ANSWER_SUPPLEMENT = "answer_supplement"
    TAKE = "take"
    RELEASE = "release"
    NOTE = "note"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    ISSUE = "issue"
    RETURN = "return"
    WITHDRAW = "withdraw"
    PAY = "pay"
    DRAFT_EXTENSION = "draft_extension"
    EXTEND = "extend"
    PROPOSE_SUPPLEMENT = "propose_supplement"
    GRANT_SUPPLEMENT = "grant_supplement"
    REFUSE_SUPPLEMENT = "refuse_supplement"
    STOP = "stop"
    REVOKE = "revoke"
    CORRECT = "correct"
    SIGN_CORRECTION = "sign_correction"
    REPLACE = "replace"
    RESCHEDULE = "reschedule"
    ASSIGN = "assign"
    INSTRUCT = "instruct"
    ANSWER_INSTRUCTION = "answer_instruction"
    REQUEST_PAYMENT = "request_payment"
    SETTLE_DUTY = "settle_duty"
    CONSULT = "consult"
    ANSWER_CONSULTATION = "answer_consultation"
    DROP_CONSULTATION = "drop_consultation"
    CONSOLIDATE = "consolidate"
    APPOINT_VERIFICATION = "appoint_verification"
    RECORD_VERIFICATION = "record_verification"
    DROP_VERIFICATION = "drop_verification"
    ARCHIVE = "archive"
    SPLIT = "split"
    KEEP_APART = "keep_apart"
    JOIN = "join"
    DIGITISE = "digitise"
    TRANSFER = "transfer"
    ADJUST_FEE = "adjust_fee"
    REFUND = "refund"
    COPY = "copy"
    SIGN_COPY = "sign_copy"
    DROP_COPY = "drop_copy"


@dataclass(frozen=True)
class Transition:
    """`parties` may do `action` in one of `sources` (None: there is no dossier yet).

    `targets` are the states it may lead to; empty means that the state stays. `is_public`
    actions appear on the citizen's timeline.
    """

    action: Action
    sources: frozenset[State | None]
    targets: tuple[State, ...]
    parties: frozenset[str]
    is_public: bool = True


def _row(
    action: Action,
    sources: State | tuple[State, ...] | None,
    targets: State | tuple[State, ...] | None,
    *parties: str,
    is_public: bool = True,
) -> Transition:
    return Transition(
        action,
        frozenset(sources if isinstance(sources, tuple) else (sources,)),
        targets if isinstance(targets, tuple) else (targets,) if targets else (),
        frozenset(str(p) for p in parties),
        is_public,
    )


TRANSITIONS: tuple[Transition, ...] = (
    _row(Action.BEGIN, None, State.DRAFT, CITIZEN, is_public=False),
    _row(Action.DISCARD, State.DRAFT, State.DISCARDED, CITIZEN, is_public=False),
    _row(Action.SUBMIT, State.DRAFT, State.SUBMITTED, CITIZEN),
    # One form, several dossiers (liên thông): each of them is begun and submitted in its own right.
    _row(Action.SPLIT, State.DRAFT, State.LINKED, CITIZEN),
    _row(Action.SPLIT, None, State.LINKED, Role.RECEPTIONIST),
    _row(Action.ENTER, None, State.SUBMITTED, Role.RECEPTIONIST),
    _row(Action.RECEIVE, State.SUBMITTED, State.RECEIVED, Role.RECEPTIONIST),
    _row(Action.DECLINE, State.SUBMITTED, State.DECLINED, Role.RECEPTIONIST),
    _row(Action.HAND_ON, State.RECEIVED, State.PROCESSING, Role.RECEPTIONIST),
    # Before reception the desk asks; after it the specialist does, and the clock pauses.
    _row(
        Action.REQUEST_SUPPLEMENT,
        State.SUBMITTED,
        State.SUPPLEMENT_REQUESTED,
        Role.RECEPTIONIST,
    ),
    _row(
        Action.REQUEST_SUPPLEMENT,
        State.PROCESSING,
        State.SUPPLEMENT_REQUESTED,
        Role.SPECIALIST,
    ),
    _row(
        Action.ANSWER_SUPPLEMENT,
        State.SUPPLEMENT_REQUESTED,
        (State.SUBMITTED, State.PROCESSING),
        CITIZEN,
        Role.RECEPTIONIST,
    ),
    _row(
        Action.TAKE,
        State.PROCESSING,
        None,
        Role.SPECIALIST,
        Role.LEADER,
        Role.CLERK,
        is_public=False,
    ),
    _row(
        Action.RELEASE,
        State.PROCESSING,
        None,
        Role.SPECIALIST,
        Role.LEADER,
        Role.CLERK,
        is_public=False,
    ),
    _row(
        Action.NOTE,
        (State.SUBMITTED, State.RECEIVED, State.PROCESSING, *PAUSED),
        None,
        Role.RECEPTIONIST,
        Role.SPECIALIST,
        Role.LEADER,
        Role.CLERK,
        is_public=False,
    ),
    _row(Action.PROPOSE, State.PROCESSING, None, Role.SPECIALIST),
    _row(
        Action.SEND_BACK,
        State.PROCESSING,
        None,
        Role.SPECIALIST,
        Role.LEADER,
        Role.CLERK,
        is_public=False,
    ),
    _row(Action.APPROVE, State.PROCESSING, None, Role.LEADER),
    _row(Action.ISSUE, State.PROCESSING, State.RESOLVED, Role.CLERK),
    _row(Action.RETURN, State.RESOLVED, State.RETURNED, Role.RECEPTIONIST, SYSTEM),
    _row(
        Action.WITHDRAW,
        (State.SUBMITTED, State.RECEIVED, State.PROCESSING, *PAUSED),
        State.WITHDRAWN,
        CITIZEN,
        Role.RECEPTIONIST,
    ),
    # Money is not state: the fee is paid in any state between reception and the end.
    _row(
        Action.PAY,
        (
            State.RECEIVED,
            State.PROCESSING,
            *PAUSED,
            State.RESOLVED,
        ),
        None,
        SYSTEM,
        Role.RECEPTIONIST,
        Role.CASHIER,
    ),
    # Late (rule 5): the specialist drafts the apology, the leader signs it; the state stays.
    _row(Action.DRAFT_EXTENSION, State.PROCESSING, None, Role.SPECIALIST, is_public=False),
    _row(Action.EXTEND, State.PROCESSING, None, Role.LEADER),
    # A further supplement after reception is the leader's to grant (rule 4).
    _row(Action.PROPOSE_SUPPLEMENT, State.PROCESSING, None, Role.SPECIALIST, is_public=False),
    _row(Action.GRANT_SUPPLEMENT, State.PROCESSING, State.SUPPLEMENT_REQUESTED, Role.LEADER),
    _row(Action.REFUSE_SUPPLEMENT, State.PROCESSING, None, Role.LEADER, is_public=False),
    _row(
        Action.STOP,
        (State.RECEIVED, State.PROCESSING, *PAUSED),
        State.STOPPED,
        Role.LEADER,
    ),
    # A wrong result is revoked and replaced (rule 7); the dossier is not reopened for it.
    _row(Action.REVOKE, (State.RESOLVED, State.RETURNED), None, Role.LEADER),
    _row(Action.CORRECT, (State.RESOLVED, State.RETURNED), None, Role.SPECIALIST, is_public=False),
    _row(
        Action.SIGN_CORRECTION,
        (State.RESOLVED, State.RETURNED),
        None,
        Role.LEADER,
        is_public=False,
    ),
    _row(Action.REPLACE, (State.RESOLVED, State.RETURNED), None, Role.CLERK),
    # Copies of what was issued (NĐ 30/2020/NĐ-CP, Điều 25–27): prepared, then signed; the state stays.
    _row(
        Action.COPY,
        (State.RESOLVED, State.RETURNED, State.STOPPED),
        None,
        Role.CLERK,
        Role.LEADER,
        is_public=False,
    ),
    _row(
        Action.SIGN_COPY,
        (State.RESOLVED, State.RETURNED, State.STOPPED),
        None,
        Role.LEADER,
        is_public=False,
    ),
    _row(
        Action.DROP_COPY,
        (State.RESOLVED, State.RETURNED, State.STOPPED),
        None,
        Role.CLERK,
        Role.LEADER,
        is_public=False,
    ),
    # A leader distributes the steps, and asks about what is overdue; who has the step answers.
    _row(Action.ASSIGN, State.PROCESSING, None, Role.LEADER, is_public=False),
    _row(Action.INSTRUCT, State.PROCESSING, None, Role.LEADER, is_public=False),
    _row(
        Action.ANSWER_INSTRUCTION,
        State.PROCESSING,
        None,
        Role.SPECIALIST,
        Role.LEADER,
        Role.CLERK,
        is_public=False,
    ),
    # A changed calendar moves the appointment of what is still open; the state stays.
    _row(
        Action.RESCHEDULE,
        (State.RECEIVED, State.PROCESSING, *PAUSED),
        None,
        Role.ADMINISTRATOR,
    ),
    # A financial duty found after reception: the clock stands still until it is met.
    _row(Action.REQUEST_PAYMENT, State.PROCESSING, State.PAYMENT_REQUESTED, Role.SPECIALIST),
    _row(
        Action.SETTLE_DUTY,
        State.PAYMENT_REQUESTED,
        State.PROCESSING,
        SYSTEM,
        Role.RECEPTIONIST,
        Role.CASHIER,
        Role.SPECIALIST,
    ),
    # Other units are asked beside the steps; they may answer while the citizen is waited for.
    _row(Action.CONSULT, State.PROCESSING, None, Role.SPECIALIST),
    _row(
        Action.ANSWER_CONSULTATION,
        (State.PROCESSING, *PAUSED),
        None,
        Role.SPECIALIST,
        Role.LEADER,
    ),
    _row(
        Action.DROP_CONSULTATION,
        (State.PROCESSING, *PAUSED),
        None,
        Role.SPECIALIST,
        is_public=False,
    ),
    _row(Action.CONSOLIDATE, State.PROCESSING, None, Role.SPECIALIST, is_public=False),
    _row(Action.APPOINT_VERIFICATION, State.PROCESSING, None, Role.SPECIALIST),
    _row(Action.RECORD_VERIFICATION, (State.PROCESSING, *PAUSED), None, Role.SPECIALIST),
    _row(Action.DROP_VERIFICATION, (State.PROCESSING, *PAUSED), None, Role.SPECIALIST),
    # A result nobody came for is kept; it can still be handed over.
    _row(Action.ARCHIVE, State.RESOLVED, None, Role.RECEPTIONIST),
    # The same matter handed in twice: two matters after all, or one.
    _row(Action.KEEP_APART, State.SUBMITTED, None, Role.RECEPTIONIST, is_public=False),
    _row(Action.JOIN, State.SUBMITTED, State.DECLINED, Role.RECEPTIONIST),
    # The desk scans papers, or takes them from the person's earlier dossiers; the state stays.
    _row(
        Action.DIGITISE,
        (State.SUBMITTED, State.RECEIVED, State.PROCESSING, *PAUSED),
        None,
        Role.RECEPTIONIST,
        is_public=False,
    ),
    # Papers and results on paper go from hand to hand between desk and unit, against a list.
    _row(
        Action.TRANSFER,
        (State.RECEIVED, State.PROCESSING, *PAUSED, State.RESOLVED),
        None,
        Role.RECEPTIONIST,
        Role.SPECIALIST,
        Role.CLERK,
        is_public=False,
    ),
    # What is owed is corrected by a line of its own; what was paid too much is given back.
    _row(
        Action.ADJUST_FEE,
        (State.SUBMITTED, State.RECEIVED, State.PROCESSING, *PAUSED, State.RESOLVED),
        None,
        Role.RECEPTIONIST,
        Role.CASHIER,
        Role.SPECIALIST,
    ),
    _row(
        Action.REFUND,
        (
            State.RECEIVED,
            State.PROCESSING,
            *PAUSED,
            State.RESOLVED,
            State.RETURNED,
            State.WITHDRAWN,
            State.STOPPED,
            State.DECLINED,
        ),
        None,
        Role.CASHIER,
        SYSTEM,
    ),
)


def allowed(action: Action, state: State | None, parties: set[str]) -> Transition | None:
    """The row that lets one of `parties` do `action` in `state`, if any."""
    for row in TRANSITIONS:
        if row.action is action and state in row.sources and row.parties & parties:
            return row
    return None


def actions(state: State, parties: set[str]) -> list[Action]:
    """What `parties` may do now, in the table's order, each once."""
    return list(
        dict.fromkeys(
            row.action for row in TRANSITIONS if state in row.sources and row.parties & parties
        )
    )


PUBLIC_ACTIONS = frozenset(row.action for row in TRANSITIONS if row.is_public)


def diagram() -> str:
    """The table as a Mermaid state diagram, for the README."""
    lines = ["stateDiagram-v2"]
    for row in TRANSITIONS:
        for source in sorted(row.sources, key=lambda s: list(State).index(s) if s else -1):
            for target in row.targets:
                lines.append(f"    {source or '[*]'} --> {target}: {row.action}")
    lines += [f"    {state} --> [*]" for state in State if state in ENDED]
    return "\n".join(lines)
