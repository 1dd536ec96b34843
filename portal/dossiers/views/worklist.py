"""The list of work of each role: tabs with figures, filters, columns, pages; and the way from a
dossier to the next one in the list it was opened from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, abort, current_app, has_request_context, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.session import me
from portal.dossiers import queries
from portal.dossiers.labels import CHANNELS
from portal.dossiers.views.worklist_rows import RowWriter
from portal.dossiers.workplace import labelling, lists, saved_views, words
from portal.dossiers.workplace.scope import Scope, scope_of
from portal.dossiers.workplace.wanted import (
    ARCHIVES,
    MINE,
    NOBODY,
    Place,
    UnknownWish,
    Wanted,
    Worklist,
    read,
    read_place,
)
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("worklist", __name__, url_prefix="/can-bo")
ENDPOINTS = {
    Worklist.DESK: "desk.queue",
    Worklist.SPECIALIST: "specialist.queue",
    Worklist.LEADER: "leader.queue",
    Worklist.CLERK: "clerk.queue",
}
PLACE = "ds"  # names the list in the address of a dossier's page
LONGEST_PLACE = 500


def show(worklist: Worklist) -> Response:
    """The page of one role's list, as its address asks."""
    wanted = wanted_of(worklist)
    scope = scope_of(me(), worklist, clock.now())
    figures = lists.figures(scope)
    is_plain = not wanted.is_filtered and wanted.tab not in ARCHIVES
    found = lists.work_page(
        wanted, scope, known_total=figures.tabs[wanted.tab] if is_plain else None
    )
    identifiers = [row.id for row in found.rows]
    needs_steps = scope.is_desk and {"buoc", "nguoi"} & set(wanted.shown_columns)
    writer = RowWriter(wanted.tab, scope.own_ids, scope.at)
    labels = lists.labels_on(identifiers, scope)
    steps = lists.steps_of(identifiers) if needs_steps else {}
    return page(
        "dossiers/officer/worklist.html",
        wanted=wanted,
        worklist=worklist,
        title=words.TITLES[worklist],
        tabs=_tabs(wanted, figures),
        found=found,
        rows=[writer.write(row, labels, steps) for row in found.rows],
        case_address=url_for("case.dossier", reference="-", ds=None)[:-1],
        place_head=f"{worklist.value}~",
        place_tail=quote(Place(wanted, 0).write().removeprefix(f"{worklist.value}~0")),
        first_index=(found.number - 1) * lists.SIZE,
        columns=_columns(wanted),
        choices=_choices(wanted, figures, scope),
        page_address=lambda number: address(wanted.on_page(number)),
        plain_address=address(wanted.with_tab(wanted.tab)),
        endpoint=ENDPOINTS[worklist],
        aside=[] if scope.is_desk else _aside(worklist),
        most_counted=lists.MOST_COUNTED,
        acts=[(a, words.BATCH_BUTTONS[a]) for a in words.batches_of(worklist, wanted.tab)],
        list_place=Place(wanted, 0).write(),
        saved=_saved(wanted),
        saved_query=urlencode(wanted.on_page(1).query()),
    )


def wanted_of(worklist: Worklist) -> Wanted:
    """What the address asks for; 404 for what no list has."""
    told = {name: value for name, value in request.args.items() if name != "cot"}
    told["cot"] = ".".join(request.args.getlist("cot"))
    try:
        return read(worklist, told)
    except UnknownWish:
        abort(404)


@blueprint.post("/tim/<worklist>")
@officer(*(one.role for one in Worklist))
def search(worklist: str) -> Response:
    """What was typed and chosen becomes an address, in which nobody's number stands."""
    found = next((one for one in Worklist if one.value == worklist), None) or abort(404)
    told = {name: value for name, value in request.form.items() if name != "cot"}
    told["cot"] = ".".join(request.form.getlist("cot"))
    try:
        wanted = read(found, told)
    except UnknownWish:
        abort(404)
    return back_to(address(wanted.on_page(1)))


def address(wanted: Wanted) -> str:
    return url_for(ENDPOINTS[wanted.worklist], **wanted.query())  # type: ignore[arg-type]


@dataclass(frozen=True)
class Around:
    """What stands beside a dossier in the list it was opened from; addresses, empty at an end.
    `number` counts from 1 and is 0 when the dossier is no longer in the list."""

    list_address: str
    previous: str
    following: str
    number: int
    total: int


def around(reference: str) -> Around | None:
    """Next and previous, when the page was opened from a list this officer may read."""
    place = place_asked()
    if place is None:
        return None
    worklist = place.wanted.worklist
    account, now = me(), clock.now()
    if worklist.role not in account.roles_on(clock.local(now).date()):
        return None
    order = lists.references_in_order(place.wanted, scope_of(account, worklist, now))
    is_there = reference in order
    index = order.index(reference) if is_there else min(place.index, len(order))
    after = index + 1 if is_there else index  # what moved up into the place of one worked off
    return Around(
        address(place.wanted),
        _beside(order, index - 1, place),
        _beside(order, after, place),
        index + 1 if is_there else 0,
        len(order),
    )


def own_list() -> str:
    """The list of the first of the officer's roles, for who came from elsewhere; "" without one."""
    roles = me().roles_on(clock.today())
    return next((url_for(ENDPOINTS[one], ds=None) for one in Worklist if one.role in roles), "")


def place_asked() -> Place | None:
    text = request.args.get(PLACE, "")
    return read_place(text) if 0 < len(text) <= LONGEST_PLACE else None


@blueprint.app_url_defaults
def _keep_the_place(endpoint: str, values: dict[str, Any]) -> None:
    """Whatever is opened or pressed on a dossier's page leads back to a page that still knows the
    list: the place goes from address to address."""
    if not has_request_context() or PLACE in values or "reference" not in values:
        return
    place = request.args.get(PLACE)
    view = current_app.view_functions.get(endpoint)
    access = getattr(view, "access", None)
    if place and len(place) <= LONGEST_PLACE and access and access.audience == "officer":
        values[PLACE] = place


def _beside(order: list[str], index: int, place: Place) -> str:
    if not 0 <= index < len(order):
        return ""
    return url_for("case.dossier", reference=order[index], ds=Place(place.wanted, index).write())


def _tabs(wanted: Wanted, figures: lists.Figures) -> list[dict[str, Any]]:
    return [
        {
            "label": words.TABS[tab],
            "address": address(wanted.with_tab(tab)),
            "count": figures.tabs.get(tab),
            "is_current": tab == wanted.tab,
            "is_urgent": tab in ("qua-han", "chi-dao") and bool(figures.tabs.get(tab)),
        }
        for tab in wanted.worklist.tabs
    ]


def _saved(wanted: Wanted) -> list[dict[str, Any]]:
    account = me()
    return [
        {
            "id": view.id,
            "name": view.name,
            "address": f"{url_for(ENDPOINTS[wanted.worklist])}?{view.query}",
            "is_own": view.account_id == account.id,
            "is_shared": view.unit_id is not None,
            "is_current": view.query == urlencode(wanted.on_page(1).query()),
        }
        for view in saved_views.views_for(account, wanted.worklist, clock.now())
    ]


def _columns(wanted: Wanted) -> list[dict[str, Any]]:
    moment = words.MOMENTS.get(wanted.tab, words.RECEIVED_AT)
    return [
        {
            "key": key,
            "label": str(moment if key == "luc" else words.COLUMNS[key]),
            "is_shown": key in wanted.shown_columns,
        }
        for key in wanted.worklist.columns
    ]


def _choices(wanted: Wanted, figures: lists.Figures, scope: Scope) -> list[dict[str, Any]]:
    """The selects of the filter: name, label, chosen value, options."""
    assignees = lists.assignees(wanted, scope)
    people = [(MINE, _("Tôi")), (NOBODY, _("Chưa ai nhận")), *assignees]
    labels = [(label.id, label.text) for label in labelling.labels_of(scope.unit_ids)]
    counted = {
        "thu-tuc": [(n, f"{title} ({count})") for n, title, count in figures.procedures],
        "linh-vuc": [(n, f"{name} ({count})") for n, name, count in figures.sectors],
    }
    selects = [
        ("thu-tuc", _("Thủ tục"), wanted.procedure, counted["thu-tuc"]),
        ("linh-vuc", _("Lĩnh vực"), wanted.sector, counted["linh-vuc"]),
        ("kenh", _("Cách nộp"), wanted.channel, [(int(c), CHANNELS[c]) for c in CHANNELS]),
        ("han", _("Thời hạn"), wanted.due, list(words.DUE.items())),
        ("nguoi", _("Người xử lý"), wanted.assignee, people),
        ("nhan", _("Nhãn"), wanted.label, labels),
        ("sap", _("Sắp xếp"), wanted.sort, list(words.SORTS.items())),
    ]
    return [
        {"name": name, "label": label, "chosen": str(chosen or ""), "options": options}
        for name, label, chosen, options in selects
        if options
    ]


def _aside(worklist: Worklist) -> list[queries.Aside]:
    return queries.beside_the_steps(me(), worklist.role, clock.today())
