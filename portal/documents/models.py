"""Papers issued for a dossier: legal forms and results."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, text_enum


class DocumentKind(enum.StrEnum):
    RECEIPT = "receipt"  # Mẫu 01
    SUPPLEMENT = "supplement"  # Mẫu 02
    DECLINE = "decline"  # Mẫu 03
    APOLOGY = "apology"  # Mẫu 04
    STOP = "stop"  # Mẫu 05
    HANDOVER = "handover"  # giấy biên nhận trả kết quả
    FEE_RECEIPT = "fee_receipt"  # biên lai thu phí, lệ phí
    MINUTES = "minutes"  # biên bản xác minh thực tế
    RESULT = "result"
    COPY = "copy"  # sao y, sao lục, trích sao of one of the above


# The one line of numbers for all kinds of copies, as lists of registers call it.
COPY_SERIES = "SY, SL, TrS"


class CopyForm(enum.StrEnum):
    """How a paper was copied (NĐ 30/2020/NĐ-CP, Điều 25), by the letters that stand in its number."""

    WHOLE = "SY"  # sao y: the whole, from the original
    SECOND = "SL"  # sao lục: from a sao y
    EXCERPT = "TrS"  # trích sao: parts of the original


_COPIED = (DocumentKind.RESULT, DocumentKind.APOLOGY, DocumentKind.STOP)


class DocumentState(enum.StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"  # by the leader; not yet numbered nor sealed
    ISSUED = "issued"
    REVOKED = "revoked"


class Document(Base):
    """Signed is not issued, issued is not delivered. From ISSUED on, nothing here changes but a
    revocation; `sha256` names the frozen file.

    `content` holds what a draft is rendered from: {"outcome", "values", "remark"} of a result
    (and "scan" of a certified copy),
    {"reason", "new_due_on"} of an apology, {"form", "purpose", "copies", "recipients", …} of a copy
    (`documents/copies.py`), whose `copied_from_id` names what it is of; a result that does not hold for ever has "valid_until"
    in it from its issue on. `superseded_by_id` names the paper that replaces a
    revoked one.
    `verify_code` is printed with the QR and opens the public verification page.
    """

    __tablename__ = "document"
    __table_args__ = (sa.Index("ix_document_issued", "unit_id", "issued_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[DocumentKind] = mapped_column(text_enum(DocumentKind))
    state: Mapped[DocumentState] = mapped_column(text_enum(DocumentState))
    profile: Mapped[str] = mapped_column(sa.String(10), default="2025")
    title: Mapped[str] = mapped_column(sa.String(300))
    number: Mapped[str | None] = mapped_column(sa.String(60))
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    sha256: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    verify_code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    signer_name: Mapped[str] = mapped_column(sa.String(200), default="")
    signed_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revocation_ground: Mapped[str] = mapped_column(sa.Text, default="")
    superseded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"))
    copied_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"), index=True)

    @property
    def valid_until(self) -> date | None:
        """The last day on which it holds; None without end."""
        day = self.content.get("valid_until")
        return date.fromisoformat(day) if day else None

    @property
    def copy_forms(self) -> list[CopyForm]:
        """How it may be copied now; empty when it may not."""
        if self.state is not DocumentState.ISSUED or not self.number:
            return []
        if self.kind is DocumentKind.COPY:
            return [CopyForm.SECOND] if self.copy_form is CopyForm.WHOLE else []
        if "scan" in self.content:  # itself a copy of somebody's original
            return []
        return [CopyForm.WHOLE, CopyForm.EXCERPT] if self.kind in _COPIED else []

    @property
    def copy_form(self) -> CopyForm | None:
        """How it was copied; None for what is no copy."""
        return CopyForm(self.content["form"]) if self.kind is DocumentKind.COPY else None


class PaperTemplate(Base):
    """A form's text as an administrator corrected it, holding from `effective_from` on; one without
    `source` says that the built-in form holds again. Rows are only ever added. `profile` is "" for
    a slip in use, which is the same in all profiles.
    """

    __tablename__ = "paper_template"
    __table_args__ = (sa.Index("ix_paper_template_form", "kind", "profile", "effective_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    profile: Mapped[str] = mapped_column(sa.String(10))
    title: Mapped[str] = mapped_column(sa.String(300))
    source: Mapped[str] = mapped_column(sa.Text)
    effective_from: Mapped[date]
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    created_by_name: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime]
