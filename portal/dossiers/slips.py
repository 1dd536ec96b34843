"""A dossier as its legal papers see it: models in, plain paper values out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from portal import clock, config
from portal.documents.issuing import CERTIFIED
from portal.documents.models import Document
from portal.documents.papers import (
    Component,
    DeclinePaper,
    FeeReceiptPaper,
    GivenResult,
    HandoverSlipPaper,
    MinutesPaper,
    PaperHead,
    Person,
    ReceiptPaper,
    ResultPaper,
    SupplementPaper,
    TemplateFault,
    render_template_text,
)
from portal.dossiers import acting_for, answers, authority, certifying
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.verification_models import Finding, Verification
from portal.dossiers.workflow import Outcome
from portal.payments.models import FeeReceipt, Payment, Way
from portal.procedures.definitions import Channel
from portal.units.models import Unit
from portal.vietnam import amount_in_words, format_money
from portal.working_time import Limit

_log = logging.getLogger("portal.slips")
DELIVERY_WORDS = {
    DeliveryMethod.ONLINE: "Trực tuyến",
    DeliveryMethod.DESK: "Trực tiếp tại Bộ phận Một cửa",
    DeliveryMethod.POST: "Qua dịch vụ bưu chính công ích",
}
PAYMENT_WORDS = {
    Way.CASH: "Tiền mặt",
    Way.CARD: "Thẻ ngân hàng tại quầy",
    Way.TRANSFER: "Chuyển khoản",
    Way.VNPAY: "Trực tuyến qua VNPAY",
    Way.NATIONAL: "Trực tuyến qua nền tảng thanh toán quốc gia",
    Way.VIETQR: "Chuyển khoản bằng mã VietQR",
}
PAPER_COPIES = ("Liên 1: Lưu tại đơn vị", "Liên 2: Giao người nộp tiền", "Liên 3: Báo soát")
ELECTRONIC_COPY = ("Bản điện tử giao người nộp tiền",)
REFUSAL_TITLE = "THÔNG BÁO"
REFUSAL_SUMMARY = "Về việc từ chối giải quyết hồ sơ"
REFUSAL_SYMBOL = "TB-UBND"
REFUSAL_TEMPLATE = """
<p>{{ unit.name }} đã xem xét hồ sơ mã số {{ dossier.code }} của Ông/Bà
{{ dossier.applicant_name }}, nhận ngày {{ dossier.received_on }}, về việc
{{ dossier.title }}.</p>
<p>Hồ sơ không đủ điều kiện giải quyết. Lý do: {{ remark }}</p>
<p>Nếu không đồng ý, Ông/Bà có quyền khiếu nại hoặc khởi kiện theo quy định của pháp luật.</p>
"""


def receipt(dossier: Dossier, *, receiver: str) -> ReceiptPaper:
    """Mẫu 01, for a dossier that has its code and dates."""
    assert dossier.received_at is not None
    return ReceiptPaper(
        head=head(dossier, dossier.desk.unit, dossier.received_at),
        desk=dossier.desk.name,
        applicant=applicant(dossier),
        submitter=_submitter(dossier),
        request=dossier.procedure_version.title,
        components=components(dossier),
        time_limit=limit_in_words(dossier),
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        delivery=DELIVERY_WORDS[dossier.delivery_method],
        receiver=receiver,
        sets=dossier.sets,
        online=dossier.channel is Channel.ONLINE,
        # The register (Mẫu 07) is electronic: a book a year, in which the code finds the entry.
        book=str(clock.local(dossier.received_at).year),
        book_entry=(dossier.code or "").partition("-")[2] or dossier.code or "",
    )


def _submitter(dossier: Dossier) -> str:
    """With the electronic authority they file under, if there is one."""
    words = acting_for.in_words(dossier)
    return f"{dossier.submitter_name} ({words})" if words else dossier.submitter_name


def decline(dossier: Dossier, *, reason: str, receiver: str, at: datetime) -> DeclinePaper:
    """Mẫu 03."""
    return DeclinePaper(
        head=head(dossier, dossier.desk.unit, at),
        desk=dossier.desk.name,
        applicant=applicant(dossier),
        submitter=dossier.submitter_name,
        request=dossier.procedure_version.title,
        reason=reason,
        receiver=receiver,
        online=dossier.channel is Channel.ONLINE,
        wording=wording(dossier, "decline", reason=reason),
    )


def supplement(
    dossier: Dossier, *, items: Sequence[dict[str, Any]], reason: str, officer: str, at: datetime
) -> SupplementPaper:
    """Mẫu 02."""
    papers = dossier.procedure_version.parts.documents
    asked = []
    for item in items:
        paper = papers.item(item["document_key"])
        asked.append(
            Component(
                f"{item['name']}: {item['text']}" if item["text"] else item["name"],
                (paper.originals or 0) if paper else 0,
                (paper.certified_copies or 0) if paper else 0,
                (paper.photocopies or 0) if paper else 0,
            )
        )
    return SupplementPaper(
        head=head(dossier, dossier.desk.unit, at),
        applicant=applicant(dossier),
        request=dossier.procedure_version.title,
        components=asked,
        reason=reason,
        contact_officer=officer,
        contact_phone=dossier.desk.unit.phone,
        instructor=officer,
        wording=wording(
            dossier, "supplement", reason=reason, contact=officer, phone=dossier.desk.unit.phone
        ),
    )


def handover(
    dossier: Dossier, result: Document, *, recipient: str, identity: str, officer: str, at: datetime
) -> HandoverSlipPaper:
    """Giấy biên nhận trả kết quả."""
    assert result.issued_at is not None
    return HandoverSlipPaper(
        head=head(dossier, dossier.desk.unit, at),
        desk=dossier.desk.name,
        at=at,
        recipient=Person(recipient, phone=dossier.submitter_phone, identity_number=identity),
        applicant=dossier.applicant_name,
        request=dossier.procedure_version.title,
        delivery=DELIVERY_WORDS[dossier.delivery_method],
        results=[
            GivenResult(result.title, result.number or "", clock.local(result.issued_at).date())
        ],
        officer=officer,
        fees=format_money(dossier.fee_due) if dossier.fee_due else "Không thu",
    )


def fee_receipt(
    dossier: Dossier,
    payment: Payment,
    receipt: FeeReceipt,
    *,
    collector: str,
    legend: str = "",
) -> FeeReceiptPaper:
    """Biên lai thu phí, lệ phí. `collector` is empty for money that came through a gateway."""
    assert payment.paid_at is not None
    return FeeReceiptPaper(
        head=head(dossier, dossier.desk.unit, payment.paid_at),
        series=receipt.series,
        number=f"{receipt.number:07d}",
        payer=receipt.payer_name or payment.payer_name,
        address=receipt.payer_address or dossier.applicant_address,
        purpose=receipt.purpose or payment.purpose,
        amount=format_money(payment.amount),
        amount_in_words=amount_in_words(payment.amount),
        way=" ".join(
            part
            for part in (
                PAYMENT_WORDS[payment.way],
                f"(giao dịch {payment.gateway_transaction})" if payment.gateway_transaction else "",
                f"({payment.note})" if payment.note else "",
            )
            if part
        ),
        paid_at=payment.paid_at,
        collector=collector,
        copies=PAPER_COPIES if collector else ELECTRONIC_COPY,
        legend=legend,
    )


FINDING_WORDS = {
    Finding.MATCHES: "Thực tế đúng với hồ sơ",
    Finding.PARTLY: "Thực tế đúng một phần với hồ sơ",
    Finding.DIFFERS: "Thực tế khác với hồ sơ",
}


def minutes(dossier: Dossier, visit: Verification, *, officer: str, at: datetime) -> MinutesPaper:
    """Biên bản xác minh thực tế, for a visit whose findings are recorded."""
    assert visit.finding is not None and visit.began_at is not None and visit.ended_at is not None
    return MinutesPaper(
        head=head(dossier, dossier.unit, at),
        applicant=dossier.applicant_name,
        request=dossier.procedure_version.title,
        place=visit.place,
        began_at=visit.began_at,
        ended_at=visit.ended_at,
        purpose=visit.purpose,
        present=[line.strip() for line in visit.present.splitlines() if line.strip()],
        findings=visit.findings,
        conclusion=FINDING_WORDS[visit.finding],
        photos=[photo.name for photo in visit.photos],
        officer=officer,
    )


def result(
    dossier: Dossier,
    document: Document,
    *,
    signer: str,
    draft: bool = False,
    words_only: bool = False,
) -> ResultPaper:
    """The result as drafted; number and date are left for the clerk. `words_only` spares drawing
    the scan of a certified copy."""
    parts = dossier.procedure_version.parts
    granted = document.content["outcome"] == Outcome.GRANTED
    values = {
        **answers.words_by_key(parts.form, dossier.answers, dossier.answered_on),
        **document.content.get("values", {}),
    }
    scan = document.content.get("scan")
    body = (
        certifying.ATTESTATION
        if scan is not None
        else render_template_text(
            parts.result.template if granted else parts.result.refusal or REFUSAL_TEMPLATE,
            {**_known(dossier, values), "remark": document.content.get("remark", "")},
        )
    )
    if granted and document.content.get("remark"):
        body += f"<p>{escape(document.content['remark'])}</p>"
    if document.content.get("replaces"):
        body += f"<p>Văn bản này thay thế {escape(document.content['replaces'])}.</p>"
    return ResultPaper(
        head=PaperHead(
            superior_unit=dossier.unit.superior_name,
            unit=dossier.unit.name,
            place=dossier.unit.place,
            date=None,
            verify_url=verify_url(document),
        ),
        title=document.title,
        summary="" if granted else REFUSAL_SUMMARY,
        body=body,
        capacities=(parts.result.signer_title or "THỦ TRƯỞNG ĐƠN VỊ",),
        signer=signer,
        recipients=(dossier.applicant_name, f"Lưu: VT, hồ sơ {dossier.label}"),
        verify_code=document.verify_code,
        draft=draft,
        sheets=certifying.sheets_of(scan) if scan and not words_only else (),
    )


def wording(dossier: Dossier, letter: str, **more: str) -> str:
    """The procedure's own wording of a letter (`letter_variables`) as HTML, "" for the form's. One
    that cannot be filled in gives way to the form's: the letter must leave all the same."""
    parts = dossier.procedure_version.parts
    source = getattr(parts.result, letter)
    if not source:
        return ""
    told = answers.words_by_key(parts.form, dossier.answers, dossier.answered_on)
    lines = {
        name: Markup("<br>").join(escape(line) for line in text.strip().splitlines())
        for name, text in more.items()
    }
    try:
        return render_template_text(source, {**_known(dossier, told), **lines})
    except TemplateFault as fault:
        _log.warning("the wording of %s of %s: %s", letter, dossier.procedure.code, fault.sentence)
        return ""


def _known(dossier: Dossier, told: dict[str, Any]) -> dict[str, Any]:
    """What every template may name; `told` are the answers in words."""
    return {
        "answers": told,
        "dossier": {
            "code": dossier.label,
            "title": dossier.procedure_version.title,
            "applicant_name": dossier.applicant_name,
            "applicant_identity": dossier.applicant_identity,
            "applicant_address": dossier.applicant_address,
            "received_on": _day(dossier.received_at),
        },
        "unit": {"name": dossier.unit.name, "place": dossier.unit.place},
        "today": _day(clock.now()),
    }


def symbol(dossier: Dossier, document: Document) -> str:
    """What follows the number of a result: the procedure's own, or that of a refusal."""
    if "scan" in document.content:
        return CERTIFIED
    own = dossier.procedure_version.parts.result.symbol
    granted = document.content["outcome"] == Outcome.GRANTED
    return own if granted and own else REFUSAL_SYMBOL


def head(dossier: Dossier, unit: Unit, at: datetime) -> PaperHead:
    return PaperHead(
        superior_unit=unit.superior_name,
        unit=unit.name,
        place=unit.place,
        date=clock.local(at).date(),
        dossier_code=dossier.label,
        lookup_url=f"{config.current().base_url}/tra-cuu?ma={dossier.label}",
        lookup_code=dossier.lookup_code,
    )


def applicant(dossier: Dossier) -> Person:
    return Person(
        name=dossier.applicant_name,
        address=dossier.applicant_address,
        phone=dossier.submitter_phone,
        email=dossier.submitter_email,
        identity_number=dossier.applicant_identity,
    )


def components(dossier: Dossier) -> list[Component]:
    """What was handed in, by paper: counted copies at the desk, one electronic copy for each
    paper with files online."""
    handed_in = []
    for document in authority.asked_documents(dossier).items:
        rows = [a for a in dossier.kept_attachments if a.document_key == document.key]
        if not rows:
            continue
        counted = Component(
            document.name,
            sum(row.originals for row in rows),
            sum(row.certified_copies for row in rows),
            sum(row.photocopies for row in rows),
        )
        if not (counted.originals or counted.certified_copies or counted.photocopies):
            counted = Component(f"{document.name} (bản điện tử)", 0, 0, 1)
        handed_in.append(counted)
    return handed_in


def limit_in_words(dossier: Dossier) -> str:
    found = dossier.limit
    return Limit.parse(found.limit).label() if found else "Không quy định"


def verify_url(document: Document) -> str:
    return f"{config.current().base_url}/xac-thuc/{document.verify_code}"


def time_and_day(moment: datetime) -> str:
    """ "9 giờ 00, ngày 18/03/2026" """
    return clock.local(moment).strftime("%H giờ %M, ngày %d/%m/%Y")


def _day(moment: datetime | None) -> str:
    return clock.local(moment).strftime("%d/%m/%Y") if moment else ""
