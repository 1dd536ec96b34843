"""Corrections of closed figures, entered by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as orm_event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, NumberEnum
from portal.dossiers.closed_models import ClosedPeriod
from portal.dossiers.counting import Measure
from portal.procedures.definitions import Channel
from portal.units.models import Unit


class Adjustment(Base):
    """Điều chỉnh: `amount` more (or less, below nought) of `measure` at a unit by a channel in a closed
    period, and why. The frozen figures stay as they are; reports show it beside them. Append-only: a
    wrong one is met by another."""

    __tablename__ = "adjustment"

    id: Mapped[int] = mapped_column(primary_key=True)
    closing_id: Mapped[int] = mapped_column(sa.ForeignKey("closed_period.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    channel: Mapped[Channel] = mapped_column(NumberEnum(Channel))
    measure: Mapped[Measure] = mapped_column(NumberEnum(Measure))
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(500))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    by: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]

    closing: Mapped[ClosedPeriod] = relationship()
    unit: Mapped[Unit] = relationship()


@orm_event.listens_for(Adjustment, "before_update")
@orm_event.listens_for(Adjustment, "before_delete")
def _refuse_to_change_adjustments(*_args: Any) -> None:
    raise RuntimeError("adjustments are only ever added")
