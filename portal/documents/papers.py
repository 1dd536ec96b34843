"""The printed papers: their pages and their rendering to PDF.

Forms of TT 01/2018/TT-VPCP (profile "2018") and TT 03/2025/TT-VPCP ("2025"), layout of NĐ
30/2020/NĐ-CP annex I. The head and the page are ours (`templates/print/`); below them stands one
text per form and profile in the safe template language (`paper_texts/`), which an administrator
may correct (`paper_templates`). The papers are Vietnamese by law and are not translated.
"""

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from portal import clock, pdf
from portal.documents import profiles
from portal.documents.paper_values import (
    ApologyPaper,
    Component,
    ControlSheetPaper,
    CountedLine,
    DeclinePaper,
    FeeReceiptPaper,
    GivenResult,
    HandOver,
    HandoverListPaper,
    HandoverSlipPaper,
    IssuedBookPaper,
    IssuedLine,
    ListedDossier,
    MinutesPaper,
    Paper,
    PaperHead,
    PaperKind,
    Person,
    ReceiptPaper,
    RegisterLine,
    RegisterPaper,
    ResultPaper,
    ShiftSheetPaper,
    StopPaper,
    SupplementPaper,
)
from portal.template_text import TemplateFault, render_template_text

__all__ = [
    "ApologyPaper",
    "Component",
    "CountedLine",
    "ControlSheetPaper",
    "DeclinePaper",
    "FeeReceiptPaper",
    "GivenResult",
    "HandOver",
    "HandoverListPaper",
    "HandoverSlipPaper",
    "IssuedBookPaper",
    "IssuedLine",
    "ListedDossier",
    "MinutesPaper",
    "Paper",
    "PaperHead",
    "PaperKind",
    "PaperText",
    "Person",
    "ReceiptPaper",
    "RegisterLine",
    "RegisterPaper",
    "ResultPaper",
    "ShiftSheetPaper",
    "StopPaper",
    "SupplementPaper",
    "TemplateFault",
    "built_in",
    "has_form",
    "is_slip",
    "paper_html",
    "render_paper",
    "render_template_text",
]


@dataclass(frozen=True)
class PaperText:
    """What stands below the head: the title, and the text in the safe template language."""

    title: str
    source: str


_TITLES = {
    PaperKind.RECEIPT: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    PaperKind.SUPPLEMENT: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    PaperKind.DECLINE: "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    PaperKind.APOLOGY: "Văn bản xin lỗi và đề nghị gia hạn",
    PaperKind.STOP: "Thông báo dừng giải quyết hồ sơ",
    PaperKind.CONTROL_SHEET: "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    PaperKind.REGISTER: "Sổ theo dõi hồ sơ",
    PaperKind.HANDOVER_SLIP: "Giấy biên nhận trả kết quả",
    PaperKind.FEE_RECEIPT: "Biên lai thu phí, lệ phí",
    PaperKind.MINUTES: "Biên bản xác minh thực tế",
    PaperKind.HANDOVER_LIST: "Phiếu bàn giao hồ sơ",
    PaperKind.RESULTS_LIST: "Phiếu bàn giao kết quả",
    PaperKind.SHIFT_SHEET: "Bảng kê đóng ca thu phí, lệ phí",
    PaperKind.ISSUED_BOOK: "Sổ đăng ký văn bản đi",
}
_TITLES_OF = {
    ("2018", PaperKind.APOLOGY): "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
}
SIGNED_KINDS = frozenset({PaperKind.APOLOGY, PaperKind.STOP})


def render_paper(
    kind: PaperKind | str, context: Paper, profile: str = "2025", text: PaperText | None = None
) -> bytes:
    """The paper as PDF/A; the same context gives the same bytes. `text` is an administrator's
    instead of the built-in one.

    Raises `ValueError` for a kind or profile that has no form, `TemplateFault` for a broken text,
    `pdf.ForbiddenResource` if a result's body asks for something outside.
    """
    html = paper_html(kind, context, profile, text)
    day = context.head.date
    return pdf.render(
        html,
        title=_file_title(PaperKind(kind), context, profile, text),
        identifier=hashlib.sha256(html.encode()).digest()[:16],
        created=datetime.combine(day, time(), tzinfo=clock.VIETNAM) if day else None,
        stylesheets=(*pdf.PRINT_STYLESHEETS, SHEETS_STYLE)
        if isinstance(context, ResultPaper) and context.sheets
        else pdf.PRINT_STYLESHEETS,
    )


def paper_html(
    kind: PaperKind | str, context: Paper, profile: str = "2025", text: PaperText | None = None
) -> str:
    """The page `render_paper` prints, for a live preview. Same errors."""
    kind = PaperKind(kind)
    values: dict[str, Any] = {"paper": context, "kind": kind}
    if isinstance(context, ResultPaper):
        name = "certified_copy" if context.sheets else "result_base"
        template = _environment.get_template(f"print/{name}.html")
        return template.render(values, title=context.title, body=Markup(context.body))
    text = text or built_in(kind, profile)
    values["title"] = text.title
    if isinstance(context, FeeReceiptPaper):
        values["bodies"] = [body(text.source, context, copy=copy) for copy in context.copies]
        return _environment.get_template("print/fee_receipt.html").render(values)
    values["body"] = worded(text.source, context)
    return _environment.get_template("print/form.html").render(values)


@cache
def built_in(kind: PaperKind, profile: str) -> PaperText:
    """The text of a form as delivered. A slip in use has one for all profiles; so has the notice
    of stopping, which the forms of 2018 do not know. Raises `ValueError`."""
    if profile not in profiles.KEYS:
        raise ValueError(f"No form {kind} in profile {profile}")
    for folder in (profile, "slips", profiles.KEYS[-1]):
        path = _TEXTS / folder / f"{kind}.html"
        if path.exists():
            return PaperText(
                _TITLES_OF.get((profile, kind), _TITLES[kind]), path.read_text("utf-8")
            )
    raise ValueError(f"No form {kind} in profile {profile}")


def has_form(kind: PaperKind, profile: str) -> bool:
    """Does the profile have this form of its own?"""
    return (_TEXTS / profile / f"{kind}.html").exists()


def is_slip(kind: PaperKind) -> bool:
    """A paper in use that no circular prescribes: the same in every profile."""
    return (_TEXTS / "slips" / f"{kind}.html").exists()


def variables(context: Paper, **more: Any) -> dict[str, Any]:
    """What a text may use: the paper's values by name, and `signature`, where the signature and
    the seal are set."""
    signable = bool(getattr(context, "signer", ""))
    values = {name: value for name, value in asdict(context).items() if name != "wording"}
    return {**values, "signature": _SIGNATURE if signable else "", **more}


def body(source: str, context: Paper, **more: Any) -> Markup:
    """The text filled in, as HTML. Raises `TemplateFault`."""
    text = render_template_text(source, variables(context, **more), filters=FILTERS)
    return Markup(text.replace(_SIGNATURE, _SIGNATURE_FIELDS))


def worded(source: str, context: Paper) -> Markup:
    """The text filled in; where the procedure has a wording of its own, that stands for the part of
    the form that is wording. What the form prescribes above it, and who signs, stay."""
    wording = getattr(context, "wording", "")
    if not wording:
        return body(source, context)
    own = '<div class="text">{{ wording }}</div>'
    changed, count = _WORDING.subn(own, source, count=1)
    if not count:
        before, mark, after = source.partition(_CLOSE)
        changed = before + own + mark + after
    return body(changed, context, wording=Markup(wording))


_WORDING = re.compile(r'<div class="text">.*?</div>', re.S)
_CLOSE = '<div class="close">'
# A mark that survives the check of the text's markup, in whose place the fields are then put.
_SIGNATURE = "\ue000chữ ký\ue001"
_SIGNATURE_FIELDS = (
    '<input type="checkbox" class="field field-leader" name="signature:LEADER" '
    'title="Chữ ký số của người ký">'
    '<input type="checkbox" class="field field-seal" name="signature:SEAL" '
    'title="Chữ ký số của cơ quan">'
)


def _file_title(kind: PaperKind, context: Paper, profile: str, text: PaperText | None) -> str:
    if isinstance(context, ResultPaper):
        title = context.title
    else:
        title = (text or built_in(kind, profile)).title
    code = context.head.dossier_code
    return f"{title} – {code}" if code else title


def _long_date(day: date | None) -> str:
    """ngày 05 tháng 01 năm 2026: zeros before days below 10 and months 1, 2 (NĐ 30/2020)."""
    if day is None:
        return "ngày … tháng … năm …"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _long_date_of(day: date | None) -> str:
    return _long_date(clock.local(day).date() if isinstance(day, datetime) else day)


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
SHEETS_STYLE = Path(__file__).parent / "copies.css"
_TEMPLATES = Path(__file__).parent / "templates"
_TEXTS = Path(__file__).parent / "paper_texts"
FILTERS: dict[str, Any] = {
    "long_date": _long_date_of,
    "time_and_date": _time_and_date,
    "short_date": _short_date,
    "lines": _lines,
    "balanced": _balanced,
    "dots": _dots,
    "breakable": _breakable,
    "two_digits": lambda number: f"{number:02d}",
}
_environment = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(FILTERS, long_date=_long_date, qr=pdf.qr_data_uri)
