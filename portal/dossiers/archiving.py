"""The archive package of an ended dossier: one ZIP with what it is, what happened and all its papers,
under a manifest of hashes that the unit sealed (NĐ 30/2020/NĐ-CP, Điều 28–31: hồ sơ điện tử).

The same package is the same bytes: its parts are stored, not packed, in the manifest's order. So a
byte changed anywhere is found, also outside the parts.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import sqlalchemy as sa

from portal import clock, quarantine
from portal.db import db
from portal.documents.detached import check_detached, sign_detached
from portal.documents.issuing import store
from portal.documents.keys import seal_of
from portal.documents.verification import TrustRoot
from portal.dossiers import queries
from portal.dossiers.models import Dossier, Event
from portal.dossiers.workflow import State
from portal.errors import Conflict
from portal.i18n import _

FORMAT = "cong-mot-cua/archive"
VERSION = 1
MANIFEST, SEAL = "manifest.json", "manifest.p7s"
ENDS = (State.RETURNED, State.DECLINED, State.WITHDRAWN, State.STOPPED)
MOST_MANIFEST = 10 * 1024 * 1024


def ended_between(start: datetime, end: datetime) -> list[int]:
    """Dossiers whose last event is their end and lies in [start, end)."""
    last = sa.select(sa.func.max(Event.at)).where(Event.dossier_id == Dossier.id).scalar_subquery()
    return list(
        db.session.scalars(
            sa.select(Dossier.id)
            .where(Dossier.state.in_(ENDS), last >= start, last < end)
            .order_by(Dossier.id)
        )
    )


def write_package(dossier: Dossier, out: BinaryIO, *, at: datetime) -> None:
    """Write the package of an ended dossier, sealed by its unit. Raises Conflict before its end and
    when the unit has no key, or a file waits for the virus scanner; OSError when a paper is not in the store."""
    if dossier.state not in ENDS:
        raise Conflict(_("Hồ sơ chưa kết thúc nên chưa đóng gói lưu trữ được."))
    signer = seal_of(dossier.unit)
    parts = [
        ("metadata.json", _canonical(_metadata(dossier))),
        ("events.json", _canonical(_events(dossier))),
    ]
    papers = _papers(dossier)
    for _name, sha256 in papers:
        quarantine.expect_open(sha256)
    files = [
        _told(name, hashlib.sha256(content).hexdigest(), len(content)) for name, content in parts
    ]
    files += [_told(name, sha256, _size(sha256)) for name, sha256 in papers]
    manifest = _canonical(
        {
            "format": FORMAT,
            "version": VERSION,
            "dossier": dossier.label,
            "unit": dossier.unit.code,
            "made_at": at.isoformat(),
            "files": files,
        }
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        _add(bundle, MANIFEST, manifest)
        _add(bundle, SEAL, sign_detached(manifest, signer, at))
        for name, content in parts:
            _add(bundle, name, content)
        for name, sha256 in papers:
            _add(bundle, name, store().read(sha256))


@dataclass(frozen=True)
class Finding:
    """What is wrong with a package: `part` is its name in it, or "" for the package itself."""

    part: str
    fault: str


def faults_of(package: BinaryIO, roots: Sequence[TrustRoot]) -> list[Finding]:
    """Everything wrong with a package; none: it is as it was sealed, by somebody trusted."""
    try:
        with zipfile.ZipFile(package) as bundle:
            return _faults_inside(package, bundle, roots)
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, NotImplementedError, EOFError):
        return [Finding("", "không đọc được gói")]


def _faults_inside(
    package: BinaryIO, bundle: zipfile.ZipFile, roots: Sequence[TrustRoot]
) -> list[Finding]:
    sizes = {part.filename: part.file_size for part in bundle.infolist()}
    if sizes.get(MANIFEST, MOST_MANIFEST + 1) > MOST_MANIFEST or SEAL not in sizes:
        return [Finding(MANIFEST, "thiếu danh mục hoặc chữ ký")]
    manifest, seal = _raw(bundle, MANIFEST), _raw(bundle, SEAL)
    try:
        told = json.loads(manifest)
        named = {one["path"]: one["sha256"] for one in told["files"]}
        made_at = datetime.fromisoformat(told["made_at"])
    except (ValueError, KeyError, TypeError):
        return [Finding(MANIFEST, "không đọc được danh mục")]
    found = []
    report = check_detached(manifest, seal, roots, made_at)
    if not report.is_intact:
        found.append(Finding(MANIFEST, "chữ ký không khớp"))
    elif not report.is_trusted:
        found.append(Finding(SEAL, "người ký không được tin cậy"))
    for name, sha256 in named.items():
        if name not in sizes:
            found.append(Finding(name, "thiếu"))
        elif hashlib.sha256(_raw(bundle, name)).hexdigest() != sha256:
            found.append(Finding(name, "bị đổi nội dung"))
    found += [
        Finding(n, "không có trong danh mục") for n in sizes if n not in (*named, MANIFEST, SEAL)
    ]
    if not found and not _is_written_alike(package, bundle, list(named)):
        found.append(Finding("", "khung của gói bị đổi"))
    return found


def _raw(bundle: zipfile.ZipFile, name: str) -> bytes:
    """What stands there, whether or not the sum beside it agrees: the manifest decides."""
    try:
        return bundle.read(name)
    except zipfile.BadZipFile:
        return b""


def _is_written_alike(package: BinaryIO, bundle: zipfile.ZipFile, names: list[str]) -> bool:
    with tempfile.TemporaryFile() as again:
        with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as anew:
            for name in (MANIFEST, SEAL, *names):
                _add(anew, name, bundle.read(name))
        return _digest(again) == _digest(package)


def _digest(file: Any) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _add(bundle: zipfile.ZipFile, name: str, content: bytes) -> None:
    bundle.writestr(zipfile.ZipInfo(name), content)


def _told(path: str, sha256: str, size: int) -> dict[str, Any]:
    return {"path": path, "sha256": sha256, "size": size}


def _size(sha256: str) -> int:
    with store().stream(sha256) as content:
        return content.seek(0, io.SEEK_END)


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1).encode()


def _metadata(dossier: Dossier) -> dict[str, Any]:
    """Fields of a dossier's description, as kept."""
    version = dossier.procedure_version
    return {
        "code": dossier.label,
        "reference": dossier.reference,
        "procedure": {"code": dossier.procedure.code, "title": version.title},
        "unit": {"code": dossier.unit.code, "name": dossier.unit.name},
        "channel": dossier.channel.name.lower(),
        "state": dossier.state.value,
        "applicant": {
            "name": dossier.applicant_name,
            "identity": dossier.applicant_identity,
            "address": dossier.applicant_address,
        },
        "submitter": {"name": dossier.submitter_name, "identity": dossier.submitter_identity},
        "answers": dossier.shown_answers,
        "submitted_at": _moment(dossier.submitted_at),
        "received_at": _moment(dossier.received_at),
        "due_at": _moment(dossier.due_at),
        "resolved_at": _moment(dossier.resolved_at),
        "returned_at": _moment(dossier.returned_at),
        "papers": [
            {
                "key": a.document_key,
                "name": a.name,
                "sha256": a.sha256,
                "added_at": _moment(a.added_at),
                "originals": a.originals,
                "certified_copies": a.certified_copies,
                "photocopies": a.photocopies,
            }
            for a in dossier.kept_attachments
        ],
        "documents": [
            {
                "kind": d.kind.value,
                "title": d.title,
                "number": d.number,
                "state": d.state.value,
                "sha256": d.sha256,
                "signer": d.signer_name,
                "issued_at": _moment(d.issued_at),
            }
            for d in queries.documents_of(dossier)
        ],
    }


def _events(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {
            "action": event.action.value,
            "at": _moment(event.at),
            "by": event.actor_name,
            "role": event.actor_role,
            "before": event.state_before.value if event.state_before else None,
            "after": event.state_after.value,
            "note": event.note,
        }
        for event in dossier.events
    ]


def _papers(dossier: Dossier) -> list[tuple[str, str]]:
    """(name in the package, hash): what was handed in, then what was issued. Plain names, since
    readers of ZIP differ; the real ones are in the metadata."""
    handed_in = [a for a in dossier.kept_attachments if a.sha256]
    issued = [d for d in queries.documents_of(dossier) if d.sha256]
    endings = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
    return [
        *(
            (f"papers/{n:03d}.{endings.get(a.content_type, 'bin')}", a.sha256)
            for n, a in enumerate(handed_in, 1)
        ),
        *((f"documents/{n:03d}-{d.kind.value}.pdf", d.sha256) for n, d in enumerate(issued, 1)),
    ]


def _moment(moment: datetime | None) -> str | None:
    return clock.local(moment).isoformat() if moment else None
