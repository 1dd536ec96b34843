"""What an officer may do with a dossier now: the buttons on its page.

The transition table says what the state and the role allow; the open step says whose turn it is.
"""

from __future__ import annotations

from datetime import date

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.documents.models import DocumentState
from portal.dossiers import consultation, duplicates, keeping, queries, steps, workflow
from portal.dossiers.duty_models import DutyKind
from portal.dossiers.models import ActionRefused, Dossier, PaymentState, Task
from portal.dossiers.steps import PAPERWORK, expect_free
from portal.dossiers.workflow import Action, State
from portal.dossiers.workplace import instructions
from portal.i18n import _
from portal.procedures.definitions import StepKind

_OF_PAPERWORK = (
    Action.PROPOSE,
    Action.REQUEST_SUPPLEMENT,
    Action.PROPOSE_SUPPLEMENT,
    Action.SEND_BACK,
    Action.REQUEST_PAYMENT,
    Action.CONSULT,
    Action.CONSOLIDATE,
    Action.APPOINT_VERIFICATION,
)
_STEP_ACTIONS: dict[StepKind, tuple[Action, ...]] = {
    **dict.fromkeys(PAPERWORK, _OF_PAPERWORK),
    StepKind.APPROVE: (Action.APPROVE, Action.SEND_BACK),
    StepKind.ISSUE: (Action.ISSUE, Action.SEND_BACK),
}
_TURN_BOUND = {
    *_OF_PAPERWORK,
    Action.APPROVE,
    Action.ISSUE,
    Action.ANSWER_INSTRUCTION,
}
_ANY_TIME = {
    Action.NOTE,
    Action.PAY,
    Action.DRAFT_EXTENSION,
    Action.EXTEND,
    Action.GRANT_SUPPLEMENT,
    Action.REFUSE_SUPPLEMENT,
    Action.STOP,
    Action.ASSIGN,
    Action.INSTRUCT,
    Action.DROP_CONSULTATION,
    Action.RECORD_VERIFICATION,
    Action.DROP_VERIFICATION,
    Action.DIGITISE,
    Action.ADJUST_FEE,
}
# There to be done, but nobody waits for it.
NOT_WORK = {
    Action.NOTE,
    Action.RELEASE,
    Action.PAY,
    Action.DRAFT_EXTENSION,
    Action.STOP,
    Action.REVOKE,
    Action.ASSIGN,
    Action.INSTRUCT,
    Action.SEND_BACK,
    Action.REQUEST_PAYMENT,
    Action.CONSULT,
    Action.DROP_CONSULTATION,
    Action.APPOINT_VERIFICATION,
    Action.DROP_VERIFICATION,
    Action.ARCHIVE,
    Action.KEEP_APART,
    Action.JOIN,
    Action.DIGITISE,
    Action.TRANSFER,
    Action.ADJUST_FEE,
    Action.REFUND,
    Action.COPY,
    Action.DROP_COPY,
}


def actions(dossier: Dossier, account: Account, day: date) -> list[Action]:
    """In the table's order; empty when the dossier is somebody else's work now."""
    roles = roles_at(dossier, account, day)
    allowed = workflow.actions(dossier.state, {str(role) for role in roles})
    if dossier.payment is not PaymentState.UNPAID:
        allowed = [a for a in allowed if a is not Action.PAY]
    allowed = [a for a in allowed if _has_its_matter(a, dossier)]
    if dossier.state is not State.PROCESSING:
        return [a for a in allowed if a not in (Action.WITHDRAW, Action.ANSWER_CONSULTATION)]
    task = dossier.open_task
    mine = task is not None and _is_turn(task, account, day)
    fitting: tuple[Action, ...] = ()
    if task and mine:
        fitting = (*_STEP_ACTIONS.get(task.kind, ()), Action.ANSWER_INSTRUCTION)
    found = [a for a in allowed if (a in fitting if a in _TURN_BOUND else a in _ANY_TIME)]
    if task and mine:
        found.append(Action.TAKE if task.assignee_id is None else Action.RELEASE)
    return found


def expect(action: Action, dossier: Dossier, account: Account, day: date) -> None:
    """Raises Conflict when the officer may not do `action` now, naming who has the step if that
    is why."""
    if action in actions(dossier, account, day):
        return
    if dossier.state is State.PROCESSING and dossier.open_task is not None:
        expect_free(dossier.open_task, account, day)
    raise ActionRefused(
        _("Hồ sơ đang ở trạng thái không cho phép việc này, hoặc chưa đến lượt Ông/Bà.")
    )


def _has_its_matter(action: Action, dossier: Dossier) -> bool:
    """What the act is about is there: the draft to sign, the request to decide, the result."""
    match action:
        case Action.DRAFT_EXTENSION:
            return dossier.due_at is not None and dossier.extended_to is None
        case Action.EXTEND:
            return dossier.extended_to is None and queries.draft_apology_of(dossier) is not None
        case Action.REQUEST_SUPPLEMENT:
            return dossier.state is State.SUBMITTED or not dossier.supplements_after_reception
        case Action.PROPOSE_SUPPLEMENT:
            is_first = not dossier.supplements_after_reception
            return not is_first and dossier.open_supplement_proposal is None
        case Action.STOP:
            return dossier.received_at is not None
        case Action.SEND_BACK:
            return bool(steps.passed(dossier))
        case Action.SETTLE_DUTY:
            return dossier.open_duty is not None and dossier.open_duty.kind is DutyKind.BUDGET
        case Action.DROP_CONSULTATION:
            return bool(dossier.open_consultations)
        case Action.CONSOLIDATE:
            return consultation.needs_consolidation(dossier)
        case Action.APPOINT_VERIFICATION:
            return dossier.open_verification is None
        case Action.RECORD_VERIFICATION | Action.DROP_VERIFICATION:
            return dossier.open_verification is not None
        case Action.ARCHIVE:
            return keeping.may_be_archived(dossier)
        case Action.KEEP_APART | Action.JOIN:
            return bool(duplicates.undecided(dossier))
        case Action.PROPOSE:
            is_asked = instructions.waiting_on(dossier) is not None
            return dossier.open_supplement_proposal is None and not is_asked
        case Action.ASSIGN:
            return dossier.open_task is not None
        case Action.INSTRUCT:
            return dossier.open_task is not None and instructions.waiting_on(dossier) is None
        case Action.ANSWER_INSTRUCTION:
            return instructions.waiting_on(dossier) is not None
        case Action.GRANT_SUPPLEMENT | Action.REFUSE_SUPPLEMENT:
            return dossier.open_supplement_proposal is not None
        case Action.RETURN:
            return queries.unreplaced_result_of(dossier) is None
        case Action.REVOKE:
            return queries.result_of(dossier, DocumentState.ISSUED) is not None
        case Action.CORRECT:
            signed = queries.result_of(dossier, DocumentState.SIGNED)
            return signed is None and queries.unreplaced_result_of(dossier) is not None
        case Action.SIGN_CORRECTION:
            return queries.draft_result_of(dossier) is not None
        case Action.REPLACE:
            return queries.result_of(dossier, DocumentState.SIGNED) is not None
        case Action.COPY:
            return bool(queries.copyable_of(dossier))
        case Action.SIGN_COPY | Action.DROP_COPY:
            return queries.draft_copy_of(dossier) is not None
        case Action.REFUND:
            return False  # the cashier's page lists what is to be given back
    return True


def roles_at(dossier: Dossier, account: Account, day: date) -> set[Role]:
    """The roles the officer holds towards this dossier."""
    return {
        grant.role
        for grant in account.grants_on(day)
        if grant.unit_id
        == (dossier.desk.unit_id if grant.role is Role.RECEPTIONIST else dossier.unit_id)
    }


def _is_turn(task: Task, account: Account, day: date) -> bool:
    """The step is of the officer's role and unit, and nobody else holds it."""
    return task.unit_id in account.units_as(task.role, day) and task.assignee_id in (
        None,
        *account.stands_for(day),
    )
