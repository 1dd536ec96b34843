"""VNPAY's side of giving money back, for development: it remembers each request and pays once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.db import db
from portal.payments.gateways.vnpay import SUCCESS, Vnpay
from portal.payments.gateways.vnpay_refunds import (
    PAYMENT,
    QUERY,
    QUERY_ANSWER,
    REFUND,
    REFUND_ANSWER,
    REPEATED,
    signature,
)
from portal.payments.sandbox_models import SandboxRefund

FORGED = "97"


def answer(gateway: Vnpay, message: Mapping[str, Any]) -> dict[str, str]:
    """What VNPAY says to a message, signed."""
    is_query = message.get("vnp_Command") == "querydr"
    names, answered = (QUERY, QUERY_ANSWER) if is_query else (REFUND, REFUND_ANSWER)
    told = {name: str(message.get(name, "")) for name in answered}
    told |= {"vnp_ResponseId": hashlib.sha256(repr(message).encode()).hexdigest()[:32]}
    if message.get("vnp_SecureHash") != signature(gateway, message, names):
        told["vnp_ResponseCode"] = FORGED
    elif is_query:
        told |= _looked_up(told["vnp_TxnRef"])
    else:
        told |= _given_back(message)
    told["vnp_SecureHash"] = signature(gateway, told, answered)
    return told


def _given_back(message: Mapping[str, Any]) -> dict[str, str]:
    key = str(message["vnp_RequestId"])
    if db.session.scalar(sa.select(SandboxRefund.id).where(SandboxRefund.key == key)):
        return {"vnp_ResponseCode": REPEATED, "vnp_TransactionType": ""}
    made = SandboxRefund(
        key=key,
        reference=str(message["vnp_TxnRef"]),
        kind=str(message["vnp_TransactionType"]),
        amount=int(message["vnp_Amount"]) // 100,
        at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return _facts(made)


def _looked_up(reference: str) -> dict[str, str]:
    found = db.session.scalar(
        sa.select(SandboxRefund)
        .where(SandboxRefund.reference == reference)
        .order_by(SandboxRefund.id.desc())
        .limit(1)
    )
    if found is not None:
        return _facts(found)
    return {
        "vnp_ResponseCode": SUCCESS,
        "vnp_TransactionType": PAYMENT,
        "vnp_TransactionStatus": SUCCESS,
    }


def _facts(refund: SandboxRefund) -> dict[str, str]:
    return {
        "vnp_ResponseCode": SUCCESS,
        "vnp_TransactionType": refund.kind,
        "vnp_TransactionStatus": "05",
        "vnp_Amount": str(refund.amount * 100),
        "vnp_TransactionNo": str(14_000_000 + refund.id),
    }
