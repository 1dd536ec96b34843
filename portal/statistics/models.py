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

ALL = 0  # instead of a unit or procedure: all of them together
ANY_SECTOR = ""
KEYS = ("unit_id", "procedure_id", "procedure_version_id", "sector", "level", "channel")


class Kept(enum.IntEnum):
    """What a series keeps apart, beside level and channel, which all do. A question is answered from
    the shortest rows that can tell it: few ask for procedures, many for units alone."""

    UNIT_AND_SECTOR = 0
    UNIT_AND_PROCEDURE = 1
    UNIT = 2
    SECTOR = 3
    PROCEDURE = 4

    @staticmethod
    def for_(*, unit: bool, sector: bool, procedure: bool) -> Kept:
        """The shortest rows that keep apart what is asked; a procedure has its sector with it."""
        if procedure:
            return Kept.UNIT_AND_PROCEDURE if unit else Kept.PROCEDURE
        if unit:
            return Kept.UNIT_AND_SECTOR if sector else Kept.UNIT
        return Kept.SECTOR

    @property
    def has_units(self) -> bool:
        return self not in (Kept.SECTOR, Kept.PROCEDURE)

    @property
    def has_sectors(self) -> bool:
        return self is not Kept.UNIT

    @property
    def has_procedures(self) -> bool:
        return self in (Kept.UNIT_AND_PROCEDURE, Kept.PROCEDURE)


class Grain(enum.IntEnum):
    """How long the time is that one row adds up (`spans.Span`), and, in the tens, what is kept apart
    in it (`Kept`)."""

    DAY = 1
    MONTH = 2
    YEAR = 3
    THIRD = 4
    DAY_BY_PROCEDURE = 11
    MONTH_BY_PROCEDURE = 12
    YEAR_BY_PROCEDURE = 13
    THIRD_BY_PROCEDURE = 14
    DAY_OF_UNIT = 21
    MONTH_OF_UNIT = 22
    YEAR_OF_UNIT = 23
    THIRD_OF_UNIT = 24
    DAY_OF_SECTOR = 31
    MONTH_OF_SECTOR = 32
    YEAR_OF_SECTOR = 33
    THIRD_OF_SECTOR = 34
    DAY_OF_PROCEDURE = 41
    MONTH_OF_PROCEDURE = 42
    YEAR_OF_PROCEDURE = 43
    THIRD_OF_PROCEDURE = 44

    @staticmethod
    def of(span: Span, kept: Kept) -> Grain:
        return Grain(10 * kept + span)

    @property
    def span(self) -> Span:
        return Span(self % 10)

    @property
    def kept(self) -> Kept:
        return Kept(self // 10)


class Series(Base):
    """What is counted together: one level and channel of one unit or (ALL) the whole province, and of
    one version of a procedure, a sector or (ALL, ANY_SECTOR) everything. A narrow row of its own, so
    that those that hold the amounts are narrower."""

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
    """The amount of one measure in one series, in the day, third of a month, month or year that begins at `start`
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
