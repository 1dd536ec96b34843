"""The dossiers that came from one submission (liên thông)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.procedures.models import Procedure
from portal.units.models import Unit


class LinkedDossier(Base):
    """One member of a linked submission: `parent_id` is the form filled in once, `dossier_id` the
    dossier it became, None while it waits for another's result or was never begun
    (`held_back_at`, and why)."""

    __tablename__ = "linked_dossier"
    __table_args__ = (sa.UniqueConstraint("parent_id", "member_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"))
    dossier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("dossier.id"), unique=True)
    member_key: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int]
    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    held_back_at: Mapped[datetime | None]
    held_back_reason: Mapped[str] = mapped_column(sa.Text, default="")

    procedure: Mapped[Procedure] = relationship()
    unit: Mapped[Unit] = relationship()
