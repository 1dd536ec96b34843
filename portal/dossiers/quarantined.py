"""The virus scanner speaks at last of what was taken in while it was silent."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal import config, quarantine
from portal.accounts.models import Account
from portal.db import db
from portal.documents.issuing import store
from portal.dossiers.document_store.models import KeptPaper
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.workflow import State
from portal.notifications import outbox


def scan(sha256: str, *, at: datetime) -> None:
    """Ask about one file that waits. A virus takes it off drafts and out of stores, and its owners
    are told what to do; in a dossier handed in its row stays, and no one opens it."""
    address = config.current().clamd
    if not address:  # the setting was taken away: nobody will ever call it clean
        return
    virus = quarantine.scan(sha256, store().stream, address)
    if virus:
        _take_off(sha256, at)


def _take_off(sha256: str, at: datetime) -> None:
    attachments = db.session.scalars(
        sa.select(Attachment).where(Attachment.sha256 == sha256, Attachment.removed_at.is_(None))
    )
    for attachment in attachments:
        dossier = attachment.dossier
        if dossier.state is State.DRAFT:
            attachment.removed_at = at
        _tell_of(dossier, attachment, at)
    kept = db.session.scalars(
        sa.select(KeptPaper).where(KeptPaper.sha256 == sha256, KeptPaper.removed_at.is_(None))
    )
    for paper in kept:
        paper.removed_at = at
        owner = db.session.get_one(Account, paper.account_id)
        _tell(owner, f"“{paper.name}” trong Kho giấy tờ", "/kho-giay-to", f"store/{paper.id}", at)


def _tell_of(dossier: Dossier, attachment: Attachment, at: datetime) -> None:
    if dossier.account_id is None:
        return
    owner = db.session.get_one(Account, dossier.account_id)
    link = f"/ho-so/{dossier.reference}"
    _tell(owner, f"“{attachment.name}” của hồ sơ {dossier.label}", link, f"{attachment.id}", at)


def _tell(owner: Account, what: str, link: str, key: str, at: datetime) -> None:
    outbox.notify(
        account=owner,
        email="",
        subject="Một tệp Ông/Bà gửi có vi-rút",
        body=f"Tệp {what} có vi-rút nên không ai mở được. Hãy quét vi-rút trên máy, chụp hoặc quét "
        "lại giấy tờ rồi gửi tệp mới.",
        link=link,
        key=f"virus/{key}",
        at=at,
    )
