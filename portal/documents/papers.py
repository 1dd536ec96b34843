"""The statutory papers: what each one says, as plain values, and its rendering to PDF.

Forms of TT 03/2025/TT-VPCP (profile "2025"), layout of NĐ 30/2020/NĐ-CP annex I. One template per
form and profile in `templates/print/`: a layout is corrected there, without code. The papers are
Vietnamese by law and are not translated.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from portal import clock, pdf
from portal.documents.template_text import TemplateFault, render_template_text

__all__ = [
    "ApologyPaper",
    "Component",
    "ControlSheetPaper",
    "DeclinePaper",
    "FeeReceiptPaper",
    "GivenResult",
    "HandOver",
    "HandoverSlipPaper",
    "PaperHead",
    "PaperKind",
    "Person",
    "ReceiptPaper",
    "RegisterLine",
    "RegisterPaper",
    "ResultPaper",
    "StopPaper",
    "SupplementPaper",
    "TemplateFault",
    "paper_html",
    "render_paper",
    "render_template_text",
]


class PaperKind(StrEnum):
    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    DECLINE = "decline"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL_SHEET = "control_sheet"
    REGISTER = "register"
    HANDOVER_SLIP = "handover_slip"
    FEE_RECEIPT = "fee_receipt"
    RESULT = "result"


@dataclass(frozen=True)
class PaperHead:
    """The head common to all papers. `number` is what follows "Số: "; `lookup_url` becomes the QR
    of a dossier's paper, `verify_url` that of a result. `date` is None only on a result that has
    not been numbered."""

    superior_unit: str
    unit: str
    place: str
    date: date | None
    dossier_code: str = ""
    number: str = ""
    lookup_url: str = ""
    lookup_code: str = ""
    verify_url: str = ""


@dataclass(frozen=True)
class Person:
    """Who a paper is about; what is not known is printed as dots to fill in by hand."""

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    identity_number: str = ""


@dataclass(frozen=True)
class Component:
    """A required document with the numbers handed in, or asked for."""

    name: str
    originals: int = 0
    certified_copies: int = 0
    photocopies: int = 0


@dataclass(frozen=True)
class ReceiptPaper:
    """Mẫu số 01. `online` leaves the submitter's signature out; `time_limit` is the legal limit in
    words ("05 ngày làm việc")."""

    head: PaperHead
    desk: str
    applicant: Person
    request: str
    components: Sequence[Component]
    time_limit: str
    received_at: datetime
    due_at: datetime | None
    delivery: str
    receiver: str
    submitter: str = ""
    sets: int = 1
    book: str = ""
    book_entry: str = ""
    online: bool = False


@dataclass(frozen=True)
class SupplementPaper:
    """Mẫu số 02."""

    head: PaperHead
    applicant: Person
    request: str
    components: Sequence[Component]
    reason: str
    contact_officer: str
    contact_phone: str
    instructor: str
    answer_by: datetime | None = None


@dataclass(frozen=True)
class DeclinePaper:
    """Mẫu số 03. `advice` says where to go instead."""

    head: PaperHead
    desk: str
    applicant: Person
    request: str
    reason: str
    receiver: str
    submitter: str = ""
    advice: str = ""
    online: bool = False


@dataclass(frozen=True)
class ApologyPaper:
    """Mẫu số 04. `is_late`: the day has passed, not merely will be missed. `capacities` are the
    lines above the signature ("KT. GIÁM ĐỐC", "PHÓ …")."""

    head: PaperHead
    addressee: str
    receiving_unit: str
    late_unit: str
    request: str
    received_at: datetime
    due_at: datetime
    reason: str
    new_due_at: datetime
    capacities: Sequence[str]
    signer: str
    recipients: Sequence[str] = ()
    is_late: bool = True


@dataclass(frozen=True)
class StopPaper:
    """Mẫu số 05."""

    head: PaperHead
    applicant: Person
    request: str
    received_at: datetime
    ground: str
    stage: str
    stopped_on: date
    decision: str
    fees: str
    capacities: Sequence[str]
    signer: str
    recipients: Sequence[str] = ()
    unit_name: str = ""


@dataclass(frozen=True)
class HandOver:
    """One block of the control sheet. `outcome` is "early", "on_time", "late" or "" (still open);
    a block without `at` is printed to be filled in by hand."""

    from_unit: str
    to_unit: str
    at: datetime | None = None
    giver: str = ""
    receiver: str = ""
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True)
class ControlSheetPaper:
    """Mẫu số 06."""

    head: PaperHead
    applicant: str
    request: str
    received_at: datetime
    due_at: datetime | None
    deciding_unit: str
    handovers: Sequence[HandOver]
    consulted_units: Sequence[str] = ()


@dataclass(frozen=True)
class RegisterLine:
    """One dossier of the register book; `contact` is address and telephone."""

    number: int
    code: str
    title: str
    sets: int
    name: str
    contact: str
    unit: str
    received_at: datetime
    due_at: datetime | None
    handed_on_at: datetime | None
    resolved_at: datetime | None
    returned_at: datetime | None
    delivery: str
    signed_by: str
    note: str


@dataclass(frozen=True)
class RegisterPaper:
    """Mẫu số 07, A4 lying. `start` and `end` are both included."""

    head: PaperHead
    desk: str
    start: date
    end: date
    lines: Sequence[RegisterLine]


@dataclass(frozen=True)
class GivenResult:
    name: str
    number: str
    date: date
    copies: int = 1


@dataclass(frozen=True)
class HandoverSlipPaper:
    """Giấy biên nhận trả kết quả. `authority` names the paper that lets somebody else receive."""

    head: PaperHead
    desk: str
    at: datetime
    recipient: Person
    applicant: str
    request: str
    delivery: str
    results: Sequence[GivenResult]
    officer: str
    fees: str = "Không thu"
    authority: str = ""


@dataclass(frozen=True)
class FeeReceiptPaper:
    """Biên lai thu phí, lệ phí, A5 lying. One page a copy (liên): `copies` says whose each is.
    `amount` and `amount_in_words` as they are printed; `collector` is empty for money that came
    through a gateway."""

    head: PaperHead
    series: str
    number: str
    payer: str
    address: str
    purpose: str
    amount: str
    amount_in_words: str
    way: str
    paid_at: datetime
    collector: str
    copies: Sequence[str]


@dataclass(frozen=True)
class ResultPaper:
    """A result. `body` is HTML from `render_template_text`; `summary` is the trích yếu under the
    title. Without `head.number` and `head.date` the page keeps the empty fields that
    `signing.seal` fills. `draft` marks the page as a draft and leaves all fields out."""

    head: PaperHead
    title: str
    body: str
    capacities: Sequence[str]
    signer: str
    summary: str = ""
    recipients: Sequence[str] = field(default=())
    verify_code: str = ""
    draft: bool = False


Paper = (
    ReceiptPaper
    | SupplementPaper
    | DeclinePaper
    | ApologyPaper
    | StopPaper
    | ControlSheetPaper
    | RegisterPaper
    | HandoverSlipPaper
    | FeeReceiptPaper
    | ResultPaper
)

_TITLES = {
    PaperKind.RECEIPT: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    PaperKind.SUPPLEMENT: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    PaperKind.DECLINE: "Phiếu từ chối tiếp nhận, giải quyết hồ sơ",
    PaperKind.APOLOGY: "Văn bản xin lỗi và đề nghị gia hạn",
    PaperKind.STOP: "Thông báo dừng giải quyết hồ sơ",
    PaperKind.CONTROL_SHEET: "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    PaperKind.REGISTER: "Sổ theo dõi hồ sơ",
    PaperKind.HANDOVER_SLIP: "Giấy biên nhận trả kết quả",
    PaperKind.FEE_RECEIPT: "Biên lai thu phí, lệ phí",
}


def render_paper(kind: PaperKind | str, context: Paper, profile: str = "2025") -> bytes:
    """The paper as PDF/A; the same context gives the same bytes.

    Raises `ValueError` for a kind or profile that has no form, `pdf.ForbiddenResource` if a
    result's body asks for something outside.
    """
    html = paper_html(kind, context, profile)
    day = context.head.date
    return pdf.render(
        html,
        title=_file_title(PaperKind(kind), context),
        identifier=hashlib.sha256(html.encode()).digest()[:16],
        created=datetime.combine(day, time(), tzinfo=clock.VIETNAM) if day else None,
    )


def paper_html(kind: PaperKind | str, context: Paper, profile: str = "2025") -> str:
    """The page `render_paper` prints, for a live preview. Same errors."""
    kind = PaperKind(kind)
    name = "result_base.html" if kind is PaperKind.RESULT else f"{kind}_{profile}.html"
    try:
        template = _environment.get_template(f"print/{name}")
    except TemplateNotFound as missing:
        raise ValueError(f"No form {kind} in profile {profile}") from missing
    values: dict[str, Any] = {"paper": context, "title": _title(kind, context)}
    if isinstance(context, ResultPaper):
        values["body"] = Markup(context.body)
    return template.render(values)


def _title(kind: PaperKind, context: Paper) -> str:
    return context.title if isinstance(context, ResultPaper) else _TITLES[kind]


def _file_title(kind: PaperKind, context: Paper) -> str:
    code = context.head.dossier_code
    return f"{_title(kind, context)} – {code}" if code else _title(kind, context)


def _long_date(day: date | None) -> str:
    """ngày 05 tháng 01 năm 2026: zeros before days below 10 and months 1, 2 (NĐ 30/2020)."""
    if day is None:
        return "ngày … tháng … năm …"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _time_and_date(moment: datetime | None) -> str:
    """08 giờ 30 phút, ngày 05 tháng 01 năm 2026, in Vietnam."""
    if moment is None:
        return "… giờ … phút, ngày … tháng … năm …"
    local = clock.local(moment)
    return f"{local:%H} giờ {local:%M} phút, {_long_date(local.date())}"


def _short_date(day: date | None) -> str:
    if isinstance(day, datetime):
        day = clock.local(day).date()
    return day.strftime("%d/%m/%Y") if day else ""


def _lines(text: str) -> Markup:
    """Keeps the line breaks of a text typed into a form."""
    return Markup("<br>").join(escape(line) for line in text.strip().splitlines())


def _balanced(name: str) -> Markup:
    """An agency's name in two lines of like length once it does not fit one of the head's."""
    if len(name) <= _HEAD_LINE:
        return escape(name)
    breaks = [i for i, letter in enumerate(name) if letter == " "]
    middle = min(breaks, key=lambda i: abs(i - len(name) / 2), default=0)
    return escape(name[:middle]) + Markup("<br>") + escape(name[middle + 1 :])


def _breakable(code: str) -> Markup:
    """A code may break after its dots and hyphens."""
    return Markup(str(escape(code)).replace(".", ".<wbr>").replace("-", "-<wbr>"))


def _dots(text: str) -> str:
    return text or "…………………………"


_HEAD_LINE = 28  # bold capitals of 12 points that fit the left column
_TEMPLATES = Path(__file__).parent / "templates"
_environment = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(
    long_date=_long_date,
    time_and_date=_time_and_date,
    short_date=_short_date,
    lines=_lines,
    balanced=_balanced,
    dots=_dots,
    breakable=_breakable,
    two_digits=lambda number: f"{number:02d}",
    qr=pdf.qr_data_uri,
)
