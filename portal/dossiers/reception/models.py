"""Rows of the desk beside a dossier: visits, what is known of a paper, hand-over lists."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, NumberEnum, text_enum
from portal.dossiers.models import Attachment, Dossier
from portal.procedures.definitions import Channel
from portal.units.models import Desk, Unit


class IdentityCheck(enum.StrEnum):
    """How the officer made sure who stands before the desk."""

    CARD = "card"  # the chip card, seen
    VNEID = "vneid"
    PASSPORT = "passport"
    KNOWN_LATER = "later"  # not yet, to be shown when the result is given
    LETTER = "letter"  # by post: nobody is there


class Visit(Base):
    """Lượt tiếp nhận: one submitter at a desk, or one letter, with any number of dossiers.

    `postmark_on` proves when a letter was sent; `arrived_on` is the day it came to the desk.
    """

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    desk_id: Mapped[int] = mapped_column(sa.ForeignKey("desk.id"), index=True)
    channel: Mapped[Channel] = mapped_column(NumberEnum(Channel))
    submitter_name: Mapped[str] = mapped_column(sa.String(200))
    submitter_identity: Mapped[str] = mapped_column(sa.String(20), default="")
    submitter_address: Mapped[str] = mapped_column(sa.String(300), default="")
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    identity_check: Mapped[IdentityCheck] = mapped_column(text_enum(IdentityCheck))
    postmark_on: Mapped[date | None]
    arrived_on: Mapped[date | None]
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    opened_at: Mapped[datetime]

    desk: Mapped[Desk] = relationship()
    entries: Mapped[list[VisitEntry]] = relationship(
        back_populates="visit", order_by="VisitEntry.dossier_id"
    )


class VisitEntry(Base):
    """A dossier entered in a visit."""

    __tablename__ = "visit_entry"

    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), primary_key=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"), index=True)

    visit: Mapped[Visit] = relationship(back_populates="entries")
    dossier: Mapped[Dossier] = relationship()


class PaperFacts(Base):
    """What the desk knows of a paper: how its scan turned out, who issued it and until when it
    holds, or where it was taken from when it was in the portal already.

    `faults`: [{"page": 1, "kind": "blurred"}], pages from 1. `reused_*`, `kept_paper_id` and
    `share_id` name what the attachment refers to: the paper of an earlier dossier, an issued result,
    a paper of the person's store, or one somebody else let them use. `scanned_by_id` is None when
    the person took it themselves.
    """

    __tablename__ = "paper_facts"

    attachment_id: Mapped[int] = mapped_column(sa.ForeignKey("attachment.id"), primary_key=True)
    pages: Mapped[int] = mapped_column(default=0)
    dpi: Mapped[int | None]
    faults: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    issuer: Mapped[str] = mapped_column(sa.String(200), default="")
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    scanned_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    reused_attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachment.id"))
    reused_document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"))
    kept_paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("kept_paper.id"))
    share_id: Mapped[int | None] = mapped_column(sa.ForeignKey("paper_share.id"))
    kept_at: Mapped[datetime]

    attachment: Mapped[Attachment] = relationship(foreign_keys=[attachment_id])

    @property
    def is_reused(self) -> bool:
        sources = (
            self.reused_attachment_id, self.reused_document_id, self.kept_paper_id, self.share_id,
        )  # fmt: skip
        return any(source is not None for source in sources)


class ListKind(enum.StrEnum):
    DOSSIERS = "dossiers"  # a desk gives papers to a unit
    RESULTS = "results"  # a unit gives results to a desk


class HandoverList(Base):
    """Phiếu bàn giao: given by one officer, confirmed by another. `number` is "05/PBG".
    `sha256` names the slip as given, `taken_sha256` as confirmed."""

    __tablename__ = "handover_list"
    __table_args__ = (sa.UniqueConstraint("from_unit_id", "number", name="uq_handover_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ListKind] = mapped_column(text_enum(ListKind))
    number: Mapped[str] = mapped_column(sa.String(60))
    from_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    to_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    desk_id: Mapped[int] = mapped_column(sa.ForeignKey("desk.id"))
    given_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    given_by_name: Mapped[str] = mapped_column(sa.String(200))
    given_at: Mapped[datetime]
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    taken_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    taken_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    taken_sha256: Mapped[str] = mapped_column(sa.String(64), default="")

    desk: Mapped[Desk] = relationship()
    from_unit: Mapped[Unit] = relationship(foreign_keys=[from_unit_id])
    to_unit: Mapped[Unit] = relationship(foreign_keys=[to_unit_id])
    lines: Mapped[list[HandoverLine]] = relationship(
        back_populates="list", order_by="HandoverLine.id"
    )


class HandoverLine(Base):
    """One dossier of a list. `missing` is what the taker did not find; `is_taken` None until they
    confirm, False when the dossier was not there and goes back to the giver."""

    __tablename__ = "handover_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(sa.ForeignKey("handover_list.id"), index=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    is_taken: Mapped[bool | None]
    missing: Mapped[str] = mapped_column(sa.String(500), default="")

    list: Mapped[HandoverList] = relationship(back_populates="lines")
    dossier: Mapped[Dossier] = relationship()


class CodePattern(Base):
    """How a unit's dossiers are numbered from a day on; without a unit, everybody's. Rows are only
    ever added."""

    __tablename__ = "code_pattern"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    pattern: Mapped[str] = mapped_column(sa.String(80))
    effective_from: Mapped[date]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    created_by_name: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime]

    unit: Mapped[Unit | None] = relationship()
