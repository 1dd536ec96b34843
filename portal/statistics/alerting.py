"""Alerts from the figures: a share below its target, a queue that grows. To those who answer for the
unit and those who watch it, once for each month or week."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from portal import clock, config
from portal.accounts.models import Account, RoleGrant
from portal.accounts.roles import Role
from portal.dossiers.counting import Measure
from portal.notifications.alerts import alert
from portal.notifications.models import AlertTopic
from portal.procedures.definitions import Channel
from portal.statistics import figures
from portal.statistics.figures import By
from portal.statistics.labels import share_text
from portal.units.models import Unit
from portal.units.queries import all_units, units_with_children

FEWEST = 10  # below this a share of the month says little
GROWTH, GROWTH_AT_LEAST = Fraction(3, 2), 5  # of open dossiers within a week


def alert_of_figures(session: Session, *, at: datetime) -> None:
    """Look at every unit and tell what is wrong. Repeating it tells nobody twice."""
    today = clock.local(at).date()
    units = {unit.id: unit for unit in all_units(session)}
    watchers = _watchers(session, units.values(), today)
    for unit_id, share, received in low_shares(session, today):
        if unit_id in units:
            _tell_of_share(units[unit_id], share, received, watchers[unit_id], at)
    for unit_id, before, now in growing_queues(session, today):
        if unit_id in units:
            _tell_of_queue(units[unit_id], before, now, watchers[unit_id], at)


def low_shares(session: Session, today: date) -> list[tuple[int, Fraction, int]]:
    """(unit, online share, received) of units below the target this month so far, from the tenth
    dossier on."""
    target = config.current().online_share_target
    found = figures.flows(
        session, today.replace(day=1), today, [By.UNIT, By.CHANNEL], measures=[Measure.RECEIVED]
    )
    received: dict[int, list[int]] = {}
    for (unit_id, channel), counts in found.items():
        line = received.setdefault(unit_id, [0, 0])
        line[0] += counts[Measure.RECEIVED] if channel is Channel.ONLINE else 0
        line[1] += counts[Measure.RECEIVED]
    return [
        (unit_id, Fraction(online, total), total)
        for unit_id, (online, total) in sorted(received.items())
        if total >= FEWEST and online * 100 < target * total
    ]


def growing_queues(session: Session, today: date) -> list[tuple[int, int, int]]:
    """(unit, open a week ago, open now) where that is half as many again, and five more."""
    before = today - timedelta(days=7)
    stood = figures.standings(session, [before, today], [By.UNIT])
    found = []
    for (unit_id,), standing in sorted(stood[today].items()):
        then = stood[before].get((unit_id,), figures.Standing()).open
        if standing.open >= then * GROWTH and standing.open - then >= GROWTH_AT_LEAST:
            found.append((unit_id, then, standing.open))
    return found


def _watchers(session: Session, units: Collection[Unit], day: date) -> dict[int, list[Account]]:
    """Leaders of each unit, and auditors of it or of one above it."""
    found: dict[int, dict[int, Account]] = {unit.id: {} for unit in units}
    accounts = session.scalars(
        sa.select(Account)
        .join(RoleGrant)
        .options(selectinload(Account.grants))
        .where(RoleGrant.role.in_((Role.LEADER, Role.AUDITOR)), Account.disabled_at.is_(None))
        .distinct()
        .order_by(Account.id)
    ).all()
    for account in accounts:
        watched = set(account.units_as(Role.LEADER, day))
        for root in account.units_as(Role.AUDITOR, day):
            watched |= set(units_with_children(session, root))
        for unit_id in watched & set(found):
            found[unit_id][account.id] = account
    return {unit_id: list(of_unit.values()) for unit_id, of_unit in found.items()}


def _tell_of_share(
    unit: Unit, share: Fraction, received: int, told: Collection[Account], at: datetime
) -> None:
    target, month = config.current().online_share_target, clock.local(at)
    for account in told:
        alert(
            account,
            AlertTopic.SHARE,
            subject=f"{unit.short_name}: hồ sơ trực tuyến mới đạt {share_text(share)}, "
            f"chỉ tiêu {target} %",
            body=f"Tháng {month:%m/%Y} đến nay đơn vị tiếp nhận {received} hồ sơ, trong đó trực tuyến "
            f"{share_text(share)}. Chỉ tiêu theo Nghị quyết số 17/NQ-CP là từ {target} %.",
            link=f"/so-lieu/bao-cao/ty-le-truc-tuyen?period=this_month&unit={unit.code}",
            key=f"share/{unit.code}/{month:%Y-%m}/{account.id}",
            at=at,
        )


def _tell_of_queue(
    unit: Unit, before: int, now: int, told: Collection[Account], at: datetime
) -> None:
    year, week, _day = clock.local(at).isocalendar()
    for account in told:
        alert(
            account,
            AlertTopic.QUEUE,
            subject=f"{unit.short_name}: hồ sơ đang giải quyết tăng từ {before} lên {now}",
            body=f"Một tuần trước đơn vị có {before} hồ sơ đang giải quyết, nay có {now}. Hãy xem bước "
            "nào đang dồn việc để phân công thêm người.",
            link=f"/so-lieu/tong-quan/{unit.code}",
            key=f"queue/{unit.code}/{year}-{week:02d}/{account.id}",
            at=at,
        )
