"""The log: who read or did what, when, from where, what for. Only ever added to."""

from __future__ import annotations

import enum
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.audit.chain import Link, canonical
from portal.db import Base, text_enum


class Verb(enum.StrEnum):
    READ = "read"
    ACT = "act"


class Purpose(enum.StrEnum):
    RECEPTION = "reception"
    PROCESSING = "processing"
    FEES = "fees"
    OPINION = "opinion"
    SUPERVISION = "supervision"
    ADMINISTRATION = "administration"
    LOOKUP = "lookup"
    OWN = "own"


class LogEntry(Base):
    """`page` is the name of the page or act; `dossier_id` and `label` the dossier it was about;
    `shown` the dossiers of a list. Names no table by key: the log outlives what it tells of.

    The worker gives a row its place in the chain, once (`position`, `digest`, `hash`); the database
    refuses every other change, and every removal.
    """

    __tablename__ = "log_entry"
    __table_args__ = (
        sa.Index("ix_log_entry_dossier_id_id", "dossier_id", "id"),
        sa.Index("ix_log_entry_account_id_id", "account_id", "id"),
        sa.Index(
            "ix_log_entry_unsealed",
            "id",
            postgresql_where=sa.text("position IS NULL"),
            sqlite_where=sa.text("position IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(index=True)
    verb: Mapped[Verb] = mapped_column(text_enum(Verb))
    page: Mapped[str] = mapped_column(sa.String(80))
    purpose: Mapped[Purpose] = mapped_column(text_enum(Purpose))
    account_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    role: Mapped[str] = mapped_column(sa.String(40))
    unit_id: Mapped[int | None]
    address: Mapped[str] = mapped_column(sa.String(45), default="")
    dossier_id: Mapped[int | None]
    label: Mapped[str] = mapped_column(sa.String(60), default="")
    shown: Mapped[str] = mapped_column(sa.Text, default="")
    detail: Mapped[str] = mapped_column(sa.String(300), default="")
    position: Mapped[int | None] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"), unique=True
    )
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    hash: Mapped[str | None] = mapped_column(sa.String(64))


CONTENT = (
    "id", "at", "verb", "page", "purpose", "account_id", "name", "role", "unit_id", "address",
    "dossier_id", "label", "shown", "detail",
)  # fmt: skip


def content_of(entry: LogEntry) -> bytes:
    """What the row says, in one writing, wherever it is read."""
    values = {name: getattr(entry, name) for name in CONTENT}
    return canonical(values | {"at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")})


def link_of(entry: LogEntry) -> Link:
    return Link(entry.position or 0, content_of(entry), entry.digest or "", entry.hash or "")
