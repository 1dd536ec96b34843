"""Copies of issued papers: sao y, sao lục, trích sao (NĐ 30/2020/NĐ-CP, Điều 25–27, annex I part II).

One register a unit and year numbers all of them in one line ("được đánh chung cho các loại bản sao"):
01/SY-UBND, 02/TrS-UBND, 03/SL-UBND. Who may sign, and what becomes of a dossier, is said above.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal import clock, config
from portal.accounts.models import Account
from portal.counters import next_value
from portal.db import db
from portal.documents import appearances, checking, copied_pages, excerpts, issuing, queries
from portal.documents.copy_papers import render_copy
from portal.documents.excerpts import Part
from portal.documents.issuing import store
from portal.documents.models import COPY_SERIES, CopyForm, Document, DocumentKind, DocumentState
from portal.documents.paper_values import CopyPaper, PaperHead
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.units.models import Unit, UnitKind

# Printed, and statutory, so Vietnamese.
NAMES = {CopyForm.WHOLE: "SAO Y", CopyForm.SECOND: "SAO LỤC", CopyForm.EXCERPT: "TRÍCH SAO"}
TITLES = {
    CopyForm.WHOLE: "Bản sao y",
    CopyForm.SECOND: "Bản sao lục",
    CopyForm.EXCERPT: "Bản trích sao",
}
MOST_COPIES = 200


def parts_of(source: Document) -> list[Part]:
    """What an excerpt chooses among."""
    return excerpts.parts_of(store().read(source.sha256))


def draft(
    source: Document,
    form: CopyForm,
    *,
    parts: Sequence[int],
    purpose: str,
    copies: int,
    recipients: Sequence[str],
    at: datetime,
) -> Document:
    """A copy to be signed. `parts` are the places, in `parts_of`, of what an excerpt keeps. Raises
    Invalid, and Conflict for a paper that is not copied or whose signatures do not hold."""
    if form not in source.copy_forms:
        raise Conflict(_("Văn bản này không sao được theo hình thức đã chọn."))
    expect_sound(source)
    if not 1 <= copies <= MOST_COPIES:
        raise _wrong("copies", _("Số lượng bản từ 1 đến %(most)d.", most=MOST_COPIES))
    if not recipients:
        raise _wrong("recipients", _("Hãy ghi nơi nhận bản sao."))
    content: dict[str, Any] = {
        "form": form.value,
        "purpose": purpose,
        "copies": copies,
        "recipients": list(recipients),
    }
    if form is CopyForm.EXCERPT:
        content |= _extract(source, parts)
    original = queries.original_of(source) or source
    return Document(
        dossier_id=source.dossier_id,
        unit_id=source.unit_id,
        kind=DocumentKind.COPY,
        state=DocumentState.DRAFT,
        title=f"{TITLES[form]}: {original.title} số {original.number}"[:300],
        content=content,
        copied_from_id=source.id,
        verify_code=issuing.new_verify_code(),
        created_at=at,
    )


def expect_sound(source: Document) -> None:
    """What is copied is still what was signed, and in force: a copy never makes a damaged, revoked
    or replaced paper look whole. Raises Conflict."""
    found = checking.check_document(source)
    if not found.is_sound:
        raise Conflict(_("Không sao được: %(verdict)s", verdict=found.verdict))
    if not found.is_good:
        raise Conflict(_("Văn bản đã bị thu hồi hoặc thay thế nên không sao được."))


def sign(
    document: Document, *, unit: Unit, capacities: Sequence[str], by: Account, at: datetime
) -> None:
    """Number the copy, print, sign and seal it, in one act, as a letter is (`issuing.sign_letter`).
    The unit's signature stands at the upper right of the first page, with the time."""
    if document.state is not DocumentState.DRAFT or document.copy_form is None:
        raise Conflict(_("Văn bản này đã được ký."))
    source = queries.source_of(document)
    assert source is not None
    expect_sound(source)
    signer, seal = issuing.both_keys(by, unit, at)
    form, year = document.copy_form, clock.local(at).year
    sequence = next_value(db.session, f"document/{unit.code}/{COPY_SERIES}/{year}")
    document.number = f"{sequence:02d}/{form}-{abbreviation(unit)}"
    printed = _printed(document, unit, capacities, by.full_name, at)
    name = NAMES[form].capitalize()
    issuing.sign_and_seal(
        document,
        printed,
        signer,
        seal,
        looks=lambda width, height: appearances.copy_mark(name, unit.name, at, width, height),
        by=by,
        at=at,
    )


def preview(document: Document, *, unit: Unit, capacities: Sequence[str], at: datetime) -> bytes:
    """The drafted copy as it would be printed now."""
    return _printed(document, unit, capacities, "", at, draft=True)


def abbreviation(unit: Unit) -> str:
    """The agency in the symbol of a number: UBND, or the first letters of its short name (SXD)."""
    if unit.kind is not UnitKind.DEPARTMENT:
        return "UBND"
    return "".join(word[0] for word in unit.short_name.split()).upper()


def _printed(
    document: Document,
    unit: Unit,
    capacities: Sequence[str],
    signer: str,
    at: datetime,
    *,
    draft: bool = False,
) -> bytes:
    source = queries.source_of(document)
    assert source is not None and document.copy_form is not None
    content, told = store().read(source.sha256), document.content
    url = f"{config.current().base_url}/xac-thuc/{document.verify_code}"
    paper = CopyPaper(
        head=PaperHead(
            superior_unit="",
            unit=unit.name,
            place=unit.place,
            date=clock.local(at).date(),
            number=document.number or "",
            verify_url=url,
        ),
        form=NAMES[document.copy_form],
        source=_in_words(source, unit),
        source_sha256=source.sha256,
        capacities=capacities,
        signer=signer,
        extract=told.get("extract", ""),
        purpose=told["purpose"],
        copies=told["copies"],
        recipients=told["recipients"],
        verify_code=document.verify_code,
        draft=draft,
    )
    pages = told.get("pages") or range(copied_pages.count(content))
    left_out = [(page, mark) for page, mark in told.get("left_out", [])]
    return render_copy(paper, content, list(pages), left_out)


def _extract(source: Document, chosen: Sequence[int]) -> dict[str, Any]:
    """Which pages are printed and what is left out of them. The form of the original stays whole:
    its first and last page, title, number and signature (Điều 25, khoản 3)."""
    content = store().read(source.sha256)
    parts = excerpts.parts_of(content)
    kept = {place for place in chosen if 0 <= place < len(parts)}
    if not kept:
        raise _wrong("parts", _("Hãy chọn ít nhất một phần cần trích sao."))
    if len(kept) == len(parts):
        raise _wrong("parts", _("Đã chọn tất cả các phần: hãy chọn hình thức sao y."))
    last = copied_pages.count(content) - 1
    pages = {0, last, *(page for place in kept for page, _mark in parts[place].marks)}
    left_out = sorted(
        mark for place, part in enumerate(parts) if place not in kept for mark in part.marks
    )
    printed = ", ".join(str(page + 1) for page in sorted(pages))
    return {
        "parts": sorted(kept),
        "pages": sorted(pages),
        "left_out": [list(mark) for mark in left_out if mark[0] in pages],
        "extract": f"{len(kept)}/{len(parts)} phần nội dung, trang {printed}/{last + 1}; chỗ để trống "
        "là phần không trích sao",
    }


def _in_words(source: Document, unit: Unit) -> str:
    assert source.issued_at is not None
    day = f"{clock.local(source.issued_at):%d/%m/%Y}"
    named = f"số {source.number} ngày {day} của {unit.name} (mã kiểm tra {source.verify_code})"
    if source.copy_form is None:
        return f"bản gốc điện tử “{source.title}” {named}"
    original = queries.original_of(source)
    of = f", sao từ “{original.title}” số {original.number}" if original else ""
    return f"bản sao y {named}{of}"


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
