"""Reports by e-mail: an officer asks for one after each week, month or quarter, and gets its figures
and the link to exactly those days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.orm import Session

from portal import clock, config
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.notifications import outbox
from portal.statistics import queries, report_queries
from portal.statistics.periods import Period
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.kinds import KIND_OF, ReportKind
from portal.statistics.reports.texts import shown
from portal.statistics.subscription_models import Every, Subscription
from portal.units.models import Unit, UnitKind
from portal.units.tree import TreeOf

MOST = 30


def subscribe(
    session: Session, report: str, every: Every, unit: Unit | None, *, by: Account, at: datetime
) -> Subscription:
    """From the next period that ends on. Raises Invalid for no such report, Conflict when it is
    sent already or there are too many."""
    if report not in KIND_OF:
        raise Invalid(_("Hãy chọn một báo cáo có trong danh sách."))
    filters = {"unit": unit.code} if unit else {}
    mine = subscriptions_of(session, by)
    if any((s.report, s.every, s.filters) == (report, every, filters) for s in mine):
        raise Conflict(_("Ông/Bà đã nhận báo cáo này."))
    if len(mine) >= MOST:
        raise Conflict(_("Mỗi người nhận nhiều nhất %(most)d báo cáo.", most=MOST))
    made = Subscription(
        account_id=by.id,
        report=report,
        filters=filters,
        every=every,
        created_at=at,
        sent_until=last_ended(every, clock.local(at).date()).end,
    )
    session.add(made)
    return made


def end(subscription: Subscription, *, at: datetime) -> None:
    subscription.ended_at = subscription.ended_at or at


def subscriptions_of(session: Session, account: Account) -> list[Subscription]:
    return list(
        session.scalars(
            sa.select(Subscription)
            .where(Subscription.account_id == account.id, Subscription.ended_at.is_(None))
            .order_by(Subscription.id)
        )
    )


def due_subscriptions(session: Session, today: date) -> list[int]:
    """Those of which a period ended that was not sent."""
    wanted = sa.or_(
        *(
            sa.and_(
                Subscription.every == every,
                Subscription.sent_until < last_ended(every, today).end,
            )
            for every in Every
        )
    )
    return list(
        session.scalars(
            sa.select(Subscription.id)
            .where(Subscription.ended_at.is_(None), wanted)
            .order_by(Subscription.id)
        )
    )


def send(session: Session, subscription_id: int, *, at: datetime) -> None:
    """The figures of the last period that ended. A period nobody's worker was there for is skipped:
    figures of long ago are looked at on the page."""
    found = session.get(Subscription, subscription_id, with_for_update=True)
    today = clock.local(at).date()
    if found is None or found.ended_at is not None:
        return
    period = last_ended(found.every, today)
    if period.end <= found.sent_until:
        return
    found.sent_until = period.end
    account = session.get_one(Account, found.account_id)
    kind = KIND_OF.get(found.report)
    if kind is None or account.disabled_at is not None or not _may_read(account, today):
        return
    asked = _asked(session, kind, found, period, account, at)
    if not asked.units:
        return
    with force_locale("vi"):
        report = kind.make(session, asked)
        lines = [
            f"{figure.label}: {shown(figure.kind, figure.value)}"
            + (f" ({figure.note})" if figure.note else "")
            for figure in report.figures
        ]
        link = _link(kind, found.filters, period)
        outbox.notify(
            account=account,
            email=account.email,
            subject=f"{report.title}: {period.start:%d/%m/%Y}–{period.end:%d/%m/%Y}",
            body="\n".join(
                [
                    f"Phạm vi: {report.scope}.",
                    *lines,
                    "",
                    f"Cách tính: {report.definition}.",
                    f"Xem bảng và tải PDF, Excel, CSV: {config.current().base_url}{link}",
                    f"Thôi nhận báo cáo này: {config.current().base_url}/so-lieu/nhan-bao-cao",
                ]
            ),
            link=link,
            key=f"report/{found.id}/{period.end}",
            at=at,
        )


def last_ended(every: Every, today: date) -> Period:
    """The last whole week, month or quarter before `today`."""
    if every is Every.WEEK:
        end_of = today - timedelta(days=today.weekday() + 1)
        return Period(end_of - timedelta(days=6), end_of)
    first = today.replace(day=1)
    if every is Every.QUARTER:
        first = first.replace(month=(today.month - 1) // 3 * 3 + 1)
    end_of = first - timedelta(days=1)
    months = 2 if every is Every.QUARTER else 0
    return Period(end_of.replace(month=end_of.month - months, day=1), end_of)


def _may_read(account: Account, day: date) -> bool:
    return bool(account.roles_on(day) & {Role.LEADER, Role.AUDITOR})


def _asked(
    session: Session,
    kind: ReportKind,
    subscription: Subscription,
    period: Period,
    account: Account,
    at: datetime,
) -> Asked:
    code = subscription.filters.get("unit")
    unit = session.scalar(sa.select(Unit).where(Unit.code == code)) if code else None
    units = report_queries.units_asked(session, unit, period.end, TreeOf.THEN, is_below=True)
    if not kind.is_public:
        units &= queries.units_behind_figures(session, account, clock.local(at).date())
    return Asked(
        period=period,
        at=at,
        units=frozenset(units),
        unit=unit,
        by=next(iter(kind.lines), ""),
        is_of_province=kind.is_public or _has_province(session, units),
    )


def _has_province(session: Session, units: set[int]) -> bool:
    of_province = sa.select(Unit.id).where(Unit.kind == UnitKind.PROVINCE)
    return any(unit_id in units for unit_id in session.scalars(of_province))


def _link(kind: ReportKind, filters: dict[str, Any], period: Period) -> str:
    folder = "bao-cao" if kind.is_public else "noi-bo"
    query = urlencode({**filters, "from": period.start.isoformat(), "to": period.end.isoformat()})
    return f"/so-lieu/{folder}/{kind.slug}?{query}"
