"""What units were before, and who took over from whom."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, text_enum
from portal.units.models import UnitKind


class UnitPast(Base):
    """What a unit was called, and under whom it stood, up to and including `until`. What it is since
    stands in its own row."""

    __tablename__ = "unit_past"
    __table_args__ = (sa.UniqueConstraint("unit_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    until: Mapped[date]
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[UnitKind] = mapped_column(text_enum(UnitKind))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))


class UnitSuccession(Base):
    """`successor` took over from `predecessor` on `on`, the first day. Several rows of one successor
    are a merger, several of one predecessor a split."""

    __tablename__ = "unit_succession"
    __table_args__ = (sa.UniqueConstraint("predecessor_id", "successor_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    predecessor_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    successor_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    on: Mapped[date]
    ground: Mapped[str] = mapped_column(sa.String(300), default="")
