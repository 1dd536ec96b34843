"""One or two usual acts stand on top; what somebody waits for is never folded away."""

from __future__ import annotations

import pytest

from portal.dossiers.foremost import foremost
from portal.dossiers.workflow import Action, State, actions

A = Action
AT_SPECIALIST = [
    A.NOTE, A.REQUEST_SUPPLEMENT, A.PROPOSE, A.SEND_BACK, A.DRAFT_EXTENSION, A.REQUEST_PAYMENT,
    A.CONSULT, A.APPOINT_VERIFICATION, A.ADJUST_FEE, A.RELEASE,
]  # fmt: skip


@pytest.mark.parametrize(
    ("possible", "is_late", "on_top"),
    [
        ([A.RECEIVE, A.DECLINE, A.REQUEST_SUPPLEMENT, A.DIGITISE], False, [A.RECEIVE, A.REQUEST_SUPPLEMENT]),
        ([A.RECEIVE, A.DECLINE, A.REQUEST_SUPPLEMENT, A.KEEP_APART], False, [A.KEEP_APART, A.REQUEST_SUPPLEMENT]),
        (AT_SPECIALIST, False, [A.PROPOSE, A.REQUEST_SUPPLEMENT]),
        (AT_SPECIALIST, True, [A.PROPOSE, A.DRAFT_EXTENSION]),
        ([*AT_SPECIALIST, A.TAKE], False, [A.TAKE, A.PROPOSE]),
        ([*AT_SPECIALIST, A.RECORD_VERIFICATION, A.ANSWER_INSTRUCTION], True,
         [A.ANSWER_INSTRUCTION, A.RECORD_VERIFICATION, A.PROPOSE]),
        ([A.APPROVE, A.SEND_BACK, A.STOP, A.ASSIGN, A.INSTRUCT, A.EXTEND], False, [A.EXTEND, A.APPROVE]),
        ([A.ISSUE, A.SEND_BACK, A.TAKE], False, [A.ISSUE, A.SEND_BACK]),
        ([A.STOP, A.REVOKE], False, []),
        ([A.SEND_BACK, A.CONSULT, A.RELEASE], True, []),
        ([A.PAY, A.DIGITISE, A.ADJUST_FEE], False, [A.PAY]),
    ],
)  # fmt: skip
def test_which_acts_stand_on_top(
    possible: list[Action], is_late: bool, on_top: list[Action]
) -> None:
    assert foremost(possible, is_late=is_late) == on_top


def test_ending_a_dossier_is_never_on_top() -> None:
    for state in State:
        for role in ("receptionist", "specialist", "leader", "clerk"):
            found = foremost(actions(state, {role}), is_late=True)
            assert not {A.STOP, A.DECLINE, A.WITHDRAW, A.REVOKE} & set(found), (state, role)
