"""The register of issued documents of the clerk's units: page, PDF, spreadsheet, and whether its
numbers are whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.documents.issuing import CERTIFIED
from portal.documents.papers import PaperKind
from portal.documents.printing import printed
from portal.dossiers import issued_book, issued_book_queries
from portal.dossiers.issued_book import Book
from portal.dossiers.issued_book_queries import Wanted
from portal.dossiers.views.case import case_url, shown_pdf
from portal.errors import Conflict, Invalid
from portal.i18n import _, lazy_
from portal.units.models import Unit
from portal.web import page
from portal.web_forms import DateField, PortalForm, Required, choices

blueprint = Blueprint("issued_book", __name__, url_prefix="/van-thu")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_DAYS = 366
PER_PAGE = 50


class BookForm(PortalForm):
    """Read from the address; without dates the current year."""

    class Meta(PortalForm.Meta):
        csrf = False  # it only reads

    unit = SelectField(lazy_("Cơ quan, đơn vị"), validators=[Optional()])
    symbol = SelectField(lazy_("Ký hiệu"), validators=[Optional()], name="ky-hieu")
    start = DateField(lazy_("Từ ngày"), validators=[Required()], name="tu")
    end = DateField(lazy_("Đến ngày"), validators=[Required()], name="den")
    text = StringField(
        lazy_("Tìm"),
        description=lazy_("Số, tên văn bản, mã hồ sơ hoặc tên người nhận"),
        validators=[Optional(), Length(max=100)],
        name="tim",
    )

    def validate_end(self, field: DateField) -> None:
        if self.start.data and field.data and field.data < self.start.data:
            raise ValidationError(_("Đến ngày phải sau từ ngày"))
        if self.start.data and field.data and (field.data - self.start.data).days > LONGEST_DAYS:
            raise ValidationError(_("Hãy chọn khoảng không quá một năm"))


@blueprint.get("/so-van-ban-di")
@officer(Role.CLERK)
def book() -> Response:
    units, form = _asked()
    if not form.validate():
        return page("dossiers/officer/issued_book.html", status=422, form=form, found=None)
    number = max(request.args.get("page", 1, type=int), 1)
    wanted = _wanted(units, form)
    found = issued_book.book(wanted, most=PER_PAGE, skip=(number - 1) * PER_PAGE)
    return page(
        "dossiers/officer/issued_book.html",
        form=form,
        found=found,
        entries=[(entry.line, entry.document, case_url(entry.dossier)) for entry in found.entries],
        certified=[
            (issued_book.certified_cells(entry), case_url(entry.dossier))
            for entry in found.entries
            if wanted.symbol == CERTIFIED
        ],
        series=[
            series
            for year in sorted({wanted.start.year, wanted.end.year})
            for series in issued_book_queries.series_of(wanted.unit, year)
            if wanted.symbol in ("", series.symbol)
        ],
        page_number=number,
        pages=-(-found.total // PER_PAGE),
        args={key: value for key, value in request.args.items() if key != "page"},
        has_many_units=len(units) > 1,
        most_printed=issued_book.MOST_PRINTED,
    )


@blueprint.get("/so-van-ban-di.pdf")
@officer(Role.CLERK)
def book_pdf() -> Response:
    found = _file(issued_book.MOST_PRINTED)
    if found.wanted.symbol == CERTIFIED:
        raise Conflict(_("Sổ chứng thực có mẫu riêng, lấy ở dạng bảng tính."))
    if found.total > issued_book.MOST_PRINTED:
        raise Conflict(
            _(
                "Sổ có %(count)d văn bản, bản PDF chỉ in đến %(most)d. Hãy tải bảng tính hoặc chọn "
                "khoảng ngắn hơn.",
                count=found.total,
                most=issued_book.MOST_PRINTED,
            )
        )
    return shown_pdf(printed(PaperKind.ISSUED_BOOK, issued_book.paper(found, at=clock.now())))


@blueprint.get("/so-van-ban-di.xlsx")
@officer(Role.CLERK)
def book_xlsx() -> Response:
    found = _file(issued_book.MOST_LINES)
    if found.total > issued_book.MOST_LINES:
        raise Conflict(_("Sổ quá dài cho một bảng tính. Hãy chọn khoảng ngắn hơn."))
    kind = "so-chung-thuc" if found.wanted.symbol == CERTIFIED else "so-van-ban-di"
    name = f"{kind}-{found.wanted.start:%Y%m%d}-{found.wanted.end:%Y%m%d}.xlsx"
    headers = {"Content-Type": XLSX, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(issued_book.to_xlsx(found), headers=headers)


def _file(most: int) -> Book:
    units, form = _asked()
    if not form.validate():
        raise Invalid(_("Khoảng thời gian chưa đúng."))
    return issued_book.book(_wanted(units, form), most=most)


def _asked() -> tuple[list[Unit], BookForm]:
    units = issued_book_queries.units_of_clerk(me(), clock.today())
    if not units:
        raise Conflict(_("Ông/Bà chưa làm văn thư của đơn vị nào."))
    today = clock.today()
    year: dict[str, Any] = {"start": date(today.year, 1, 1), "end": today}
    has_period = any(key.startswith(("tu", "den")) for key in request.args)
    form = BookForm(formdata=request.args if has_period else None, data=year)
    form.unit.choices = choices((unit.code, unit.name) for unit in units)
    form.unit.data = form.unit.data or units[0].code
    unit = _unit(units, form)
    days = [day for day in (form.start.data, form.end.data) if day] or [today]
    symbols = issued_book_queries.symbols_of(unit, sorted({day.year for day in days}))
    form.symbol.choices = choices([("", _("Tất cả")), *((one, one) for one in symbols)])
    if form.symbol.data not in symbols:
        form.symbol.data = ""  # another unit was chosen
    return units, form


def _wanted(units: list[Unit], form: BookForm) -> Wanted:
    assert form.start.data is not None
    assert form.end.data is not None
    return Wanted(
        _unit(units, form),
        form.start.data,
        form.end.data,
        form.symbol.data or "",
        (form.text.data or "").strip(),
    )


def _unit(units: list[Unit], form: BookForm) -> Unit:
    return next((unit for unit in units if unit.code == form.unit.data), units[0])
