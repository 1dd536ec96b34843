"""Khối lượng việc của Bộ phận Một cửa: what each desk did, by the hour, to staff counters and to tell
people when it is quiet."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.roles import Role
from portal.dossiers.models import Dossier, Event
from portal.dossiers.workflow import Action
from portal.i18n import _
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.behind import Things
from portal.statistics.reports.shell import Chart, Column, Figure, Kind, Report, Row, Table
from portal.units.models import Desk, Unit

# What people at a desk do with somebody waiting; handing on costs the desk nothing more.
AT_THE_DESK = (
    Action.ENTER, Action.RECEIVE, Action.DECLINE, Action.REQUEST_SUPPLEMENT,
    Action.ANSWER_SUPPLEMENT, Action.RETURN,
)  # fmt: skip
FIRST, LAST = 7, 17  # earlier and later hours are counted with these


def workload(session: Session, asked: Asked) -> Report:
    """Acts of receptionists by desk and hour of Vietnam's clock."""
    hour = _hour(session)
    rows = session.execute(
        sa.select(Dossier.desk_id, hour, sa.func.count(), sa.func.count(Event.day.distinct()))
        .join(Dossier, Dossier.id == Event.dossier_id)
        .join(Desk, Desk.id == Dossier.desk_id)
        .where(*_acts(asked, asked.units))
        .group_by(Dossier.desk_id, hour)
    ).all()
    of_desk: dict[int, Counter[int]] = {}
    for desk_id, at, count, _days in rows:
        of_desk.setdefault(desk_id, Counter())[_column(int(at))] += count
    days = {
        row[0]: row[1]
        for row in session.execute(
            sa.select(Dossier.desk_id, sa.func.count(Event.day.distinct()))
            .select_from(Event)
            .join(Dossier, Dossier.id == Event.dossier_id)
            .join(Desk, Desk.id == Dossier.desk_id)
            .where(*_acts(asked, asked.units))
            .group_by(Dossier.desk_id)
        )
    }
    desks = session.execute(
        sa.select(Desk, Unit)
        .join(Unit, Unit.id == Desk.unit_id)
        .where(Desk.id.in_(of_desk))
        .order_by(Unit.code, Desk.code)
    ).all()
    together: Counter[int] = sum(of_desk.values(), Counter())
    table = Table(
        _("Lượt việc theo giờ trong ngày"),
        (
            Column("name", _("Bộ phận Một cửa"), Kind.TEXT),
            *(
                Column(f"h{at}", _hour_name(at), opens=True, is_more=True, group=_("Giờ bắt đầu"))
                for at in range(FIRST, LAST + 1)
            ),
            Column("total", _("Cả ngày"), opens=True),
            Column("per_day", _("Bình quân một ngày có việc"), Kind.DECIMAL),
        ),
        (
            _row("tong", _("Tổng số"), together, None, "total", asked.units),
            *(
                _row(
                    desk.code, desk.name, of_desk[desk.id], days[desk.id], "line",
                    frozenset({unit.id}),
                )
                for desk, unit in desks
            ),
        ),
    )  # fmt: skip
    busiest = max(together, key=lambda at: (together[at], -at), default=None)
    return Report(
        key="workload",
        title=_("Khối lượng việc của Bộ phận Một cửa theo giờ"),
        scope=asked.scope,
        filters=asked.filters_in_words,
        period=asked.period,
        closing=asked.closing,
        made_at=asked.at,
        definition=_(
            "Một lượt việc là một lần cán bộ tiếp nhận nhập, tiếp nhận, từ chối, yêu cầu hoặc nhận bổ "
            "sung, hay trả kết quả một hồ sơ; tính theo giờ Việt Nam; trước %(first)d giờ tính vào cột "
            "đầu, từ %(last)d giờ tính vào cột cuối",
            first=FIRST,
            last=LAST,
        ),
        source=_("Nghị định số 118/2025/NĐ-CP về Bộ phận Một cửa"),
        tables=(table,),
        figures=(
            Figure(_("Lượt việc"), Kind.NUMBER, sum(together.values())),
            Figure(
                _("Giờ đông nhất"), Kind.TEXT, _hour_name(busiest) if busiest is not None else None
            ),
        ),
        chart=Chart(_("Lượt việc cả ngày"), "total"),
    )


def workload_behind(session: Session, asked: Asked, row: Row, column: str) -> Things | None:
    wanted = _acts(asked, row.units)
    if row.kind == "line":
        wanted.append(Desk.code == row.key)
    if column != "total":
        if not column.startswith("h"):
            return None
        at, hour = int(column[1:]), _hour(session)
        wanted.append(hour <= FIRST if at == FIRST else hour >= LAST if at == LAST else hour == at)
    return (
        sa.select(Event.dossier_id, Event.actor_name.label("what"))
        .join(Dossier, Dossier.id == Event.dossier_id)
        .join(Desk, Desk.id == Dossier.desk_id)
        .where(*wanted)
    )


def _acts(asked: Asked, units: frozenset[int]) -> list[sa.ColumnElement[bool]]:
    return [
        Event.action.in_(AT_THE_DESK),
        Event.actor_role == Role.RECEPTIONIST.value,
        Event.day.between(asked.period.start, asked.closing),
        Desk.unit_id.in_(units),
        *asked.of(
            Desk.unit_id, Event.procedure_id, Event.procedure_version_id, Event.level, Event.channel
        ),
    ]


def _hour(session: Session) -> sa.ColumnElement[int]:
    """The hour in Vietnam of an event. Each database has its own word for it."""
    if session.get_bind().dialect.name == "postgresql":
        local = sa.func.timezone("Asia/Ho_Chi_Minh", Event.at)
        return sa.cast(sa.func.date_part("hour", local), sa.Integer)
    return sa.cast(sa.func.strftime("%H", Event.at, "+7 hours"), sa.Integer)


def _column(at: int) -> int:
    return min(max(at, FIRST), LAST)


def _hour_name(at: int) -> str:
    return _("%(hour)d giờ", hour=at)


def _row(
    key: str, name: str, counts: Counter[int], days: int | None, kind: str, units: frozenset[int]
) -> Row:
    total = sum(counts.values())
    return Row(
        key,
        (
            name,
            *(counts[at] for at in range(FIRST, LAST + 1)),
            total,
            total / days if days else None,
        ),
        kind,
        units,
    )
