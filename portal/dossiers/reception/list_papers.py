"""A hand-over list as its slip says it: models in, plain paper values out."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.documents.models import DocumentState
from portal.documents.papers import HandoverListPaper, ListedDossier, PaperHead
from portal.dossiers import queries, slips
from portal.dossiers.models import DeliveryMethod, Dossier, PaymentState
from portal.dossiers.reception.models import HandoverLine, HandoverList, ListKind


def paper(made: HandoverList, at: datetime) -> HandoverListPaper:
    unit = made.from_unit
    is_dossiers = made.kind is ListKind.DOSSIERS
    return HandoverListPaper(
        head=PaperHead(
            superior_unit=unit.superior_name,
            unit=unit.name,
            place=unit.place,
            date=clock.local(at).date(),
            number=made.number,
        ),
        giving=made.desk.name if is_dossiers else made.from_unit.name,
        taking=made.to_unit.name if is_dossiers else made.desk.name,
        given_at=made.given_at,
        giver=made.given_by_name,
        taken_at=made.taken_at,
        taker=made.taken_by_name,
        lines=[_dossier(line) if is_dossiers else _result(line) for line in made.lines],
    )


def _dossier(line: HandoverLine) -> ListedDossier:
    dossier = line.dossier
    counted = [c for c in slips.components(dossier) if c.originals or c.certified_copies]
    return ListedDossier(
        code=dossier.label,
        request=dossier.procedure_version.title,
        name=dossier.applicant_name,
        address=dossier.applicant_address,
        papers="; ".join(component.name for component in counted) or "Bản photo, tờ khai",
        originals=sum(component.originals for component in counted),
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        note=_note(line),
    )


def _result(line: HandoverLine) -> ListedDossier:
    dossier = line.dossier
    result = queries.result_of(dossier, DocumentState.ISSUED)
    return ListedDossier(
        code=dossier.label,
        request=dossier.procedure_version.title,
        name=dossier.applicant_name,
        address=dossier.applicant_address,
        result=f"{result.title}, số {result.number}" if result else "",
        fee=_has_fee(dossier),
        by_post=dossier.delivery_method is DeliveryMethod.POST,
        note=_note(line),
    )


def _has_fee(dossier: Dossier) -> bool:
    return dossier.fee_due > 0 and dossier.payment is PaymentState.UNPAID


def _note(line: HandoverLine) -> str:
    if line.is_taken is False:
        return "; ".join(part for part in ("Không nhận", line.missing) if part)
    return f"Thiếu: {line.missing}" if line.missing else ""
