"""The figures by day, month and year, added up from facts."""

from __future__ import annotations

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, NumberEnum
from portal.dossiers.counting import Measure
from portal.procedures.definitions import Channel, ServiceLevel
from portal.statistics.spans import Span

ALL = 0  # a series of all procedures of its sector and level


class Grain(enum.IntEnum):
    """How long the time is that one row adds up (`spans.Span`), and, 10 more, whether procedures are
    kept apart in it. Most questions do not ask for procedures, and read a tenth of the rows."""

    DAY = 1
    MONTH = 2
    YEAR = 3
    DAY_BY_PROCEDURE = 11
    MONTH_BY_PROCEDURE = 12
    YEAR_BY_PROCEDURE = 13

    @staticmethod
    def of(span: Span, *, is_by_procedure: bool) -> Grain:
        return Grain(span + 10 if is_by_procedure else span)

    @property
    def span(self) -> Span:
        return Span(self % 10)

    @property
    def is_by_procedure(self) -> bool:
        return self > 10


class Series(Base):
    """What is counted together: one unit, level and channel, and one version of a procedure or (ALL)
    a whole sector. A narrow row of its own, so that those that hold the amounts are narrower."""

    __tablename__ = "series"
    __table_args__ = (
        sa.UniqueConstraint("procedure_version_id", "unit_id", "level", "channel", "sector"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int]
    procedure_id: Mapped[int]
    procedure_version_id: Mapped[int]
    sector: Mapped[str] = mapped_column(sa.String(200))
    level: Mapped[ServiceLevel] = mapped_column(NumberEnum(ServiceLevel))
    channel: Mapped[Channel] = mapped_column(NumberEnum(Channel))


class RollUp(Base):
    """The amount of one measure in one series, in the day, month or year that begins at `start`
    (Vietnam's). Of no amount there is no row."""

    __tablename__ = "roll_up"
    __table_args__ = (
        sa.Index(
            "ix_roll_up_nothing",
            "series_id",
            sqlite_where=sa.text("amount = 0"),
            postgresql_where=sa.text("amount = 0"),
        ),
    )

    grain: Mapped[Grain] = mapped_column(NumberEnum(Grain), primary_key=True)
    measure: Mapped[Measure] = mapped_column(NumberEnum(Measure), primary_key=True)
    start: Mapped[date] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("series.id"), primary_key=True)
    amount: Mapped[int]
