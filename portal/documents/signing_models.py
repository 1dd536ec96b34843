"""Certificates that sign, and requests to a remote signing service."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, text_enum


class KeySource(enum.StrEnum):
    PKCS12 = "pkcs12"  # a file in the folder of keys
    PKCS11 = "pkcs11"  # a token at this machine
    REMOTE = "remote"  # the remote signing service


class SigningCertificate(Base):
    """A certificate of an officer, or the seal of a unit; never deleted, only put out of use.

    `reference` says where its key is: the file's name, the label on the token, or the credential
    at the service.
    """

    __tablename__ = "signing_certificate"
    __table_args__ = (
        sa.CheckConstraint("(account_id IS NULL) != (unit_id IS NULL)", name="one_holder"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    source: Mapped[KeySource] = mapped_column(text_enum(KeySource))
    reference: Mapped[str] = mapped_column(sa.String(200))
    subject: Mapped[str] = mapped_column(sa.String(500))
    issuer: Mapped[str] = mapped_column(sa.String(500))
    serial: Mapped[str] = mapped_column(sa.String(60))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    pem: Mapped[str] = mapped_column(sa.Text)
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    added_at: Mapped[datetime]
    added_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(sa.String(500), default="")


class RequestState(enum.StrEnum):
    WAITING = "waiting"
    SIGNED = "signed"
    REFUSED = "refused"
    EXPIRED = "expired"
    DROPPED = "dropped"  # the paper no longer waits for it


class SigningRequest(Base):
    """One paper, one hash, one signature asked of the remote service.

    `key` makes a repeated request the same one; `service_reference` is the service's name for it,
    empty until it answered. `prepared_sha256` names the paper with room for the signature;
    `attributes` are the signed attributes whose hash is signed. `act` is what the signature
    completes, `content_sha256` the draft it was asked for.
    """

    __tablename__ = "signing_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(36), unique=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("document.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    certificate_id: Mapped[int] = mapped_column(sa.ForeignKey("signing_certificate.id"))
    act: Mapped[str] = mapped_column(sa.String(40))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    content_sha256: Mapped[str] = mapped_column(sa.String(64))
    prepared_sha256: Mapped[str] = mapped_column(sa.String(64))
    document_digest: Mapped[str] = mapped_column(sa.String(64))
    room_start: Mapped[int]
    room_end: Mapped[int]
    attributes: Mapped[bytes] = mapped_column(sa.LargeBinary)
    state: Mapped[RequestState] = mapped_column(text_enum(RequestState), index=True)
    service_reference: Mapped[str] = mapped_column(sa.String(100), default="")
    sentence: Mapped[str] = mapped_column(sa.String(500), default="")
    requested_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
