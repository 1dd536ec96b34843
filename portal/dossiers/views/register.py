"""The register book of the desk (Mẫu 07) for a period: on the page, as PDF and as spreadsheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.validators import Optional, ValidationError

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.documents.papers import PaperKind
from portal.documents.printing import printed
from portal.dossiers import queries
from portal.dossiers import register as registers
from portal.dossiers.register import Register
from portal.dossiers.views.case import shown_pdf
from portal.errors import Conflict, Invalid
from portal.i18n import _, lazy_
from portal.units.models import Desk
from portal.web import page
from portal.web_forms import DateField, PortalForm, Required, choices

blueprint = Blueprint("register", __name__, url_prefix="/quay")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_DAYS = 366


class PeriodForm(PortalForm):
    """Read from the address; without dates the current month."""

    class Meta(PortalForm.Meta):
        csrf = False  # it only reads

    desk = SelectField(lazy_("Bộ phận Một cửa"), validators=[Optional()])
    start = DateField(lazy_("Từ ngày"), validators=[Required()], name="tu")
    end = DateField(lazy_("Đến ngày"), validators=[Required()], name="den")

    def validate_end(self, field: DateField) -> None:
        if self.start.data and field.data and field.data < self.start.data:
            raise ValidationError(_("Đến ngày phải sau từ ngày"))
        if self.start.data and field.data and (field.data - self.start.data).days > LONGEST_DAYS:
            raise ValidationError(_("Hãy chọn khoảng không quá một năm"))


@blueprint.get("/so-theo-doi")
@officer(Role.RECEPTIONIST)
def book() -> Response:
    desks, form = _asked()
    if not form.validate():
        return page("dossiers/officer/register.html", status=422, form=form, found=None)
    found = _found(desks, form, registers.MOST_PRINTED)
    return page(
        "dossiers/officer/register.html",
        form=form,
        found=found,
        args=request.args.to_dict(),
        has_many_desks=len(desks) > 1,
        most_printed=registers.MOST_PRINTED,
    )


@blueprint.get("/so-theo-doi.pdf")
@officer(Role.RECEPTIONIST)
def book_pdf() -> Response:
    found = _file(registers.MOST_PRINTED)
    if found.total > registers.MOST_PRINTED:
        raise Conflict(
            _(
                "Sổ có %(count)d hồ sơ, bản PDF chỉ in đến %(most)d. Hãy tải bảng tính hoặc chọn "
                "khoảng ngắn hơn.",
                count=found.total,
                most=registers.MOST_PRINTED,
            )
        )
    return shown_pdf(printed(PaperKind.REGISTER, registers.paper(found, at=clock.now())))


@blueprint.get("/so-theo-doi.xlsx")
@officer(Role.RECEPTIONIST)
def book_xlsx() -> Response:
    found = _file(registers.MOST_LINES)
    if found.total > registers.MOST_LINES:
        raise Conflict(_("Sổ quá dài cho một bảng tính. Hãy chọn khoảng ngắn hơn."))
    name = f"so-theo-doi-{found.start:%Y%m%d}-{found.end:%Y%m%d}.xlsx"
    headers = {"Content-Type": XLSX, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(registers.to_xlsx(found), headers=headers)


def _file(most: int) -> Register:
    desks, form = _asked()
    if not form.validate():
        raise Invalid(_("Khoảng thời gian chưa đúng."))
    return _found(desks, form, most)


def _asked() -> tuple[list[Desk], PeriodForm]:
    desks = queries.desks_of(me(), clock.today())
    if not desks:
        raise Conflict(_("Đơn vị của Ông/Bà chưa có Bộ phận Một cửa."))
    today = clock.today()
    month: dict[str, Any] = {"start": date(today.year, today.month, 1), "end": today}
    has_period = any(key.startswith(("tu", "den")) for key in request.args)
    form = PeriodForm(formdata=request.args if has_period else None, data=month)
    form.desk.choices = choices((desk.code, desk.name) for desk in desks)
    form.desk.data = form.desk.data or desks[0].code
    return desks, form


def _found(desks: list[Desk], form: PeriodForm, most: int) -> Register:
    desk = next((desk for desk in desks if desk.code == form.desk.data), desks[0])
    assert form.start.data is not None and form.end.data is not None
    return registers.register(desk, form.start.data, form.end.data, most=most)
