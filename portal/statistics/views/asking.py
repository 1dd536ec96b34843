"""What the pages of the statistics share: filters read from the address, who may look behind a
figure, files to be saved, and the tabs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.i18n import _
from portal.statistics import queries
from portal.statistics.forms import FiguresForm
from portal.statistics.periods import Period

blueprint = Blueprint("statistics", __name__)

FILTERS = ("period", "from", "to", "unit", "level", "by", "tree")
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READERS = (Role.LEADER, Role.AUDITOR)


def page_number() -> int:
    """The page of a list asked for; anything else than a number from 1 on is not found."""
    number = request.args.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 7 and int(number) > 0):
        abort(404)
    return int(number)


def plain_refusal(form: FiguresForm) -> Response:
    """What is wrong with the filters of a file or picture, for whoever opens it by hand."""
    sentences = "\n".join(sentence for _field, sentence in form.errors_for_summary())
    return Response(sentences + "\n", 422, content_type="text/plain; charset=utf-8")


def file_of(content: bytes, content_type: str, name: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def address_of() -> dict[str, str]:
    """The filters as they were sent, without what was left empty."""
    sent = {name: request.args.get(name, "") for name in FILTERS}
    return {name: value for name, value in sent.items() if value}


def days_of(period: Period) -> dict[str, Any]:
    return {"from": period.start.isoformat(), "to": period.end.isoformat()}


def openable_units(account: Account) -> set[int]:
    return queries.units_behind_figures(db.session, account, clock.today())


def reader() -> Account | None:
    """The officer who is looking, if one who may look behind figures."""
    account: Account | None = current_user.account if current_user.is_authenticated else None
    if account and account.is_officer and account.roles_on(clock.today()) & set(READERS):
        return account
    return None


def tabs(slug: str = "") -> list[tuple[str, str, bool]]:
    """(words, address, is this one) of each page; period and unit go with the reader. `slug`: the
    report that is shown."""
    kept: dict[str, Any] = {
        name: value
        for name, value in address_of().items()
        if name in ("period", "from", "to", "unit", "tree")
    }

    def report(words: str, its_slug: str, endpoint: str) -> tuple[str, str, bool]:
        return (
            words,
            url_for(f"statistics.{endpoint}", **dict(kept, **{endpoint: its_slug})),
            slug == its_slug,
        )

    def other(words: str, endpoint: str) -> tuple[str, str, bool]:
        return words, url_for(endpoint, **kept), request.endpoint == endpoint

    pages = [
        other(_("Tổng quan"), "statistics.province_board"),
        report(_("Tỷ lệ trực tuyến"), "ty-le-truc-tuyen", "open_report"),
        report(_("Tiến độ giải quyết"), "tien-do", "open_report"),
    ]
    if reader():
        pages.append(report(_("Hồ sơ quá hạn"), "qua-han", "inner_report"))
        pages.append(other(_("Kỳ đã chốt"), "statistics.closings"))
    return [*pages, other(_("Tất cả báo cáo"), "statistics.reports")]
