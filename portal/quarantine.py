"""Files taken in while the virus scanner was silent: kept, opened by nobody until it has called them
clean. What it calls infected is never opened."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, db
from portal.errors import Conflict
from portal.files import CHUNK_BYTES
from portal.i18n import _
from portal.virus_scan import ScannerFault, virus_in

log = logging.getLogger("portal.uploads")


class HeldFile(Base):
    """A content nobody may open. `virus` is empty while it waits to be scanned."""

    __tablename__ = "held_file"

    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    since: Mapped[datetime]
    virus: Mapped[str] = mapped_column(sa.String(200), default="")


def hold(sha256: str, *, at: datetime) -> None:
    """Nobody opens this content until the scanner has called it clean."""
    if db.session.get(HeldFile, sha256) is None:
        db.session.add(HeldFile(sha256=sha256, since=at, virus=""))
        db.session.flush()


def hold_as(made: str, sources: Iterable[str], *, at: datetime) -> None:
    """What was made of held files (pages joined) is held like them."""
    if held(sources):
        hold(made, at=at)


def held(hashes: Iterable[str]) -> dict[str, str]:
    """Of these contents those that are held, each with its sentence."""
    found = db.session.scalars(sa.select(HeldFile).where(HeldFile.sha256.in_(list(hashes))))
    return {one.sha256: _sentence(one) for one in found}


def expect_open(sha256: str) -> None:
    """Raises Conflict, with the sentence, for what may not be opened."""
    sentence = held([sha256]).get(sha256)
    if sentence:
        raise Conflict(sentence)


def waiting() -> list[str]:
    """What is still to be scanned, the oldest first."""
    wanted = sa.select(HeldFile.sha256).where(HeldFile.virus == "").order_by(HeldFile.since)
    return list(db.session.scalars(wanted))


def scan(sha256: str, opened: Callable[[str], BinaryIO], address: str) -> str | None:
    """Ask the scanner about a held content and let it go if it is clean. The name of the virus,
    empty when there is none; None when it is still not known."""
    row = db.session.get(HeldFile, sha256, with_for_update=True)
    if row is None or row.virus:
        return None
    try:
        with opened(sha256) as content:
            virus = virus_in(iter(lambda: content.read(CHUNK_BYTES), b""), address)
    except FileNotFoundError:  # given up meanwhile and swept
        virus = ""
    except ScannerFault as fault:
        log.warning("a file waits on, the virus scanner does not answer: %s", fault)
        return None
    if virus:
        log.warning("virus found in a file that waited: %s", virus)
        row.virus = virus[:200]
    else:
        db.session.delete(row)
    return virus


def _sentence(row: HeldFile) -> str:
    if row.virus:
        return _("Tệp này có vi-rút nên không mở được. Hãy yêu cầu hoặc gửi tệp khác.")
    return _("Tệp này đang chờ quét vi-rút nên chưa mở được. Xin Ông/Bà quay lại sau ít phút.")
