"""Ratings of how a dossier was handled."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as orm_event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, NumberEnum
from portal.dossiers.models import Dossier
from portal.procedures.definitions import Channel, ServiceLevel

LOWEST, HIGHEST = 1, 5
SATISFIED_FROM = 4


class Rating(Base):
    """Đánh giá mức độ hài lòng: 1 (very dissatisfied) to 5 (very satisfied), once for a dossier
    (QĐ 766/QĐ-TTg). The last columns repeat the dossier's dimensions of that moment, as an event
    does, so that figures are counted from ratings alone. Append-only, but for its words and who
    gave it, which go when the dossier's personal data is removed (portal/privacy)."""

    __tablename__ = "rating"
    __table_args__ = (sa.Index("ix_rating_day", "day", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), unique=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    score: Mapped[int] = mapped_column(sa.SmallInteger)
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime]
    day: Mapped[date]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure.id"))
    procedure_version_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure_version.id"))
    level: Mapped[ServiceLevel] = mapped_column(NumberEnum(ServiceLevel))
    channel: Mapped[Channel] = mapped_column(NumberEnum(Channel))

    dossier: Mapped[Dossier] = relationship()


@orm_event.listens_for(Rating, "before_update")
@orm_event.listens_for(Rating, "before_delete")
def _refuse_to_change_ratings(*_args: Any) -> None:
    raise RuntimeError("ratings are only ever added")
