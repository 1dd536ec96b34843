"""Hand-over lists between desks and units: give, take and confirm, print."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers.reception import handing_on, list_queries
from portal.dossiers.reception.models import HandoverList, ListKind
from portal.dossiers.reception.visit_forms import TakeForm
from portal.downloads import send_stored
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.web import back_to, page
from portal.web_forms import clean_text

blueprint = Blueprint("handing_on", __name__, url_prefix="/ban-giao")
WHO = (Role.RECEPTIONIST, Role.SPECIALIST, Role.CLERK)


@blueprint.get("")
@officer(*WHO)
def lists() -> Response:
    day = clock.today()
    return page(
        "dossiers/reception/lists.html",
        waiting=list_queries.waiting_at(me(), day),
        lists=list_queries.lists_of(me(), day),
        may_take=_may_take,
    )


@blueprint.post("/lap")
@officer(*WHO)
def give() -> Response:
    """Make out the list for the ticked dossiers of one group of the page."""
    wanted = (
        request.form.get("kind"), request.form.get("desk"), request.form.get("unit"),
    )  # fmt: skip
    group = next(
        (
            group
            for group in list_queries.waiting_at(me(), clock.today())
            if (group[0].value, group[1].code, group[2].code) == wanted
        ),
        None,
    )
    if group is None:
        raise Conflict(_("Có hồ sơ vừa được người khác bàn giao. Hãy tải lại trang rồi chọn lại."))
    kind, desk, unit, dossiers = group
    ticked = set(request.form.getlist("dossier"))
    chosen = [dossier for dossier in dossiers if dossier.reference in ticked]
    if len(chosen) < len(ticked):
        raise Conflict(_("Có hồ sơ vừa được người khác bàn giao. Hãy tải lại trang rồi chọn lại."))
    try:
        made = handing_on.give(kind, desk, unit, chosen, by=me(), at=clock.now())
    except Invalid as refusal:
        return back_to(url_for(".lists"), refusal.sentence, "error")
    return back_to(
        url_for(".one", list_id=made.id),
        _("Đã lập phiếu bàn giao số %(number)s. In phiếu rồi giao hồ sơ.", number=made.number),
    )


@blueprint.get("/<int:list_id>")
@officer(*WHO)
def one(list_id: int) -> Response:
    found = _list(list_id)
    return page(
        "dossiers/reception/list.html",
        list=found,
        form=TakeForm(formdata=None),
        may_take=_may_take(found),
        given_by_me=found.given_by_id == me().id,
    )


@blueprint.post("/<int:list_id>/nhan")
@officer(*WHO)
def take(list_id: int) -> Response:
    found = _list(list_id, lock=True)
    there = {int(text) for text in request.form.getlist("line") if _is_number(text)}
    missing = {
        line.id: clean_text(request.form.get(f"missing-{line.id}", "")) or ""
        for line in found.lines
    }
    handing_on.take(
        found,
        missing,
        {line.id for line in found.lines} - there,
        by=me(),
        at=clock.now(),
    )
    return back_to(
        url_for(".one", list_id=found.id),
        _("Đã xác nhận nhận bàn giao theo phiếu số %(number)s.", number=found.number),
    )


@blueprint.get("/<int:list_id>/phieu.pdf")
@officer(*WHO)
def slip(list_id: int) -> Response:
    """As confirmed, or as given while nobody confirmed."""
    found = _list(list_id)
    title = "Phiếu bàn giao hồ sơ" if found.kind is ListKind.DOSSIERS else "Phiếu bàn giao kết quả"
    name = f"{title} {found.number.replace('/', '-')}.pdf"
    return send_stored(found.taken_sha256 or found.sha256, name, "application/pdf", inline=True)


def _list(list_id: int, *, lock: bool = False) -> HandoverList:
    return list_queries.list_of(list_id, me(), clock.today(), lock=lock) or abort(404)


def _may_take(found: HandoverList) -> bool:
    """Open, not given by the reader, and of a unit where they may take."""
    if found.taken_at is not None or found.given_by_id == me().id:
        return False
    day = clock.today()
    return any(
        found.to_unit_id in me().units_as(role, day) for role in handing_on.TAKERS[found.kind]
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
