"""Saved lists, labels, instructions, and work done on many dossiers at once."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, text_enum
from portal.dossiers.models import Dossier


class SavedView(Base):
    """A list of work under a name: `query` is what stands behind the question mark of its
    address. With `unit_id` the colleagues of that unit see it too."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    worklist: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(60))
    query: Mapped[str] = mapped_column(sa.String(1000))
    created_at: Mapped[datetime]


class Colour(enum.StrEnum):
    """Of a label; the words carry the meaning."""

    GREY = "grey"
    BLUE = "blue"
    TEAL = "teal"
    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    PURPLE = "purple"
    MAGENTA = "magenta"


class Label(Base):
    """Nhãn: a unit's own mark for sorting its work. A retired one stays where it was put but is
    offered no more."""

    __tablename__ = "label"
    __table_args__ = (sa.UniqueConstraint("unit_id", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    text: Mapped[str] = mapped_column(sa.String(40))
    colour: Mapped[Colour] = mapped_column(text_enum(Colour))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class DossierLabel(Base):
    """A label put on a dossier."""

    __tablename__ = "dossier_label"

    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), primary_key=True)
    label_id: Mapped[int] = mapped_column(sa.ForeignKey("label.id"), primary_key=True, index=True)
    put_by: Mapped[str] = mapped_column(sa.String(200))
    put_at: Mapped[datetime]

    label: Mapped[Label] = relationship()


class Instruction(Base):
    """Chỉ đạo: what a leader asks about an overdue dossier; whoever has the step must answer.
    `assignee_id` is None when nobody had taken the step."""

    __tablename__ = "instruction"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    leader_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    leader_name: Mapped[str] = mapped_column(sa.String(200))
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    given_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answerer_name: Mapped[str] = mapped_column(sa.String(200), default="")
    answered_at: Mapped[datetime | None]

    dossier: Mapped[Dossier] = relationship()


class BatchAct(enum.StrEnum):
    """What may be done to many dossiers at once."""

    RECEIVE = "receive"
    TAKE = "take"
    ASSIGN = "assign"
    SIGN = "sign"
    ISSUE = "issue"
    HAND_OVER = "hand_over"


class Batch(Base):
    """One press that concerns many dossiers. `key` comes from the page it was pressed on, so
    that a second press finds the first. `details` is what the act needs beside the dossiers."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    act: Mapped[BatchAct] = mapped_column(text_enum(BatchAct))
    details: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]

    items: Mapped[list[BatchItem]] = relationship(
        back_populates="batch", order_by="BatchItem.position"
    )


class BatchItem(Base):
    """One dossier of a batch, as the officer saw it (`version`), and what came of it: `is_done`
    is None until its turn; `sentence` says why it was refused."""

    __tablename__ = "batch_item"
    __table_args__ = (sa.UniqueConstraint("batch_id", "dossier_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("batch.id"))
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"))
    position: Mapped[int]
    version: Mapped[int]
    is_done: Mapped[bool | None]
    sentence: Mapped[str] = mapped_column(sa.Text, default="")
    done_at: Mapped[datetime | None]

    batch: Mapped[Batch] = relationship(back_populates="items")
    dossier: Mapped[Dossier] = relationship()
