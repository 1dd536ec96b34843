"""A gateway is asked to give money back; what it did is written down."""

from __future__ import annotations

from datetime import datetime

from portal.dossiers import refunding
from portal.payments import refund_calls
from portal.payments.refund_call_models import CallState, RefundCall


def go_on(call: RefundCall, *, was_asked: bool, at: datetime) -> None:
    """Ask or look, after `refund_calls.take` was committed; then the refund is paid if it was."""
    refund_calls.go_on(call, was_asked=was_asked, at=at)
    if call.state is CallState.DONE:
        refunding.given_back(call.refund, transaction=call.transaction, at=at)
