"""Agencies, their reception desks and calendars."""

from __future__ import annotations

import enum
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, text_enum
from portal.working_time import Calendar


class UnitKind(enum.StrEnum):
    PROVINCE = "province"
    DEPARTMENT = "department"
    COMMUNE = "commune"


class Unit(Base):
    """Cơ quan, đơn vị. `code` is the agency identifier (QĐ 20/2020/QĐ-TTg), "H99.11".

    `place` stands before the date on papers ("Phường Hải An"); `calendar` is what differs from
    the province's default working time (working_time.Calendar.from_dict).
    """

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[UnitKind] = mapped_column(text_enum(UnitKind))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    superior_name: Mapped[str] = mapped_column(sa.String(200), default="")
    place: Mapped[str] = mapped_column(sa.String(100))
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    calendar: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    predecessor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))

    parent: Mapped[Unit | None] = relationship(foreign_keys=[parent_id], remote_side=[id])
    desks: Mapped[list[Desk]] = relationship(back_populates="unit", order_by="Desk.code")

    def working_calendar(self) -> Calendar:
        return Calendar.from_dict(self.calendar)


class Desk(Base):
    """Bộ phận Một cửa: where a unit receives dossiers and hands over results."""

    __tablename__ = "desk"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(300), default="")

    unit: Mapped[Unit] = relationship(back_populates="desks")
