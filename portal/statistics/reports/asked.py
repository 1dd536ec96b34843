"""What a report is asked for, and the conditions this makes for queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal import clock
from portal.dossiers.labels import CHANNELS
from portal.dossiers.models import Event
from portal.i18n import _
from portal.procedures.definitions import Channel, ServiceLevel
from portal.procedures.models import Procedure, ProcedureVersion
from portal.statistics import queries
from portal.statistics.figures import Where
from portal.statistics.periods import Period
from portal.statistics.places import Place, places
from portal.units.models import Unit
from portal.units.tree import TreeOf


@dataclass(frozen=True)
class Asked:
    """`units` are all whose dossiers count: those chosen, and, in a report that is not public,
    none the reader may not look into; `is_everywhere`: all there ever were; `is_of_province`: the
    reader looks into the whole province. `below`: with the units under the chosen one. `by` is what
    the lines are, where a report leaves the choice. `procedure` is an identifier."""

    period: Period
    at: datetime
    units: frozenset[int]
    unit: Unit | None = None
    below: bool = True
    sector: str | None = None
    procedure: Procedure | None = None
    level: ServiceLevel | None = None
    channel: Channel | None = None
    by: str = ""
    tree: TreeOf = TreeOf.THEN
    is_everywhere: bool = False
    is_of_province: bool = False

    @property
    def closing(self) -> date:
        return closing_day(self.period, self.at)

    @property
    def until(self) -> datetime:
        """The end of the closing day, or now."""
        return closing_moment(self.closing, self.at)

    @property
    def scope(self) -> str:
        """Whose figures, in words."""
        if self.unit is None:
            return self.whole
        if self.below:
            return self.unit.short_name
        return _("%(name)s (không tính đơn vị bên dưới)", name=self.unit.short_name)

    @property
    def whole(self) -> str:
        """What all counted units together are called where none was chosen."""
        is_all = self.is_everywhere or self.is_of_province
        return _("Toàn tỉnh") if is_all else _("Các đơn vị trong phạm vi phụ trách")

    @property
    def filters_in_words(self) -> list[str]:
        said = []
        if self.tree is TreeOf.TODAY:
            said.append(_("Đơn vị theo cơ cấu hiện nay"))
        if self.sector:
            said.append(_("Lĩnh vực: %(name)s", name=self.sector))
        if self.procedure:
            said.append(_("Thủ tục: %(name)s", name=self.procedure.title))
        if self.level:
            said.append(_("Mức độ trực tuyến: %(level)d", level=self.level))
        if self.channel:
            said.append(_("Kênh tiếp nhận: %(channel)s", channel=CHANNELS[self.channel]))
        return said

    @property
    def where(self) -> Where:
        """The filters on figures."""
        return Where(
            units=None if self.is_everywhere else self.units,
            sectors=None if self.sector is None else {self.sector},
            procedures=None if self.procedure is None else {self.procedure.id},
            levels=None if self.level is None else {self.level},
            channels=None if self.channel is None else {self.channel},
        )

    def of_event(self, event: type[Event] = Event) -> list[sa.ColumnElement[bool]]:
        """The filters on an event's own dimensions; not the period, whose column differs."""
        return self.of(
            event.unit_id,
            event.procedure_id,
            event.procedure_version_id,
            event.level,
            event.channel,
        )

    def of(
        self,
        unit_id: InstrumentedAttribute[int],
        procedure_id: InstrumentedAttribute[int],
        version_id: InstrumentedAttribute[int],
        level: Any,
        channel: InstrumentedAttribute[Channel],
    ) -> list[sa.ColumnElement[bool]]:
        wanted: list[sa.ColumnElement[bool]] = [unit_id.in_(self.units)]
        if self.sector is not None:
            of_sector = sa.select(ProcedureVersion.id).where(
                ProcedureVersion.sector_name == self.sector
            )
            wanted.append(version_id.in_(of_sector))
        if self.procedure is not None:
            wanted.append(procedure_id == self.procedure.id)
        if self.level is not None:
            wanted.append(level == self.level)
        if self.channel is not None:
            wanted.append(channel == self.channel)
        return wanted


def unit_places(session: Session, asked: Asked, counted: Collection[int]) -> list[Place]:
    """The lines of a report by units: total, groups, units."""
    units = queries.units_of_period(
        session, asked.period.start, asked.period.end, set(counted) & asked.units, asked.tree
    )
    return places([u for u in units if u.members & asked.units], asked.unit, counted, asked.whole)


def closing_day(period: Period, at: datetime) -> date:
    """Nothing is known of days to come: what is due tomorrow is not overdue by Sunday."""
    return min(period.end, clock.local(at).date())


def closing_moment(closing: date, at: datetime) -> datetime:
    """The end of the closing day in Vietnam, or `at` when that day is not over."""
    return min(at, datetime.combine(closing + timedelta(days=1), time(), tzinfo=clock.VIETNAM))
