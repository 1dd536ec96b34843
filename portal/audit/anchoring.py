"""The head of the log's chain, kept outside the database: once a day in a file with the province's
seal, and after every batch in a plain one. Who rewrites the database does not reach these."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from portal import clock, config
from portal.audit.chain import Head, canonical, digest_of
from portal.audit.sealing import head
from portal.counters import next_value
from portal.db import db
from portal.documents.detached import check_detached, sign_detached
from portal.documents.keys import seal_of, trusted_roots_path
from portal.units.models import Unit, UnitKind

_LOCK = "log/anchor"
_HEAD = "head.json"


@dataclass(frozen=True)
class Anchor:
    """A signed head as it lies in the folder. `fault` says in a word what is wrong with it."""

    file: str
    head: Head
    at: datetime
    fault: str = ""


def folder() -> Path:
    return config.current().data_dir / "anchors"


def keep_head(known: Head) -> None:
    """The newest head, replaced at each batch: what is cut off since the last anchor shows too."""
    _write(folder() / _HEAD, canonical({"position": known.position, "hash": known.hash}))


def anchor_of_the_day(at: datetime) -> Path | None:
    """Sign the head and put it beside the earlier ones, once a day. Raises Conflict when the
    province has no seal."""
    next_value(db.session, _LOCK)  # one worker at a time
    known, earlier = head(), _files()
    province = db.session.scalar(
        sa.select(Unit).where(Unit.kind == UnitKind.PROVINCE).order_by(Unit.id).limit(1)
    )
    if known is None or province is None:
        return None
    told = json.loads(earlier[-1].read_bytes()) if earlier else {}
    if told and clock.local(datetime.fromisoformat(told["at"])).date() == clock.local(at).date():
        return None
    if told.get("position") == known.position:
        return None
    content = canonical(
        {
            "format": 1,
            "province": province.code,
            "at": at.isoformat(),
            "position": known.position,
            "hash": known.hash,
            "previous_sha256": digest_of(earlier[-1].read_bytes()) if earlier else "",
        }
    )
    signature = sign_detached(content, seal_of(province), at)
    path = folder() / f"{known.position:015d}.json"
    _write(path.with_suffix(".p7s"), signature)
    _write(path, content)
    return path


def anchors() -> list[Anchor]:
    """The signed heads, the oldest first, each checked: its seal, and that it names the one before."""
    roots = [trusted_roots_path().read_bytes()] if trusted_roots_path().exists() else []
    found, previous = [], ""
    for path in _files():
        content = path.read_bytes()
        try:
            told = json.loads(content)
            at = datetime.fromisoformat(told["at"])
            signed = check_detached(content, path.with_suffix(".p7s").read_bytes(), roots, at)
            fault = "" if signed.is_sound else "signature"
            if told["previous_sha256"] != previous:
                fault = fault or "chain"
            found.append(
                Anchor(path.name, Head(told["position"], told["hash"], path.name), at, fault)
            )
        except (ValueError, KeyError, TypeError, OSError):
            found.append(Anchor(path.name, Head(0, ""), clock.now(), "unreadable"))
        previous = digest_of(content)
    return found


def kept_head() -> Head | None:
    path = folder() / _HEAD
    if not path.exists():
        return None
    told = json.loads(path.read_bytes())
    return Head(told["position"], told["hash"], _HEAD)


def _files() -> list[Path]:
    return sorted(path for path in folder().glob("*.json") if path.name != _HEAD)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
