"""Verification on site (xác minh thực tế), beside the steps of the dossier."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, text_enum


class Finding(enum.StrEnum):
    MATCHES = "matches"
    PARTLY = "partly"
    DIFFERS = "differs"


class Verification(Base):
    """An appointment with its people, then its minutes (biên bản). `task_id` is the step open until
    the minutes are written; `document_id` the minutes, frozen. `people` are lines of text."""

    __tablename__ = "verification"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    place: Mapped[str] = mapped_column(sa.String(300))
    purpose: Mapped[str] = mapped_column(sa.Text)
    people: Mapped[str] = mapped_column(sa.Text)
    meets_at: Mapped[datetime]
    appointed_at: Mapped[datetime]
    appointed_by: Mapped[str] = mapped_column(sa.String(200))
    present: Mapped[str] = mapped_column(sa.Text, default="")
    finding: Mapped[Finding | None] = mapped_column(text_enum(Finding))
    findings: Mapped[str] = mapped_column(sa.Text, default="")
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"))
    dropped_at: Mapped[datetime | None]
    dropped_reason: Mapped[str] = mapped_column(sa.Text, default="")

    photos: Mapped[list[VerificationPhoto]] = relationship(
        back_populates="verification", order_by="VerificationPhoto.id"
    )

    @property
    def is_open(self) -> bool:
        return self.recorded_at is None and self.dropped_at is None


class VerificationPhoto(Base):
    __tablename__ = "verification_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[int] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    added_at: Mapped[datetime]

    verification: Mapped[Verification] = relationship(back_populates="photos")
