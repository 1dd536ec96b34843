"""Tab: the units that carry a procedure out. What is set here holds at once, for every version."""

from __future__ import annotations

from flask import abort, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.errors import Invalid
from portal.i18n import _
from portal.procedures import check_queries, local_queries, offering, version_queries
from portal.procedures.local_words import in_words
from portal.procedures.models import Offering, ProcedureVersion
from portal.procedures.publisher.base_forms import PublisherForm
from portal.procedures.publisher.item_forms import read_tiers
from portal.procedures.publisher.unit_forms import DifferenceForm, OfferForm, StopForm
from portal.procedures.publisher.views.shell import blueprint, load, tab_page
from portal.web import back_to

_RULE = "/phien-ban/<int:version_id>/co-quan"


@blueprint.get(_RULE)
@officer(Role.PUBLISHER)
def units(version_id: int) -> Response:
    return _page(load(version_id))


@blueprint.post(_RULE)
@officer(Role.PUBLISHER)
def offer(version_id: int) -> Response:
    version, form = load(version_id), OfferForm()
    every, desks = version_queries.valid_units(), version_queries.desks()
    form.offer(every, desks)
    if not form.validate():
        return _page(version, 422, offer_form=form)
    assert form.since.data
    try:
        offering.offer(
            version.procedure,
            next(unit for unit in every if unit.code == form.unit.data),
            since=form.since.data,
            desks=[desk for desk in desks if desk.code in (form.desks.data or ())],
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _page(version, 422, offer_form=form)
    return back_to(url_for(".units", version_id=version_id), _("Đã thêm cơ quan thực hiện."))


@blueprint.route(f"{_RULE}/<unit_code>/thoi", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def stop_offering(version_id: int, unit_code: str) -> Response:
    version, form = load(version_id), StopForm()
    row = next((o for o in _offerings(version) if o.unit.code == unit_code), None) or abort(404)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        assert form.last_day.data
        try:
            offering.stop(row, last_day=form.last_day.data, by=me(), at=clock.now())
        except Invalid as refusal:
            form.show(refusal)
        else:
            return back_to(
                url_for(".units", version_id=version_id), _("Đã ghi ngày thôi thực hiện.")
            )
    return tab_page(version, "units", "unit_stop.html", status=status, form=form, unit=row.unit)


@blueprint.post(f"{_RULE}/rieng")
@officer(Role.PUBLISHER)
def differ(version_id: int) -> Response:
    version, form = load(version_id), DifferenceForm(prefix="rieng-")
    known = [row.unit for row in _offerings(version)]
    form.offer(known, version.parts)
    if not form.validate():
        return _page(version, 422, difference_form=form)
    assert form.since.data
    unit = next(unit for unit in known if unit.code == form.unit.data)
    decision, since = form.decision.data or "", form.since.data
    try:
        if form.what.data == ".limit":
            limit = f"{form.limit_amount.data or ''}{form.limit_unit.data}"
            if not form.limit_amount.data:
                sentence = _("Hãy viết số ngày hoặc số giờ.")
                raise Invalid(sentence, {"limit_amount": sentence})
            offering.differ_in_limit(
                version, unit, limit, decision=decision, since=since, by=me(), at=clock.now()
            )
        else:
            offering.differ_in_fee(
                version,
                unit,
                form.what.data,
                amount=form.amount.data,
                tiers=read_tiers(form.tiers.data or ""),
                cap=form.cap.data,
                decision=decision,
                since=since,
                by=me(),
                at=clock.now(),
            )
    except Invalid as refusal:
        form.show(refusal)
        return _page(version, 422, difference_form=form)
    return back_to(url_for(".units", version_id=version_id), _("Đã ghi mức riêng."))


@blueprint.post(f"{_RULE}/rieng/<int:index>/bo")
@officer(Role.PUBLISHER)
def end_difference(version_id: int, index: int) -> Response:
    version = load(version_id)
    rows = local_queries.differences_on(db.session, version.procedure, clock.today())
    row = next((row for row in rows if row.id == index), None) or abort(404)
    offering.end_difference(row, by=me(), at=clock.now())
    return back_to(url_for(".units", version_id=version_id), _("Mức riêng thôi áp dụng."))


def _page(
    version: ProcedureVersion,
    status: int = 200,
    *,
    offer_form: OfferForm | None = None,
    difference_form: DifferenceForm | None = None,
) -> Response:
    rows = _offerings(version)
    wrong: PublisherForm | None = offer_form or difference_form
    if offer_form is None:
        offer_form = OfferForm(formdata=None)
        offer_form.offer(version_queries.valid_units(), version_queries.desks())
    if difference_form is None:
        difference_form = DifferenceForm(formdata=None, prefix="rieng-")
        difference_form.offer([row.unit for row in rows], version.parts)
    differences = local_queries.differences_on(db.session, version.procedure, clock.today())
    return tab_page(
        version,
        "units",
        "units.html",
        status=status,
        form=wrong,
        offerings=rows,
        differences=[(row, in_words(row, version.parts)) for row in differences],
        offer_form=offer_form,
        difference_form=difference_form,
    )


def _offerings(version: ProcedureVersion) -> list[Offering]:
    return check_queries.open_offerings(version.procedure, clock.today())
