"""A person puts papers into their store, writes down what they say, replaces them, takes them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.models import Account
from portal.db import db
from portal.dossiers import quotas
from portal.dossiers.document_store import entries
from portal.dossiers.document_store.entries import StoredPaper
from portal.dossiers.document_store.models import KeptPaper
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.uploads import Accepted

MOST_KEPT = 300


@dataclass(frozen=True)
class Said:
    """What the owner says of a paper; "" and None: not stated."""

    name: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


def add(owner: Account, said: Said, file: Accepted, *, at: datetime) -> KeptPaper:
    """Keep a new paper; the same file is there once. Raises Invalid."""
    _expect_sensible(said)
    papers = [p for p in entries.papers_of(owner, at.date()) if p.is_kept]
    known = next((p for p in papers if p.sha256 == file.sha256), None)
    if known is not None:
        raise Invalid(_("Tệp này đã có trong kho: “%(name)s”.", name=known.name))
    if len(papers) >= MOST_KEPT:
        raise Invalid(
            _("Kho đã có %(count)d giấy tờ. Hãy xóa giấy tờ không dùng nữa.", count=MOST_KEPT)
        )
    return _kept(owner, said, file, None, at)


def renew(
    paper: KeptPaper, owner: Account, said: Said, file: Accepted, *, at: datetime
) -> KeptPaper:
    """A newer version takes the place of `paper`, which stays to be read. Raises Invalid, Conflict."""
    _expect_sensible(said)
    _expect_current(paper, owner, at)
    if file.sha256 == paper.sha256:
        raise Invalid(_("Tệp này giống hệt bản đang có. Hãy chọn tệp của bản mới."))
    return _kept(owner, said, file, paper, at)


def describe(paper: KeptPaper, owner: Account, said: Said, *, at: datetime) -> None:
    """Correct what is said of a paper; its file stays. Raises Invalid, Conflict."""
    _expect_sensible(said)
    _expect_current(paper, owner, at)
    _say(paper, said)


def remove(stored: StoredPaper, owner: Account, *, at: datetime) -> None:
    """Take a paper with all its versions out of the store. What a dossier holds stays with that
    dossier for as long as the dossier is kept (Luật Lưu trữ 33/2024/QH15): a result, and a paper
    known only because it was handed in, cannot be taken out. Raises Conflict."""
    if not stored.is_kept:
        raise Conflict(why_it_stays(stored))
    for version in entries.versions_of(int(stored.origin[1:]), owner):
        version.removed_at = at
    for share in entries.shares_of(owner, stored.origin):
        share.ended_at = share.ended_at or at


def why_it_stays(stored: StoredPaper) -> str:
    """The sentence for a paper that cannot be taken out."""
    if stored.shared_by:
        return _("Giấy tờ này của %(name)s, chỉ người đó xóa được.", name=stored.shared_by)
    if stored.is_result:
        return _("Kết quả do cơ quan cấp được lưu theo quy định về lưu trữ nên không xóa được.")
    return _(
        "Giấy tờ này đã nộp cùng hồ sơ %(code)s, được lưu cùng hồ sơ đó nên không xóa được.",
        code=stored.code,
    )


def _kept(
    owner: Account, said: Said, file: Accepted, earlier: KeptPaper | None, at: datetime
) -> KeptPaper:
    quotas.expect_room_in_store(owner.id, file)
    kept = KeptPaper(
        account_id=owner.id,
        file_name=file.name[:255],
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        added_at=at,
        earlier_id=earlier.id if earlier else None,
    )
    _say(kept, said)
    db.session.add(kept)
    db.session.flush()
    return kept


def _say(paper: KeptPaper, said: Said) -> None:
    paper.name, paper.number, paper.issuer = said.name, said.number, said.issuer
    paper.issued_on, paper.valid_until = said.issued_on, said.valid_until


def _expect_current(paper: KeptPaper, owner: Account, at: datetime) -> None:
    origin = f"s{paper.id}"
    if not any(one.origin == origin for one in entries.papers_of(owner, at.date())):
        raise Conflict(_("Giấy tờ này đã có bản mới hoặc đã xóa. Hãy tải lại trang."))


def _expect_sensible(said: Said) -> None:
    if said.issued_on and said.valid_until and said.valid_until < said.issued_on:
        sentence = _("Ngày hết hạn của giấy tờ phải sau ngày cấp.")
        raise Invalid(sentence, {"valid_until": sentence})
