"""A copy of everything kept of a person, for that person: asked for on the page, made by the worker."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Any

import sqlalchemy as sa

from portal import clock, quarantine
from portal.accounts.models import Account
from portal.db import db
from portal.documents.issuing import store
from portal.dossiers import queries as dossiers
from portal.dossiers.document_store import entries
from portal.errors import Conflict
from portal.files import CHUNK_BYTES
from portal.i18n import _
from portal.notifications import outbox
from portal.privacy.models import DataExport
from portal.privacy.own_data import everything_of
from portal.privacy.readable import as_html

GOOD_FOR = timedelta(days=7)
IN_MEMORY_BYTES = 8 * 1024 * 1024
NAME = "du-lieu-cua-toi.zip"


def ask(account: Account, *, at: datetime) -> DataExport:
    """Put the wish down for the worker. Raises Conflict while one is being made."""
    if db.session.scalar(_unmade().where(DataExport.account_id == account.id)):
        raise Conflict(_("Bản sao dữ liệu đang được lập. Ông/Bà sẽ nhận được thông báo khi xong."))
    wish = DataExport(account_id=account.id, asked_at=at)
    db.session.add(wish)
    return wish


def waiting() -> list[int]:
    return list(db.session.scalars(_unmade().order_by(DataExport.id)))


def make(export_id: int, *, at: datetime) -> None:
    """Put the files together, keep them, tell the person."""
    wish = db.session.get(DataExport, export_id, with_for_update=True)
    if wish is None or wish.made_at is not None:  # another worker was here
        return
    account = db.session.get_one(Account, wish.account_id)
    with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as file:
        _write(file, account, at)
        file.seek(0)
        wish.sha256, wish.size = store().put(iter(lambda: file.read(CHUNK_BYTES), b""))
    wish.made_at, wish.expires_at = at, at + GOOD_FOR
    outbox.notify(
        account=account,
        email=account.email,
        subject="Bản sao dữ liệu của Ông/Bà đã sẵn sàng",
        body=f"Kính gửi {account.full_name},\n\nBản sao dữ liệu Ông/Bà yêu cầu đã lập xong. Hãy đăng "
        "nhập và tải về trong 7 ngày. Tệp chứa dữ liệu cá nhân: không tải trên máy dùng chung.",
        link="/tai-khoan/du-lieu",
        key=f"export/{wish.id}",
        at=at,
    )


def give_up_old(*, at: datetime) -> None:
    """Forget the files nobody can fetch any more; the sweep removes them."""
    db.session.execute(
        sa.update(DataExport).where(DataExport.expires_at <= at).values(sha256="", size=0)
    )


def exports_of(account: Account) -> list[DataExport]:
    """The newest first."""
    return list(
        db.session.scalars(
            sa.select(DataExport)
            .where(DataExport.account_id == account.id)
            .order_by(DataExport.id.desc())
            .limit(10)
        )
    )


def own_export(export_id: int, account: Account, *, at: datetime) -> DataExport | None:
    """One that can be fetched now."""
    return db.session.scalar(
        sa.select(DataExport).where(
            DataExport.id == export_id,
            DataExport.account_id == account.id,
            DataExport.sha256 != "",
            DataExport.expires_at > at,
        )
    )


def mentioned_files() -> set[str]:
    return set(db.session.scalars(sa.select(DataExport.sha256).where(DataExport.sha256 != "")))


def _unmade() -> sa.Select[Any]:
    return sa.select(DataExport.id).where(DataExport.made_at.is_(None))


def _write(file: IO[bytes], account: Account, at: datetime) -> None:
    told = everything_of(account, at)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("du-lieu.json", json.dumps(told, ensure_ascii=False, indent=2))
        archive.writestr("doc-truoc.html", as_html(told))
        for name, sha256 in _files_of(account):
            if quarantine.held([sha256]):
                continue
            with store().stream(sha256) as content, archive.open(name, "w") as out:
                while chunk := content.read(CHUNK_BYTES):
                    out.write(chunk)


def _files_of(account: Account) -> Iterator[tuple[str, str]]:
    """Papers handed in and papers issued, each under its dossier, and those of the store."""
    for kept in entries.papers_of(account, clock.today()):
        if kept.is_kept:
            yield f"kho/{kept.origin}-{_flat(kept.name)}", kept.sha256
    for dossier in dossiers.dossiers_of(account):
        for paper in dossier.kept_attachments:
            if paper.sha256:
                yield f"giay-to/{dossier.label}/{paper.id}-{_flat(paper.name)}", paper.sha256
        for document in dossiers.documents_of(dossier):
            if document.sha256 and document.issued_at:
                yield f"van-ban/{dossier.label}/{document.id}-{document.kind}.pdf", document.sha256


def _flat(name: str) -> str:
    return name.replace("/", "_").replace("\\", "_")
