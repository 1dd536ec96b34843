"""The quarterly report on targets, from draft to issued paper."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, text_enum
from portal.units.models import Unit


class Stage(enum.StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"  # by the leader; not yet numbered nor sealed
    ISSUED = "issued"


class TargetReport(Base):
    """Báo cáo quý về chỉ tiêu của một đơn vị. `figures` are tables fixed when they were taken, as of
    the end of `as_of`, with their hash; `texts` is what people write between them. From SIGNED on
    nothing of it changes but number, seal and file. `version` is the optimistic lock."""

    __tablename__ = "target_report"
    __table_args__ = (sa.UniqueConstraint("unit_id", "year", "quarter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    year: Mapped[int]
    quarter: Mapped[int] = mapped_column(sa.SmallInteger)
    stage: Mapped[Stage] = mapped_column(text_enum(Stage))
    texts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    figures: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    figures_sha256: Mapped[str] = mapped_column(sa.String(64))
    as_of: Mapped[date]
    number: Mapped[str | None] = mapped_column(sa.String(60))
    sha256: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    verify_code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    author_name: Mapped[str] = mapped_column(sa.String(200))
    signer_name: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def label(self) -> str:
        """ "quý III/2026" """
        return f"quý {('I', 'II', 'III', 'IV')[self.quarter - 1]}/{self.year}"
