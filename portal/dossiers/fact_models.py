"""What events add to the figures, row by row, until it is rolled up."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, NumberEnum
from portal.dossiers.counting import Measure
from portal.procedures.definitions import Channel, ServiceLevel


class Fact(Base):
    """A signed amount of one measure on one day (Vietnam's), with the dimensions the dossier had at
    its reception, or has before it. Written by `Dossier.move` with its event; the roll-ups take it
    up and remove it, so the table holds only what they do not hold yet. `is_in_hand`: being taken
    up in the transaction that set it."""

    __tablename__ = "fact"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    measure: Mapped[Measure] = mapped_column(NumberEnum(Measure))
    day: Mapped[date]
    amount: Mapped[int]
    unit_id: Mapped[int]
    procedure_id: Mapped[int]
    procedure_version_id: Mapped[int]
    sector: Mapped[str] = mapped_column(sa.String(200))
    level: Mapped[ServiceLevel] = mapped_column(NumberEnum(ServiceLevel))
    channel: Mapped[Channel] = mapped_column(NumberEnum(Channel))
    is_in_hand: Mapped[bool] = mapped_column(default=False)
