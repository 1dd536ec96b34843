"""The texts of the forms as administrators keep them: versions that hold from a day on.

A version is never changed: a correction is a new one, and going back to the built-in form is a
version without text. So what any paper was printed from can be shown for ever.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.documents import samples, template_checks
from portal.documents.models import PaperTemplate
from portal.documents.papers import (
    ApologyPaper,
    PaperKind,
    PaperText,
    StopPaper,
    built_in,
    is_slip,
    render_paper,
)
from portal.documents.profiles import KEYS
from portal.errors import Invalid
from portal.i18n import _


def text_in_force(kind: PaperKind, profile: str, day: date) -> PaperText | None:
    """The administrator's text for papers dated `day`; None: the built-in form holds."""
    row = version_in_force(kind, profile, day)
    return PaperText(row.title, row.source) if row is not None and row.source else None


def version_in_force(kind: PaperKind, profile: str, day: date) -> PaperTemplate | None:
    """The version that holds on `day`: of those begun, the one that began last, and of two of one
    day the one saved later."""
    return db.session.scalar(
        sa.select(PaperTemplate)
        .where(
            PaperTemplate.kind == kind,
            PaperTemplate.profile == profile,
            PaperTemplate.effective_from <= day,
        )
        .order_by(PaperTemplate.effective_from.desc(), PaperTemplate.id.desc())
        .limit(1)
    )


def versions(kind: PaperKind, profile: str) -> list[PaperTemplate]:
    """All of them, the newest first."""
    return list(
        db.session.scalars(
            sa.select(PaperTemplate)
            .where(PaperTemplate.kind == kind, PaperTemplate.profile == profile)
            .order_by(PaperTemplate.id.desc())
        )
    )


def corrected_forms() -> dict[tuple[str, str], PaperTemplate]:
    """The newest version of each form that has one, by (kind, profile)."""
    rows = db.session.scalars(sa.select(PaperTemplate).order_by(PaperTemplate.id))
    return {(row.kind, row.profile): row for row in rows}


def version(template_id: int) -> PaperTemplate | None:
    return db.session.get(PaperTemplate, template_id)


def save(
    kind: PaperKind,
    profile: str,
    text: PaperText,
    *,
    effective_from: date,
    note: str,
    by: Account,
    at: datetime,
) -> PaperTemplate:
    """Keep a corrected text that holds from `effective_from` on, today at the earliest: what was
    printed stays as it was. `profile` is "" for a slip in use. Raises Invalid, TemplateFault."""
    expect_sound(kind, profile, text)
    return _add(kind, profile, text, effective_from, note, by, at)


def return_to_built_in(
    kind: PaperKind, profile: str, *, effective_from: date, note: str, by: Account, at: datetime
) -> PaperTemplate:
    """The form as delivered holds again from `effective_from` on."""
    return _add(kind, profile, PaperText("", ""), effective_from, note, by, at)


def expect_sound(kind: PaperKind, profile: str, text: PaperText) -> None:
    """Raises TemplateFault, with the line, for a text that could not be printed whatever the
    dossier, Invalid without a title."""
    if not text.title.strip():
        raise Invalid(_("Hãy ghi tên biểu mẫu."), {"title": _("Hãy ghi tên biểu mẫu.")})
    template_checks.check(kind, text)


def preview(kind: PaperKind, profile: str, text: PaperText) -> bytes:
    """The sample dossier's paper in this text, as PDF. Raises TemplateFault."""
    expect_sound(kind, profile, text)
    paper = samples.sample_papers()[kind]
    if isinstance(paper, ApologyPaper | StopPaper):
        paper = replace(paper, signer="")  # a preview holds no field to sign
    return render_paper(kind, paper, profile or KEYS[-1], text)


def starting_text(kind: PaperKind, profile: str, day: date) -> PaperText:
    """What an administrator begins to correct from: the text in force, or the built-in one."""
    return text_in_force(kind, profile, day) or built_in(kind, profile or KEYS[-1])


def _add(
    kind: PaperKind,
    profile: str,
    text: PaperText,
    effective_from: date,
    note: str,
    by: Account,
    at: datetime,
) -> PaperTemplate:
    if profile != "" and (profile not in KEYS or is_slip(kind)):
        raise ValueError(f"No form {kind} in profile {profile}")
    if effective_from < clock.local(at).date():
        sentence = _("Ngày áp dụng sớm nhất là hôm nay.")
        raise Invalid(sentence, {"effective_from": sentence})
    row = PaperTemplate(
        kind=kind,
        profile=profile,
        title=text.title.strip(),
        source=text.source,
        effective_from=effective_from,
        note=note,
        created_by=by.id,
        created_by_name=by.full_name,
        created_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row
