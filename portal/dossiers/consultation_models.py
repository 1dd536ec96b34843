"""Another unit asked for its opinion (lấy ý kiến), beside the steps of the dossier."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, text_enum
from portal.units.models import Unit


class Opinion(enum.StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"


class Consultation(Base):
    """One question to one unit. Its task (`task_id`, of kind consultation) is open until the unit
    answers; with `needs_leader` the specialist's draft waits for that unit's leader, whose task
    is then the open one. Silence is never an answer: `dropped_at` says that the dossier went on
    without one, and why.

    The unit sees the `sections` of the form and the `documents` (keys) it is asked about, no more.
    """

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    question: Mapped[str] = mapped_column(sa.Text)
    sections: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    documents: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    needs_leader: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(sa.String(200))
    due_at: Mapped[datetime]
    opinion: Mapped[Opinion | None] = mapped_column(text_enum(Opinion))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    drafted_at: Mapped[datetime | None]
    drafter_name: Mapped[str] = mapped_column(sa.String(200), default="")
    answered_at: Mapped[datetime | None]
    leader_name: Mapped[str] = mapped_column(sa.String(200), default="")
    dropped_at: Mapped[datetime | None]
    dropped_reason: Mapped[str] = mapped_column(sa.Text, default="")

    unit: Mapped[Unit] = relationship()
    files: Mapped[list[ConsultationFile]] = relationship(
        back_populates="consultation", order_by="ConsultationFile.id"
    )

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.dropped_at is None


class ConsultationFile(Base):
    """A file of the answer."""

    __tablename__ = "consultation_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    added_at: Mapped[datetime]

    consultation: Mapped[Consultation] = relationship(back_populates="files")


class ConsolidatedOpinion(Base):
    """What the specialist makes of the answers together; the last one stands on the case."""

    __tablename__ = "consolidated_opinion"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    by_name: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]
