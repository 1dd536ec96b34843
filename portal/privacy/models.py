"""Copies of one's data, requests to correct it, holds on dossiers, and what was removed."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as orm_event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.db import Base, text_enum
from portal.dossiers.models import Dossier


class DataExport(Base):
    """A copy of everything kept of a person, asked for at `asked_at`; the worker makes it. `sha256`
    is empty until then, and again once `expires_at` is past and the file was given up."""

    __tablename__ = "data_export"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    size: Mapped[int] = mapped_column(default=0)


class CorrectedField(enum.StrEnum):
    FULL_NAME = "full_name"
    PERSONAL_NUMBER = "personal_number"
    BIRTH_DATE = "birth_date"


class CorrectionRequest(Base):
    """A person says that something kept of them is wrong. `wrong` is as it was kept that moment,
    `right` as it should be; `is_granted` is None until an administrator decides, with a reason."""

    __tablename__ = "correction_request"
    __table_args__ = (sa.Index("ix_correction_request_open", "decided_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    field: Mapped[CorrectedField] = mapped_column(text_enum(CorrectedField))
    wrong: Mapped[str] = mapped_column(sa.String(120))
    right: Mapped[str] = mapped_column(sa.String(120))
    evidence: Mapped[str] = mapped_column(sa.Text)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    is_granted: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    account: Mapped[Account] = relationship()


class LegalHold(Base):
    """While it stands, nothing of the dossier is removed: a complaint, a lawsuit, an inspection.
    `until` is the last day, None until lifted."""

    __tablename__ = "legal_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    until: Mapped[date | None]
    held_by_name: Mapped[str] = mapped_column(sa.String(200))
    held_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by_name: Mapped[str] = mapped_column(sa.String(200), default="")

    dossier: Mapped[Dossier] = relationship()


class Removal(Base):
    """That the personal data of a dossier was removed: by which rule, on which ground, by whom. The
    database lets the words of its events be emptied because this row is there, and refuses to
    change or delete the row. `told` counts what went, by kind."""

    __tablename__ = "removal"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), unique=True)
    label: Mapped[str] = mapped_column(sa.String(60))
    rule: Mapped[str] = mapped_column(sa.String(40))
    source: Mapped[str] = mapped_column(sa.String(500))
    ended_on: Mapped[date]
    by_name: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]
    told: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)


@orm_event.listens_for(Removal, "before_update")
@orm_event.listens_for(Removal, "before_delete")
def _refuse_to_change_removals(*_args: Any) -> None:
    raise RuntimeError("removals are only ever added")
