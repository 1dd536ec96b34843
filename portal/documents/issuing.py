"""Render papers once, at the act, and keep them frozen; number and seal results."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from portal import clock, config
from portal.accounts.models import Account
from portal.counters import next_value
from portal.db import db
from portal.documents import keys, long_term, printing, responders, signing, trust
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.documents.papers import Paper, PaperKind, ResultPaper, render_paper
from portal.drawn_codes import drawn
from portal.errors import Conflict, Refusal
from portal.files import Store, open_store
from portal.i18n import _
from portal.units.models import Unit

_PAPER_OF = {
    DocumentKind.RECEIPT: PaperKind.RECEIPT,
    DocumentKind.SUPPLEMENT: PaperKind.SUPPLEMENT,
    DocumentKind.DECLINE: PaperKind.DECLINE,
    DocumentKind.APOLOGY: PaperKind.APOLOGY,
    DocumentKind.STOP: PaperKind.STOP,
    DocumentKind.HANDOVER: PaperKind.HANDOVER_SLIP,
    DocumentKind.FEE_RECEIPT: PaperKind.FEE_RECEIPT,
    DocumentKind.MINUTES: PaperKind.MINUTES,
}


# The book of certified copies, numbered by itself, one a year (NĐ 23/2015/NĐ-CP, Điều 13).
CERTIFIED = "SCT/BS"
# What follows the number of a slip that bears one (TT 01/2018, TT 03/2025).
_SYMBOLS = {DocumentKind.SUPPLEMENT: "HDHT", DocumentKind.DECLINE: "TCHS"}
_SEALED = frozenset({DocumentKind.FEE_RECEIPT})


def store() -> Store:
    return open_store(config.current())


def new_verify_code() -> str:
    """Printed on a paper; opens its verification page. 58 bits: not to be guessed."""
    return drawn(3)


def issue_slip(
    kind: DocumentKind, context: Paper, *, dossier_id: int, unit: Unit, title: str, at: datetime
) -> Document:
    """Render a slip of the desk (Mẫu 01, 02, 03, …) and freeze it; one that bears a number takes
    the next of the unit's register."""
    number = None
    if kind in _SYMBOLS:
        year = clock.local(at).year
        sequence = next_value(db.session, f"document/{unit.code}/{_SYMBOLS[kind]}/{year}")
        number = f"{sequence:02d}/{_SYMBOLS[kind]}"
        context = replace(context, head=replace(context.head, number=number))
    content = printing.printed(_PAPER_OF[kind], context)
    if kind in _SEALED:
        content = _sealed(content, unit, at)
    sha256, _size = store().put([content])
    document = Document(
        dossier_id=dossier_id,
        unit_id=unit.id,
        kind=kind,
        state=DocumentState.ISSUED,
        profile=printing.profile_of(context),
        title=title,
        number=number,
        sha256=sha256,
        verify_code=new_verify_code(),
        created_at=at,
        issued_at=at,
    )
    db.session.add(document)
    return document


def _sealed(slip: bytes, unit: Unit, at: datetime) -> bytes:
    """With the unit's electronic signature; as it is while the unit has no certificate in force:
    money that came is receipted all the same."""
    try:
        return signing.sign_personally(signing.prepare(slip), keys.seal_of(unit), at)
    except Refusal:
        return slip


def sign_letter(
    document: Document, paper: Paper, *, unit: Unit, symbol: str, by: Account, at: datetime
) -> None:
    """Number, print, sign personally, seal and freeze a letter of the unit (Mẫu 04, 05), in one
    act: its number is printed, not filled in later, and the unit's seal is set by the system under
    the leader's signature, since the letter may not wait for the clerk. The number goes back if
    any of it fails; without a seal in force no letter leaves."""
    if document.state is not DocumentState.DRAFT:
        raise Conflict(_("Văn bản này đã được ký."))
    signer, seal = both_keys(by, unit, at)
    day = clock.local(at).date()
    sequence = next_value(db.session, f"document/{unit.code}/{symbol}/{day.year}")
    document.number = f"{sequence:02d}/{symbol}"
    numbered = replace(paper, head=replace(paper.head, number=document.number))
    document.profile = printing.profile_of(numbered)
    printed = printing.printed(_PAPER_OF[document.kind], numbered)
    sign_and_seal(document, printed, signer, seal, by=by, at=at)


def both_keys(by: Account, unit: Unit, at: datetime) -> tuple[signing.Signer, signing.Signer]:
    """The officer's signature and the unit's seal, not withdrawn: to be asked before the number is
    taken, since the answer comes from outside."""
    found = keys.signer_of(by), keys.seal_of(unit)
    for one in found:
        responders.refuse_withdrawn(one, at)
    return found


def sign_and_seal(
    document: Document,
    printed: bytes,
    signer: signing.Signer,
    seal: signing.Signer,
    *,
    looks: signing.Looks | None = None,
    by: Account,
    at: datetime,
) -> None:
    """Freeze what is printed with its number under both signatures; `looks` as `signing.seal_letter`."""
    stamper = trust.time_stamper(at)
    signed = signing.sign_personally(signing.prepare(printed), signer, at, timestamper=stamper)
    sealed = signing.seal_letter(
        signed,
        seal,
        at,
        looks=looks,
        timestamper=stamper,
        long_term=long_term.proofs(signed, seal, at),
    )
    document.sha256, _size = store().put([sealed])
    document.state = DocumentState.ISSUED
    document.signer_name = by.full_name
    document.signed_at = document.issued_at = at


def sign_result(document: Document, paper: ResultPaper, *, by: Account, at: datetime) -> None:
    """The leader's personal signature on the whole result, number and date still blank.

    Order of NĐ 30/2020/NĐ-CP: signed by the competent person, then numbered, then sealed.
    """
    if document.state is not DocumentState.DRAFT:
        raise Conflict(_("Văn bản này đã được ký."))
    signer = keys.signer_of(by)
    responders.refuse_withdrawn(signer, at)
    blank = signing.prepare(render_paper(PaperKind.RESULT, paper))
    stamper = trust.time_stamper(at)
    take_signature(
        document, signing.sign_personally(blank, signer, at, timestamper=stamper), by=by, at=at
    )


def take_signature(document: Document, signed: bytes, *, by: Account, at: datetime) -> None:
    """The paper as the leader signed it, wherever the key is."""
    if document.state is not DocumentState.DRAFT:
        raise Conflict(_("Văn bản này đã được ký."))
    document.sha256, _size = store().put([signed])
    document.state = DocumentState.SIGNED
    document.signer_name = by.full_name
    document.signed_at = at


def unsign(document: Document) -> None:
    """A signed result is sent back before it was numbered: it is a draft again. The file that was
    signed was never given to anybody; the event names who had signed."""
    if document.state is not DocumentState.SIGNED:
        raise Conflict(_("Chỉ sửa lại được văn bản chưa phát hành."))
    document.state = DocumentState.DRAFT
    document.sha256, document.signer_name, document.signed_at = "", "", None


def revoke(document: Document, ground: str, *, at: datetime) -> None:
    """Void from now on; the file and everything it says stay as they are."""
    if document.state is not DocumentState.ISSUED:
        raise Conflict(_("Chỉ thu hồi được văn bản đã phát hành."))
    document.state = DocumentState.REVOKED
    document.revoked_at, document.revocation_ground = at, ground


def number_and_seal(
    document: Document, *, unit: Unit, symbol: str, place: str, at: datetime
) -> None:
    """Take the next number of the unit's register, seal, freeze. The number goes back if any of
    it fails, since its counter is part of the same transaction."""
    if document.state is not DocumentState.SIGNED:
        raise Conflict(_("Văn bản chưa được ký hoặc đã được phát hành."))
    seal = keys.seal_of(unit)
    signed = store().read(document.sha256)
    proofs = long_term.proofs(signed, seal, at)  # asks outside, so before the number is taken
    day = clock.local(at).date()
    sequence = next_value(db.session, f"document/{unit.code}/{symbol}/{day.year}")
    document.number = f"{sequence:02d}/{symbol}"
    place_date = f"{place}, ngày {day:%d} tháng {_month(day.month)} năm {day.year}"
    sealed = signing.seal(
        signed,
        seal,
        _number_line(symbol, sequence, day.year),
        place_date,
        at,
        timestamper=trust.time_stamper(at),
        long_term=proofs,
    )
    document.sha256, _size = store().put([sealed])
    document.state = DocumentState.ISSUED
    document.issued_at = at


def _number_line(symbol: str, sequence: int, year: int) -> str:
    """As the paper bears it; a certification names the book too (TT 01/2020/TT-BTP)."""
    if symbol == CERTIFIED:
        return f"Số chứng thực: {sequence:02d}, quyển số: 01/{year}-{CERTIFIED}"
    return f"Số: {sequence:02d}/{symbol}"


def _month(number: int) -> str:
    """Months 1 and 2 with a zero, the others without (NĐ 30/2020/NĐ-CP, annex I)."""
    return f"{number:02d}" if number <= 2 else str(number)
