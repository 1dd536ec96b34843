"""What a person's store holds: results issued to them, papers they put there, papers handed in with
their dossiers, and what others let them use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers.acting_for import is_own
from portal.dossiers.document_store.models import KeptPaper, PaperShare
from portal.dossiers.given_papers import given_papers
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.reception.models import PaperFacts
from portal.dossiers.workflow import NEVER_HANDED_IN
from portal.procedures.definitions import RequiredDocument
from portal.units.models import Unit
from portal.vietnam import fold

MOST_DOSSIERS = 500  # of an account, the newest
LIKE_ENOUGH = 0.6


@dataclass(frozen=True)
class StoredPaper:
    """`origin` is "d<document>" for a result, "s<kept paper>", "a<attachment>" or "c<share>".
    Texts "" and days None: not stated. `code` and `reference` are of the dossier it stands in,
    `holder` its applicant where that is somebody else; `result_of` the code of the procedure."""

    origin: str
    name: str
    paper: str
    sha256: str
    content_type: str
    size: int = 0
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    code: str = ""
    reference: str = ""
    handed_in_on: date | None = None
    holder: str = ""
    result_of: str = ""
    shared_by: str = ""
    shared_until: date | None = None

    @property
    def is_result(self) -> bool:
        return self.origin.startswith("d") or bool(self.result_of)

    @property
    def is_kept(self) -> bool:
        return self.origin.startswith("s")

    def has_expired(self, day: date) -> bool:
        return self.valid_until is not None and self.valid_until < day


def papers_of(account: Account, day: date) -> list[StoredPaper]:
    """Everything in the person's own store: results, then papers put there, then papers handed in;
    each content once, the newest first."""
    dossiers = list(
        db.session.scalars(
            sa.select(Dossier)
            .where(is_own(account, day), Dossier.state.not_in(NEVER_HANDED_IN))
            .options(joinedload(Dossier.procedure_version), joinedload(Dossier.procedure))
            .order_by(Dossier.id.desc())
            .limit(MOST_DOSSIERS)
        )
    )
    by_id = {dossier.id: dossier for dossier in dossiers}
    seen: set[str] = set()
    found = []
    for paper in (*_results(by_id, account), *_kept(account), *_handed_in(by_id, account)):
        if paper.sha256 not in seen:
            seen.add(paper.sha256)
            found.append(paper)
    return found


def paper_of(account: Account, origin: str, day: date) -> StoredPaper | None:
    """One of the person's own, or one that somebody lets them use; None when there is none."""
    known = (*papers_of(account, day), *shared_with(account, day))
    return next((paper for paper in known if paper.origin == origin), None)


def shared_with(account: Account, day: date) -> list[StoredPaper]:
    """What others let the person use that day, told by number and name: a number typed wrongly
    gives nobody anything."""
    if not account.personal_number:
        return []
    shares = db.session.scalars(
        sa.select(PaperShare)
        .where(
            PaperShare.with_number == account.personal_number,
            PaperShare.ended_at.is_(None),
            PaperShare.until >= day,
        )
        .options(joinedload(PaperShare.owner))
        .order_by(PaperShare.id.desc())
    )
    found = []
    for share in shares:
        if fold(share.with_name) != fold(account.full_name):
            continue
        paper = next((p for p in papers_of(share.owner, day) if p.origin == share.origin), None)
        if paper is not None:
            found.append(
                replace(
                    paper,
                    origin=f"c{share.id}",
                    shared_by=share.owner.full_name,
                    shared_until=share.until,
                    reference="",
                )
            )
    return found


def fitting(papers: list[StoredPaper], document: RequiredDocument) -> list[StoredPaper]:
    """Those that can stand for the paper a procedure asks for: results of the procedure it names,
    else papers whose name says the same, or stands in the paper's whole ("Giấy chứng sinh" in
    "Giấy chứng sinh do cơ sở y tế cấp; nếu không có thì …")."""
    return [
        paper
        for paper in papers
        if (document.result_of and paper.result_of == document.result_of)
        or likeness(paper, document.name) >= LIKE_ENOUGH
        or _stands_in(paper, document.name)
    ]


def likeness(paper: StoredPaper, name: str) -> float:
    """How many of the words of `name` the stored paper's name holds, 0 to 1."""
    wanted = set(fold(name).split())
    words = set(fold(f"{paper.paper} {paper.name}").split())
    return len(wanted & words) / max(len(wanted), 1)


def _stands_in(paper: StoredPaper, name: str) -> bool:
    """A name of two words, "Giấy phép", stands in too many."""
    words = fold(paper.paper).split()
    return len(words) > 2 and f" {' '.join(words)} " in f" {' '.join(fold(name).split())} "


def versions_of(kept_id: int, account: Account) -> list[KeptPaper]:
    """A kept paper and those it took the place of, the newest first."""
    found = []
    one = db.session.get(KeptPaper, kept_id)
    while one is not None and one.account_id == account.id:
        found.append(one)
        one = one.earlier
    return found


def dossiers_with(sha256: str, account: Account, day: date) -> list[Dossier]:
    """The person's own dossiers, handed in, in which the file stands; the newest first."""
    held = sa.exists().where(
        Attachment.dossier_id == Dossier.id,
        Attachment.sha256 == sha256,
        Attachment.removed_at.is_(None),
    )
    return list(
        db.session.scalars(
            sa.select(Dossier)
            .where(is_own(account, day), Dossier.state.not_in(NEVER_HANDED_IN), held)
            .options(joinedload(Dossier.procedure_version))
            .order_by(Dossier.id.desc())
        )
    )


def shares_of(account: Account, origin: str) -> list[PaperShare]:
    """To whom the person gave this paper, the latest first."""
    return list(
        db.session.scalars(
            sa.select(PaperShare)
            .where(PaperShare.account_id == account.id, PaperShare.origin == origin)
            .order_by(PaperShare.id.desc())
        )
    )


def _results(dossiers: dict[int, Dossier], account: Account) -> list[StoredPaper]:
    rows = db.session.execute(
        sa.select(Document, Unit.name)
        .join(Unit, Unit.id == Document.unit_id)
        .where(
            Document.dossier_id.in_(dossiers),
            Document.kind == DocumentKind.RESULT,
            Document.state == DocumentState.ISSUED,
        )
        .order_by(Document.id.desc())
    )
    return [
        StoredPaper(
            origin=f"d{document.id}",
            name=_calm(document.title),
            paper=_calm(document.title),
            sha256=document.sha256,
            content_type="application/pdf",
            number=document.number or "",
            issuer=issuer,
            issued_on=clock.local(document.issued_at).date() if document.issued_at else None,
            valid_until=document.valid_until,
            code=dossier.label,
            reference=dossier.reference,
            holder=_holder(dossier, account),
            result_of=dossier.procedure.code,
        )
        for document, issuer in rows
        if (dossier := dossiers[document.dossier_id or 0]) and given_papers(dossier, [document])
    ]


def _kept(account: Account) -> list[StoredPaper]:
    """The newest version of each."""
    newer = aliased(KeptPaper)
    rows = db.session.scalars(
        sa.select(KeptPaper)
        .where(
            KeptPaper.account_id == account.id,
            KeptPaper.removed_at.is_(None),
            ~sa.exists().where(newer.earlier_id == KeptPaper.id),
        )
        .order_by(KeptPaper.id.desc())
    )
    return [as_stored(row) for row in rows]


def as_stored(row: KeptPaper) -> StoredPaper:
    return StoredPaper(
        origin=f"s{row.id}",
        name=row.name,
        paper=row.name,
        sha256=row.sha256,
        content_type=row.content_type,
        size=row.size,
        number=row.number,
        issuer=row.issuer,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
    )


def _handed_in(dossiers: dict[int, Dossier], account: Account) -> list[StoredPaper]:
    rows = db.session.execute(
        sa.select(Attachment, PaperFacts)
        .outerjoin(PaperFacts, PaperFacts.attachment_id == Attachment.id)
        .where(
            Attachment.dossier_id.in_(dossiers),
            Attachment.sha256 != "",
            Attachment.removed_at.is_(None),
        )
        .order_by(Attachment.id.desc())
    )
    found = []
    for attachment, facts in rows:
        dossier = dossiers[attachment.dossier_id]
        asked = dossier.procedure_version.parts.documents.item(attachment.document_key)
        found.append(
            StoredPaper(
                origin=f"a{attachment.id}",
                name=attachment.name,
                paper=asked.name if asked else "",
                sha256=attachment.sha256,
                content_type=attachment.content_type,
                size=attachment.size,
                issuer=facts.issuer if facts else "",
                issued_on=facts.issued_on if facts else None,
                valid_until=facts.valid_until if facts else None,
                code=dossier.label,
                reference=dossier.reference,
                handed_in_on=clock.local(attachment.added_at).date(),
                holder=_holder(dossier, account),
            )
        )
    return found


def _calm(title: str) -> str:
    """A paper's title is printed in capitals; in a list that shouts."""
    return title.capitalize() if title.isupper() else title


def _holder(dossier: Dossier, account: Account) -> str:
    is_theirs = dossier.applicant_identity == account.personal_number
    return "" if is_theirs else dossier.applicant_name
