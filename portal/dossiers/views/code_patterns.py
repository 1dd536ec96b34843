"""How dossiers are numbered, as administrators set it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import numbering
from portal.dossiers.reception import code_patterns
from portal.dossiers.reception.visit_forms import PatternForm
from portal.errors import Invalid
from portal.i18n import _
from portal.i18n import day as written
from portal.units import queries as units_queries
from portal.web import back_to, page
from portal.web_forms import choices

blueprint = Blueprint("code_patterns", __name__, url_prefix="/quan-tri/ma-ho-so")


@blueprint.route("", methods=["GET", "POST"])
@officer(Role.ADMINISTRATOR)
def patterns() -> Response:
    today = clock.today()
    units = list(units_queries.administered_units(me(), today))
    is_province = units_queries.is_of_the_province(dict.fromkeys(units, 0))
    form = PatternForm(
        data={"pattern": numbering.DEFAULT_PATTERN, "effective_from": today + timedelta(days=1)}
    )
    everybody = [("", _("Mọi đơn vị chưa có mẫu riêng"))] if is_province else []
    form.unit.choices = choices([*everybody, *((unit.code, unit.short_name) for unit in units)])
    if form.validate_on_submit():
        unit = next((unit for unit in units if unit.code == form.unit.data), None)
        assert form.effective_from.data is not None
        try:
            row = code_patterns.set_pattern(
                unit,
                form.pattern.data or "",
                effective_from=form.effective_from.data,
                by=me(),
                at=clock.now(),
            )
            return back_to(
                url_for(".patterns"),
                _("Đã lưu. Từ ngày %(day)s hồ sơ được đánh mã theo mẫu mới.",
                  day=written(row.effective_from)),
            )  # fmt: skip
        except Invalid as refusal:
            form.show(refusal)
    return page(
        "dossiers/reception/code_patterns.html",
        status=422 if form.errors else 200,
        form=form,
        rows=code_patterns.kept(units),
        units=[
            (unit, pattern, numbering.dossier_code(unit.code, today, 1, pattern))
            for unit in units
            if unit.desks
            for pattern in [code_patterns.pattern_of(unit, today)]
        ],
    )
