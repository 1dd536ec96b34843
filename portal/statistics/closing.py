"""Closing a period: its figures are frozen, hashed and sealed by the province.

They cannot change afterwards by themselves: nothing is counted on a closed day any more. What is
recorded later of such a day counts on the first open day, where `late_entries` shows it with the
reason. So a period closed once gives the same figures for ever, and the frozen file proves it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.documents.detached import check_detached, sign_detached
from portal.documents.issuing import store
from portal.documents.keys import seal_of, trusted_roots_path
from portal.documents.verification import sha256
from portal.dossiers.closed_models import ClosedPeriod, last_closed_day, lock_books
from portal.dossiers.models import Dossier, Event
from portal.dossiers.workflow import Action
from portal.errors import Forbidden, Refusal
from portal.files import Altered
from portal.i18n import _
from portal.procedures.models import Procedure
from portal.statistics import figures, periods
from portal.statistics.figures import By, Standing
from portal.statistics.periods import Period
from portal.units.models import Unit, UnitKind

OPEN_FOR = timedelta(days=2)  # after a day, until it may be closed: no transaction lasts that long
_BY = (By.UNIT, By.SECTOR, By.PROCEDURE, By.LEVEL, By.CHANNEL)


def close(session: Session, period: Period, *, by: Account, at: datetime) -> ClosedPeriod:
    """Freeze the figures of `period`, and with it close every day up to its end.

    A leader of the province does it. Raises Forbidden for anybody else, Refusal when the period is
    not over for two days or is closed already, Conflict when the province has no key to seal with.
    """
    unit = province_led_by(session, by, clock.local(at).date())
    if unit is None:
        raise Forbidden(_("Chỉ lãnh đạo của tỉnh chốt được số liệu."))
    _refuse_to_close(session, period, clock.local(at).date())
    lock_books(session)
    last = session.scalar(sa.select(ClosedPeriod).order_by(ClosedPeriod.id.desc()).limit(1))
    content = canonical(
        {
            "format": 1,
            "province": {"code": unit.code, "name": unit.name},
            "period": {"from": period.start.isoformat(), "to": period.end.isoformat()},
            "closed_at": at.isoformat(),
            "closed_by": by.full_name,
            "previous_sha256": last.sha256 if last else "",
            "figures": frozen(session, period),
        }
    )
    signer = seal_of(unit)
    signature = sign_detached(content, signer, at)
    key, size = store().put([content])
    closed = ClosedPeriod(
        start=period.start,
        end=period.end,
        closed_at=at,
        closed_by_id=by.id,
        closed_by=by.full_name,
        unit_id=unit.id,
        sha256=key,
        size=size,
        previous=last.sha256 if last else "",
        signature=signature,
        signer=signer.name,
    )
    session.add(closed)
    session.flush()
    return closed


def _refuse_to_close(session: Session, period: Period, today: date) -> None:
    if period.end > today - OPEN_FOR:
        raise Refusal(
            _(
                "Chỉ chốt được số liệu đến hết ngày %(day)s: ngày vừa qua còn có thể ghi nhận thêm.",
                day=f"{today - OPEN_FOR:%d/%m/%Y}",
            )
        )
    if any((c.start, c.end) == (period.start, period.end) for c in closed_periods(session)):
        raise Refusal(_("Kỳ này đã chốt. Số liệu đã chốt không chốt lại."))


def closed_periods(session: Session) -> Sequence[ClosedPeriod]:
    """The latest first."""
    return session.scalars(sa.select(ClosedPeriod).order_by(ClosedPeriod.id.desc())).all()


def open_periods(session: Session, today: date) -> list[Period]:
    """The whole years, quarters and months of late that can be closed today, the latest first."""
    done = {(c.start, c.end) for c in closed_periods(session)}
    return [p for p in periods.ended(today - OPEN_FOR) if (p.start, p.end) not in done]


def closing_of(session: Session, period: Period) -> ClosedPeriod | None:
    """The closing of exactly this period."""
    return session.scalar(
        sa.select(ClosedPeriod).where(
            ClosedPeriod.start == period.start, ClosedPeriod.end == period.end
        )
    )


def is_closed(session: Session, period: Period) -> bool:
    """Can no figure of the period change any more?"""
    last = last_closed_day(session)
    return last is not None and period.end <= last


def frozen_files(session: Session) -> set[str]:
    """Hashes of the files that must be kept."""
    return set(session.scalars(sa.select(ClosedPeriod.sha256)))


def canonical(value: Any) -> bytes:
    """JSON of which there is one writing only: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def frozen(session: Session, period: Period) -> list[dict[str, Any]]:
    """The figures of a period as they are frozen: for each unit, sector, procedure, level and
    channel what happened in it, and how dossiers stood before its first day and after its last."""
    before, after = period.start - timedelta(days=1), period.end
    happened = figures.flows(session, period.start, period.end, _BY)
    stood = figures.standings(session, [before, after], _BY)
    units = dict(session.execute(sa.select(Unit.id, Unit.code)).all())
    procedures = dict(session.execute(sa.select(Procedure.id, Procedure.code)).all())
    lines = []
    for key in happened.keys() | stood[before].keys() | stood[after].keys():
        unit_id, sector, procedure_id, level, channel = key
        counted = {m.name.lower(): n for m, n in happened.get(key, {}).items() if n}
        lines.append(
            {
                "unit": units[unit_id],
                "sector": sector,
                "procedure": procedures[procedure_id],
                "level": int(level),
                "channel": int(channel),
                "counted": counted,
                "before": _standing(stood[before].get(key, Standing())),
                "after": _standing(stood[after].get(key, Standing())),
            }
        )
    return sorted(lines, key=canonical)


def _standing(standing: Standing) -> dict[str, int]:
    return {"open": standing.open, "overdue": standing.overdue, "waiting": standing.waiting}


@dataclass(frozen=True)
class Verdict:
    """What was found when a closing was checked; all true when it is as it was."""

    is_whole: bool  # the file is there and is what its hash says
    is_sealed: bool  # the seal is one of exactly this file, its certificate trusted
    is_chained: bool  # it names the closing before it
    is_unchanged: bool  # the figures read today are the frozen ones
    changed: tuple[str, ...] = ()  # of which unit and procedure they are not

    @property
    def is_good(self) -> bool:
        return self.is_whole and self.is_sealed and self.is_chained and self.is_unchanged


def verify(session: Session, closed: ClosedPeriod) -> Verdict:
    """Is the closing what it was, and do the figures of today say the same?"""
    previous = session.scalar(
        sa.select(ClosedPeriod.sha256)
        .where(ClosedPeriod.id < closed.id)
        .order_by(ClosedPeriod.id.desc())
        .limit(1)
    )
    try:
        content = store().read(closed.sha256)
    except (FileNotFoundError, Altered):
        return Verdict(False, False, closed.previous == (previous or ""), False)
    told = json.loads(content)
    roots = [trusted_roots_path().read_bytes()] if trusted_roots_path().exists() else []
    report = check_detached(content, closed.signature, roots, closed.closed_at)
    now = frozen(session, Period(closed.start, closed.end))
    then, today = ({canonical(line) for line in lines} for lines in (told["figures"], now))
    changed = {
        f"{line['unit']} {line['procedure']}"
        for line in map(json.loads, then.symmetric_difference(today))
    }
    return Verdict(
        is_whole=sha256(content) == closed.sha256,
        is_sealed=report.is_sound,
        is_chained=told["previous_sha256"] == closed.previous == (previous or ""),
        is_unchanged=not changed,
        changed=tuple(sorted(changed)),
    )


@dataclass(frozen=True)
class LateEntry:
    """An event of a closed day: it happened on `day`, was recorded later, and counts on
    `counted_on`. `note` is what the officer wrote."""

    dossier_id: int
    code: str
    unit_id: int
    unit_name: str
    action: Action
    day: date
    counted_on: date
    at: datetime
    note: str


def late_entries(session: Session, period: Period, limit: int = 500) -> list[LateEntry]:
    """What the figures of `period` contain of earlier, closed days: the visible corrections."""
    rows = session.execute(
        sa.select(
            Dossier.id,
            sa.func.coalesce(Dossier.code, Dossier.reference),
            Event.unit_id,
            Unit.short_name,
            Event.action,
            Event.day,
            Event.counted_on,
            Event.at,
            Event.note,
        )
        .join(Dossier, Dossier.id == Event.dossier_id)
        .join(Unit, Unit.id == Event.unit_id)
        .where(
            Event.counted_on.between(period.start, period.end),
            Event.counted_on > Event.day,
            Event.action.in_(_COUNTING),
        )
        .order_by(Event.id)
        .limit(limit)
    )
    return [LateEntry(*row) for row in rows]


# The actions whose events make facts that people count.
_COUNTING = (
    Action.SUBMIT,
    Action.ENTER,
    Action.DECLINE,
    Action.RECEIVE,
    Action.RETURN,
    Action.EXTEND,
    Action.ISSUE,
    Action.STOP,
    Action.WITHDRAW,
)


def province_led_by(session: Session, account: Account, day: date) -> Unit | None:
    """The province whose figures `account` may close on that day, if any."""
    return session.scalar(
        sa.select(Unit).where(
            Unit.id.in_(account.units_as(Role.LEADER, day)), Unit.kind == UnitKind.PROVINCE
        )
    )
