"""The same matter handed in twice: noticed at reception, then joined or kept apart by decision."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import issuing
from portal.documents.models import Document, DocumentKind
from portal.dossiers import linking, messages, queries, slips
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.workflow import ENDED, NEVER_HANDED_IN, Action, State
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.vietnam import fold

NOT_OPEN = (*ENDED, *NEVER_HANDED_IN, State.RESOLVED)
MOST = 20


def alike(dossier: Dossier) -> list[Dossier]:
    """Open dossiers of the same person for the same procedure, the oldest first: by number where
    one is given, else by name and telephone."""
    same: sa.ColumnElement[bool]
    if dossier.applicant_identity:
        same = Dossier.applicant_identity == dossier.applicant_identity
    else:
        same = sa.and_(
            Dossier.applicant_identity == "",
            Dossier.submitter_phone == dossier.submitter_phone,
            Dossier.submitter_phone != "",
        )
    found = db.session.scalars(
        sa.select(Dossier)
        .where(
            Dossier.procedure_id == dossier.procedure_id,
            Dossier.id != dossier.id,
            Dossier.state.not_in(NOT_OPEN),
            same,
        )
        .order_by(Dossier.id)
        .limit(MOST)
    )
    return [
        other
        for other in found
        if dossier.applicant_identity or fold(other.applicant_name) == fold(dossier.applicant_name)
    ]


def undecided(dossier: Dossier) -> list[Dossier]:
    """Those of `alike` nobody has told apart from it yet; only while it waits for reception."""
    if dossier.state is not State.SUBMITTED:
        return []
    apart = {
        str(event.data.get("other"))
        for event in dossier.events
        if event.action is Action.KEEP_APART
    }
    return [
        other for other in alike(dossier) if other.reference not in apart and other.id < dossier.id
    ]


def expect_decided(dossier: Dossier, *, told_apart: Collection[int] = ()) -> None:
    """Raises Conflict while it may be a duplicate, of others than `told_apart` (by id), and nobody
    has decided."""
    if any(other.id not in told_apart for other in undecided(dossier)):
        raise Conflict(
            _("Hồ sơ này có thể trùng với hồ sơ khác. Hãy quyết định trước khi tiếp nhận.")
        )


def keep_apart(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> None:
    """They are different matters after all; `reason` says how one tells."""
    others = undecided(dossier)
    if not others:
        raise Conflict(_("Không có hồ sơ nào trùng đang chờ quyết định."))
    if not reason:
        sentence = _("Hãy ghi vì sao đây là việc khác.")
        raise Invalid(sentence, {"reason": sentence})
    actor = by.acting_as(Role.RECEPTIONIST, dossier.desk.unit_id, clock.local(at).date())
    for other in others:
        dossier.move(
            Action.KEEP_APART,
            by=actor,
            at=at,
            note=reason,
            data={"other": other.reference, "label": other.label},
        )


def join(dossier: Dossier, other: Dossier, *, by: Account, at: datetime) -> Document:
    """The new dossier ends, what it brought is added to `other`, and the person is told in writing
    (Mẫu 03). Returns the slip."""
    if other not in undecided(dossier):
        raise Conflict(_("Hồ sơ kia không còn là hồ sơ trùng đang mở."))
    actor = by.acting_as(Role.RECEPTIONIST, dossier.desk.unit_id, clock.local(at).date())
    reason = (
        f"Hồ sơ trùng với hồ sơ {other.label} đang được giải quyết; "
        f"giấy tờ đã nộp được chuyển vào hồ sơ {other.label}."
    )
    dossier.move(
        Action.JOIN,
        by=actor,
        at=at,
        note=reason,
        data={"other": other.reference, "label": other.label},
    )
    there = {(a.document_key, a.sha256) for a in other.kept_attachments if a.sha256}
    for one in dossier.kept_attachments:
        if (one.document_key, one.sha256) not in there:
            other.attachments.append(
                Attachment(
                    document_key=one.document_key,
                    name=one.name,
                    content_type=one.content_type,
                    size=one.size,
                    sha256=one.sha256,
                    originals=one.originals,
                    certified_copies=one.certified_copies,
                    photocopies=one.photocopies,
                    added_at=at,
                )
            )
    _note_on(other, dossier, by, at)
    db.session.flush()
    messages.declined(dossier, reason, at=at)
    linking.go_on(dossier, at=at)
    return issuing.issue_slip(
        DocumentKind.DECLINE,
        slips.decline(dossier, reason=reason, receiver=by.full_name, at=at),
        dossier_id=dossier.id,
        unit=dossier.desk.unit,
        title="Phiếu từ chối tiếp nhận giải quyết hồ sơ",
        at=at,
    )


def _note_on(other: Dossier, joined: Dossier, by: Account, at: datetime) -> None:
    """The other one's history tells where the papers came from."""
    actor = by.acting_as(Role.RECEPTIONIST, joined.desk.unit_id, clock.local(at).date())
    other.move(
        Action.NOTE,
        by=actor,
        at=at,
        note=f"Nhập giấy tờ của hồ sơ trùng {joined.label}.",
        data={"joined": joined.reference},
    )


def other_of(dossier: Dossier, reference: str) -> Dossier | None:
    """The open duplicate of that reference, kept from others while this request writes."""
    found = next((d for d in undecided(dossier) if d.reference == reference), None)
    return queries.dossier_to_settle(found.id) if found else None
