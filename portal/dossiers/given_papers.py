"""Which issued papers a citizen gets to see. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers.models import DeliveryMethod, Dossier, PaymentState
from portal.dossiers.workflow import State

_HELD_BACK = (DocumentKind.RESULT, DocumentKind.COPY)


def given_papers(dossier: Dossier, documents: Iterable[Document]) -> list[Document]:
    """The papers of `dossier` that are its person's to read, in the order given.

    Issued is not delivered: a result asked for online opens when it is returned; one fetched at
    the desk or posted is readable once issued, but not before its fee is paid (an unpaid fee
    holds back the hand-over). A copy is theirs where it was made for them.
    """
    return [
        document
        for document in documents
        if document.state is DocumentState.ISSUED
        and (document.kind not in _HELD_BACK or _is_result_given(dossier))
        and (document.kind is not DocumentKind.COPY or document.content.get("to_applicant"))
    ]


def _is_result_given(dossier: Dossier) -> bool:
    if dossier.state is State.RETURNED:
        return True
    return (
        dossier.delivery_method is not DeliveryMethod.ONLINE
        and dossier.payment is not PaymentState.UNPAID
    )
