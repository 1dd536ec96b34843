"""Tabs that are lists: papers, fees, time limits, legal bases, steps. One way of editing for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, current_app, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.procedures import editing, limit_examples, route_drawing, samples
from portal.procedures.definitions import TimeLimit
from portal.procedures.models import ProcedureVersion
from portal.procedures.presentation import CHANNELS, limit_label
from portal.procedures.publisher.base_forms import PublisherForm
from portal.procedures.publisher.condition_forms import ConditionedForm
from portal.procedures.publisher.item_forms import (
    FeeForm,
    FreeForm,
    LawForm,
    LimitForm,
    PaperForm,
    SetsForm,
)
from portal.procedures.publisher.item_words import lines
from portal.procedures.publisher.step_forms import StepForm
from portal.procedures.publisher.views.shell import blueprint, load, save_part, tab_page
from portal.procedures.usual_route import USUAL_ROUTE
from portal.units.queries import province_calendar
from portal.uploads import UploadRefused, accept

MOST_ITEMS = 200


@dataclass(frozen=True)
class ItemTab:
    """`part` is the field of Parts whose `items` (or steps) are edited with `form`; `anchor` where
    the public page shows them."""

    part: str
    form: type[Any]
    one: Any
    add: Any
    empty: Any
    anchor: str = ""
    items_name: str = "items"


TABS = {
    "giay-to": ItemTab(
        "documents",
        PaperForm,
        lazy_("Giấy tờ"),
        lazy_("Thêm giấy tờ"),
        lazy_("Chưa có giấy tờ nào trong thành phần hồ sơ."),
        "papers",
    ),
    "phi": ItemTab(
        "fees",
        FeeForm,
        lazy_("Khoản thu"),
        lazy_("Thêm khoản thu"),
        lazy_("Chưa có khoản thu nào. Nếu không thu tiền, hãy đánh dấu ô bên dưới."),
        "fees",
    ),
    "thoi-han": ItemTab(
        "limits",
        LimitForm,
        lazy_("Thời hạn"),
        lazy_("Thêm thời hạn"),
        lazy_("Chưa có thời hạn nào: hồ sơ sẽ không có ngày hẹn trả."),
        "limits",
    ),
    "can-cu": ItemTab(
        "legal_bases",
        LawForm,
        lazy_("Căn cứ pháp lý"),
        lazy_("Thêm căn cứ"),
        lazy_("Chưa có căn cứ pháp lý nào."),
        "law",
    ),
    "quy-trinh": ItemTab(
        "route",
        StepForm,
        lazy_("Bước"),
        lazy_("Thêm bước"),
        lazy_("Chưa có bước nào: không tiếp nhận được hồ sơ."),
        "",
        "steps",
    ),
}
_RULE = "/phien-ban/<int:version_id>/<tab>"


@blueprint.get(_RULE)
@officer(Role.PUBLISHER)
def items(version_id: int, tab: str) -> Response:
    version = _load(version_id, tab)
    return _list(version, tab, _whole_form(version, tab, None))


@blueprint.post(_RULE)
@officer(Role.PUBLISHER)
def whole(version_id: int, tab: str) -> Response:
    """What is said of the list as a whole: sets of papers, free of charge."""
    version = _load(version_id, tab)
    form = _whole_form(version, tab, request.form)
    if form is None:
        abort(404)
    if not form.validate():
        return _list(version, tab, form, 422)

    def part() -> Any:
        now = getattr(version.parts, TABS[tab].part)
        if isinstance(form, SetsForm):
            return replace(now, sets=form.sets.data)
        return replace(now, is_free=form.is_free.data)

    return save_part(
        version, TABS[tab].part, part, form, _address(version, tab),
        lambda status: _list(version, tab, form, status),
    )  # fmt: skip


@blueprint.post("/phien-ban/<int:version_id>/quy-trinh-thuong-dung")
@officer(Role.PUBLISHER)
def usual_route(version_id: int) -> Response:
    """Begin from the route most procedures take, where there is none yet."""
    version, tab, form = load(version_id), "quy-trinh", PublisherForm()
    form.validate()

    def part() -> Any:
        if version.parts.route.steps:
            raise Invalid(_("Quy trình đã có bước. Hãy tải lại trang."))
        return USUAL_ROUTE

    return save_part(
        version, "route", part, form, _address(version, tab),
        lambda status: _list(version, tab, None, status, form),
    )  # fmt: skip


@blueprint.route(f"{_RULE}/them", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def item_new(version_id: int, tab: str) -> Response:
    return _edit(_load(version_id, tab), tab, None)


@blueprint.route(f"{_RULE}/<int:index>", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def item(version_id: int, tab: str, index: int) -> Response:
    """`index` counts from 1."""
    version = _load(version_id, tab)
    if not 1 <= index <= len(_items(version, tab)):
        abort(404)
    return _edit(version, tab, index - 1)


@blueprint.post(f"{_RULE}/<int:index>/<way>")
@officer(Role.PUBLISHER)
def item_move(version_id: int, tab: str, index: int, way: str) -> Response:
    """One place up ("len") or down ("xuong"), or away ("bo")."""
    version = _load(version_id, tab)
    if way not in ("len", "xuong", "bo"):
        abort(404)
    form = PublisherForm()

    def moved(now: list[Any]) -> list[Any]:
        position = index - 1
        if not 0 <= position < len(now):
            return now
        one = now.pop(position)
        if way != "bo":
            now.insert(max(0, position - 1) if way == "len" else position + 1, one)
        return now

    form.validate()
    return save_part(
        version,
        TABS[tab].part,
        lambda: _with_items(version, tab, moved),
        form,
        _address(version, tab) + (f"#muc-{max(1, index + (way == 'xuong') - (way == 'len'))}"),
        lambda status: _list(version, tab, _whole_form(version, tab, None), status, form),
    )


def _load(version_id: int, tab: str) -> ProcedureVersion:
    return load(version_id) if tab in TABS else abort(404)


def _edit(version: ProcedureVersion, tab: str, position: int | None) -> Response:
    kind, now = TABS[tab], _items(version, tab)
    former = now[position] if position is not None else None
    data: dict[str, Any] = {"seen": editing.seen(version, kind.part)}
    if former is not None:
        data |= kind.form.data_of(former, version.parts)
    elif tab == "giay-to":
        data |= {"is_required": True, "originals": 1}
    elif tab == "phi":
        data |= {"kind": "charge"}
    elif tab == "thoi-han":
        data |= {"unit": "wd"}
    form = kind.form(data=data)
    if isinstance(form, FeeForm) and former is not None:
        form.waivers = former.waivers
    if isinstance(form, ConditionedForm):
        form.offer(version.parts.form, former.only_if if former else None)
    if isinstance(form, StepForm):
        form.offer_steps(version.parts.route, former.key if former else "")

    def again(status: int) -> Response:
        return tab_page(
            version,
            tab,
            "item.html",
            status=status,
            form=form,
            kind=kind,
            slug=tab,
            item=former,
            back=_address(version, tab),
        )

    if not form.validate_on_submit():
        return again(422 if form.is_submitted() else 200)

    def put(rows: list[Any]) -> list[Any]:
        taken = {row.key for row in rows if hasattr(row, "key")}
        if isinstance(form, PaperForm) and form.sample_file.data:
            form.sample = _kept_sample(form)
        # Somebody else may have taken rows away meanwhile: then `seen` refuses below.
        made = form.item(former, taken)
        if position is None:
            return [*rows, made]
        return [made if i == position else row for i, row in enumerate(rows)]

    return save_part(
        version,
        kind.part,
        lambda: _with_items(version, tab, put),
        form,
        _address(version, tab) + f"#muc-{position + 1 if position is not None else len(now) + 1}",
        again,
    )


def _kept_sample(form: PaperForm) -> str:
    """The hash of the example sent in, stored. Raises Invalid."""
    sent = form.sample_file.data
    limit = current_app.config["SETTINGS"].max_upload_mb * 1024 * 1024
    try:
        accepted = accept(sent.stream, sent.filename or "", max_bytes=limit)
    except UploadRefused as refusal:
        raise Invalid(refusal.sentence, {"sample_file": refusal.sentence}) from refusal
    return samples.keep(accepted, at=clock.now()).sha256


def _with_items(
    version: ProcedureVersion, tab: str, change: Callable[[list[Any]], list[Any]]
) -> Any:
    kind = TABS[tab]
    rows = change(list(_items(version, tab)))
    if len(rows) > MOST_ITEMS:
        raise Invalid(_("Một phiên bản có nhiều nhất %(count)d mục ở đây.", count=MOST_ITEMS))
    return replace(getattr(version.parts, kind.part), **{kind.items_name: tuple(rows)})


def _list(
    version: ProcedureVersion,
    tab: str,
    whole_form: PublisherForm | None,
    status: int = 200,
    form: PublisherForm | None = None,
) -> Response:
    kind, parts = TABS[tab], version.parts
    return tab_page(
        version,
        tab,
        "items.html",
        status=status,
        kind=kind,
        slug=tab,
        rows=[lines(one, parts) for one in _items(version, tab)],
        whole=whole_form,
        form=form or whole_form,
        seen=editing.seen(version, kind.part),
        drawing=route_drawing.drawn(parts.route) if tab == "quy-trinh" else None,
        steps=parts.route.steps,
        **(_worked(version) if tab == "thoi-han" else {}),
    )


def _worked(version: ProcedureVersion) -> dict[str, Any]:
    """The limits with their dates, by the calendar of the province."""
    calendar = province_calendar()
    received = limit_examples.receptions(clock.today(), calendar)
    rows = limit_examples.worked(version.parts.limits.items, received, calendar)
    return {"received": received, "worked": [(_limit_name(one), dates) for one, dates in rows]}


def _limit_name(limit: TimeLimit) -> str:
    where = ", ".join(str(CHANNELS[channel]) for channel in limit.channels)
    return " · ".join(words for words in (limit_label(limit.limit), where, limit.case) if words)


def _whole_form(version: ProcedureVersion, tab: str, sent: Any) -> PublisherForm | None:
    seen = editing.seen(version, TABS[tab].part)
    if tab == "giay-to":
        return SetsForm(sent, data={"seen": seen, "sets": version.parts.documents.sets})
    if tab == "phi":
        return FreeForm(sent, data={"seen": seen, "is_free": version.parts.fees.is_free})
    return None


def _items(version: ProcedureVersion, tab: str) -> tuple[Any, ...]:
    kind = TABS[tab]
    rows: tuple[Any, ...] = getattr(getattr(version.parts, kind.part), kind.items_name)
    return rows


def _address(version: ProcedureVersion, tab: str) -> str:
    return url_for(".items", version_id=version.id, tab=tab)
