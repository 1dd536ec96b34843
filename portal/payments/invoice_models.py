"""What a dossier owes, line by line, and who looked at the evidence of an exemption."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as orm_event
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, text_enum
from portal.procedures.definitions import FeeKind


class LineOrigin(enum.StrEnum):
    """What made a line."""

    SUBMISSION = "submission"  # worked out from the answers handed in
    SUPPLEMENT = "supplement"  # the difference an answered supplement made
    UNPROVEN = "unproven"  # an exemption that was claimed is taken back: nothing proves it
    EXEMPTION = "exemption"  # the desk saw the paper and takes something off
    DESK = "desk"  # a sum only an officer can tell


# What the fee engine and the check of its exemptions made; the rest are an officer's own lines.
COUNTED = (LineOrigin.SUBMISSION, LineOrigin.SUPPLEMENT, LineOrigin.UNPROVEN)


class InvoiceLine(Base):
    """One line of what a dossier owes. Only ever added: what changes later is a line of its own
    that bears the difference, so `amount` (đồng) may be below nothing.

    `fee_key` names the fee of the version; `waived` is what an exemption already took off, named
    by `waiver` and its law; `evidence` is the paper an officer saw. `how` are the steps to the sum,
    in Vietnamese. `is_stated` is False where the source states no sum and the desk tells it.
    """

    __tablename__ = "invoice_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    origin: Mapped[LineOrigin] = mapped_column(text_enum(LineOrigin))
    fee_key: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[FeeKind] = mapped_column(text_enum(FeeKind))
    name: Mapped[str] = mapped_column(sa.String(500))
    amount: Mapped[int]
    is_stated: Mapped[bool] = mapped_column(default=True)
    waived: Mapped[int] = mapped_column(default=0)
    waiver: Mapped[str] = mapped_column(sa.String(300), default="")
    how: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    ground: Mapped[str] = mapped_column(sa.Text, default="")
    evidence: Mapped[str] = mapped_column(sa.String(300), default="")
    by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    at: Mapped[datetime]


class ExemptionCheck(Base):
    """An officer looked at the paper behind an exemption the answers claim; once for a line."""

    __tablename__ = "exemption_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("invoice_line.id"), unique=True)
    is_proven: Mapped[bool]
    evidence: Mapped[str] = mapped_column(sa.String(300))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    by_name: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]


@orm_event.listens_for(InvoiceLine, "before_update")
@orm_event.listens_for(InvoiceLine, "before_delete")
@orm_event.listens_for(ExemptionCheck, "before_update")
@orm_event.listens_for(ExemptionCheck, "before_delete")
def _refuse_to_change(*_args: Any) -> None:
    raise RuntimeError("lines of what is owed are only ever added")
