"""The letters a leader signs beside the result: the apology (Mẫu 04), the notice of stopping
(Mẫu 05). Models in, plain paper values out; statutory, so Vietnamese."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.documents.papers import ApologyPaper, StopPaper
from portal.dossiers import slips
from portal.dossiers.models import Dossier, PaymentState
from portal.dossiers.workflow import State
from portal.vietnam import format_money


def apology(
    dossier: Dossier, *, reason: str, new_due_at: datetime, signer: str, at: datetime
) -> ApologyPaper:
    """Mẫu 04, for a dossier that has its appointment; the number is taken when it is signed."""
    assert dossier.received_at is not None and dossier.due_at is not None
    return ApologyPaper(
        head=slips.head(dossier, dossier.unit, at),
        addressee=f"Ông/Bà {dossier.submitter_name}",
        receiving_unit=dossier.desk.name,
        late_unit=dossier.unit.name,
        request=dossier.procedure_version.title,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        reason=reason,
        new_due_at=new_due_at,
        is_late=at > dossier.due_at,
        capacities=capacities(dossier),
        signer=signer,
        recipients=_recipients(dossier),
        wording=slips.wording(
            dossier,
            "apology",
            reason=reason,
            due=slips.time_and_day(dossier.due_at),
            new_due=slips.time_and_day(new_due_at),
        ),
    )


def stop(
    dossier: Dossier, *, ground: str, stage: str, decision: str, signer: str, at: datetime
) -> StopPaper:
    """Mẫu 05, for a dossier that was received."""
    assert dossier.received_at is not None
    return StopPaper(
        head=slips.head(dossier, dossier.unit, at),
        applicant=slips.applicant(dossier),
        request=dossier.procedure_version.title,
        received_at=dossier.received_at,
        ground=ground,
        stage=stage,
        stopped_on=clock.local(at).date(),
        decision=decision,
        fees=fee_settled(dossier),
        capacities=capacities(dossier),
        signer=signer,
        recipients=_recipients(dossier),
        unit_name=dossier.unit.name,
    )


def stage(dossier: Dossier) -> str:
    """The step the dossier stands in, as the notice names it."""
    if dossier.state is State.SUPPLEMENT_REQUESTED:
        return "chờ bổ sung giấy tờ"
    if dossier.state is State.PAYMENT_REQUESTED:
        return "chờ thực hiện nghĩa vụ tài chính"
    task = dossier.open_task
    return task.title.lower() if task else "tiếp nhận hồ sơ"


def fee_settled(dossier: Dossier) -> str:
    """What becomes of the fee of a dossier that ends without a result."""
    if not dossier.fee_due or dossier.payment is PaymentState.EXEMPT:
        return "không thu."
    amount = format_money(dossier.fee_due)
    return {
        PaymentState.UNPAID: "chưa thu, Ông/Bà không phải nộp.",
        PaymentState.PENDING: f"{amount}, đang chờ xác nhận; tiền đã nộp được hoàn trả theo quy định.",
        PaymentState.PAID: f"{amount} đã nộp; việc hoàn trả thực hiện theo quy định của pháp luật "
        "về phí và lệ phí.",
        PaymentState.REFUNDED: f"{amount} đã được hoàn trả.",
    }[dossier.payment]


def capacities(dossier: Dossier) -> tuple[str, ...]:
    """The lines above the leader's signature."""
    return (dossier.procedure_version.parts.result.signer_title or "THỦ TRƯỞNG ĐƠN VỊ",)


def _recipients(dossier: Dossier) -> tuple[str, ...]:
    return ("Như trên", dossier.desk.name, f"Lưu: VT, hồ sơ {dossier.label}")
