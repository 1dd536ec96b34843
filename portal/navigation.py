"""What stands in the head of every page, by who reads it."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.dossiers.labels import PARTIES
from portal.i18n import _

DESKS = {Role.RECEPTIONIST, Role.SPECIALIST, Role.LEADER, Role.CLERK}


def init_app(app: Flask) -> None:
    app.context_processor(_navigation)
    app.context_processor(lambda: {"now": clock.now(), "today": clock.today()})


def _navigation() -> dict[str, Any]:
    account: Account | None = current_user.account if current_user.is_authenticated else None
    entries = _officer(account) if account and account.is_officer else _citizen(account)
    path = request.path
    return {
        "account": account,
        "account_note": _held_roles(account) if account else "",
        "account_links": _own_pages(account) if account else [],
        "footer_links": [(_("Kiểm tra văn bản"), url_for("documents.verify"))],
        "navigation": [
            (label, url, path == url or (url != "/" and path.startswith(url)))
            for label, url in entries
        ],
    }


def _held_roles(account: Account) -> str:
    roles = account.roles_on(clock.today())
    return ", ".join(str(PARTIES[role.value]) for role in Role if role in roles)


def _own_pages(account: Account) -> list[tuple[str, str]]:
    pages = [(_("Thông báo"), url_for("notifications.notices"))]
    if account.roles_on(clock.today()) & DESKS:
        pages.append((_("Vắng mặt và người thay"), url_for("own_work.absence")))
        pages.append((_("Nhãn của đơn vị"), url_for("teamwork.labels")))
    if Role.LEADER in account.roles_on(clock.today()):
        pages.append((_("Duyệt hoàn trả phí"), url_for("money.refunds")))
        pages.append((_("Chờ ký số từ xa"), url_for("signing_waits.waits")))
    if account.roles_on(clock.today()) & {Role.ADMINISTRATOR, Role.AUDITOR}:
        pages.append((_("Nhật ký truy cập"), url_for("audit.log")))
    if Role.ADMINISTRATOR in account.roles_on(clock.today()):
        pages.append((_("Ma trận quyền"), url_for("access.matrix")))
        pages.append((_("Đính chính dữ liệu"), url_for("rectifying.queue")))
        pages.append((_("Thời hạn lưu dữ liệu"), url_for("retention.overview")))
        pages.append((_("Thư không gửi được"), url_for("notifications.dead_letters")))
        pages.append((_("Khoản tiền cần đối soát"), url_for("payments.alarms")))
    return pages


def _citizen(account: Account | None) -> list[tuple[str, str]]:
    entries = [
        (_("Trang chủ"), url_for("procedures.home")),
        (_("Thủ tục"), url_for("procedures.search")),
        (_("Tra cứu hồ sơ"), url_for("tracking.lookup")),
    ]
    if account:
        entries.append((_("Hồ sơ của tôi"), url_for("citizen.my_dossiers")))
        entries.append((_("Kho giấy tờ"), url_for("store.papers")))
    return [*entries, (_("Số liệu"), url_for("statistics.online_share"))]


def _officer(account: Account) -> list[tuple[str, str]]:
    roles = account.roles_on(clock.today())
    entries: list[tuple[str, str]] = []
    if Role.RECEPTIONIST in roles:
        entries.append((_("Tiếp nhận"), url_for("desk.queue")))
    if Role.SPECIALIST in roles:
        entries.append((_("Thẩm định"), url_for("specialist.queue")))
    if Role.LEADER in roles:
        entries.append((_("Phê duyệt"), url_for("leader.queue")))
    if roles & {Role.SPECIALIST, Role.LEADER}:
        entries.append((_("Cho ý kiến"), url_for("consulting.asked_of_us")))
    if Role.CLERK in roles:
        entries.append((_("Văn thư"), url_for("clerk.queue")))
    if roles & {Role.RECEPTIONIST, Role.SPECIALIST, Role.CLERK}:
        entries.append((_("Bàn giao"), url_for("handing_on.lists")))
    if roles & {Role.CASHIER, Role.RECEPTIONIST}:
        entries.append((_("Thu phí"), url_for("payments.takings")))
    if Role.ADMINISTRATOR in roles:
        entries.append((_("Cán bộ"), url_for("accounts.officers")))
        entries.append((_("Lịch làm việc"), url_for("calendars.calendar")))
        entries.append((_("Đơn vị"), url_for("unit_changes.units")))
        entries.append((_("Biểu mẫu"), url_for("paper_templates.forms")))
        entries.append((_("Mã hồ sơ"), url_for("code_patterns.patterns")))
        entries.append((_("Chứng thư số"), url_for("certificates.listed")))
    if Role.PUBLISHER in roles:
        entries.append((_("Danh mục"), url_for("publisher.catalogue")))
    return [
        *entries,
        (_("Thủ tục"), url_for("procedures.search")),
        (_("Số liệu"), url_for("statistics.online_share")),
    ]
