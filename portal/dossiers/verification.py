"""Verification on site (xác minh thực tế): an appointment with its people, then its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal import clock
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import issuing
from portal.documents.models import Document, DocumentKind
from portal.dossiers import messages, queries, slips, steps
from portal.dossiers.models import Dossier
from portal.dossiers.verification_models import Finding, Verification, VerificationPhoto
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.procedures.definitions import StepKind
from portal.uploads import Accepted

TITLE = "Biên bản xác minh thực tế"
PHOTO_TYPES = ("image/jpeg", "image/png")


def appoint(
    dossier: Dossier,
    *,
    place: str,
    meets_at: datetime,
    people: str,
    purpose: str,
    by: Account,
    at: datetime,
) -> Verification:
    """Set when and where `people` (lines of text) meet; the applicant is told. The task is the
    specialist's own and due when they meet."""
    main = steps.current_step(dossier, *steps.PAPERWORK)
    actor = steps.hold(main, by, at)
    if dossier.open_verification is not None:
        raise Conflict(_("Hồ sơ đã có một buổi xác minh đang hẹn."))
    for field, value, sentence in (
        ("place", place, _("Hãy ghi địa điểm xác minh.")),
        ("people", people, _("Hãy ghi người tham gia xác minh.")),
        ("purpose", purpose, _("Hãy ghi nội dung cần xác minh.")),
    ):
        if not value:
            raise Invalid(sentence, {field: sentence})
    if meets_at <= at:
        sentence = _("Giờ hẹn đã qua. Hãy chọn giờ khác.")
        raise Invalid(sentence, {"meets_on": sentence})
    dossier.move(
        Action.APPOINT_VERIFICATION,
        by=actor,
        at=at,
        note=f"{slips.time_and_day(meets_at)}, {place}",
        data={"meets_at": meets_at.isoformat(), "place": place},
    )
    task = steps.open_beside(
        dossier,
        StepKind.VERIFY,
        "Xác minh thực tế",
        unit_id=dossier.unit_id,
        role=Role.SPECIALIST,
        due_at=meets_at,
        at=at,
    )
    task.assignee_id, task.assignee_name = by.id, by.full_name
    db.session.flush()
    found = Verification(
        task_id=task.id,
        place=place,
        purpose=purpose,
        people=people,
        meets_at=meets_at,
        appointed_at=at,
        appointed_by=by.full_name,
    )
    dossier.verifications.append(found)
    db.session.flush()
    messages.verification_appointed(dossier, found, at=at)
    return found


def record(
    dossier: Dossier,
    *,
    present: str,
    finding: Finding,
    findings: str,
    photos: Sequence[Accepted],
    began_at: datetime,
    ended_at: datetime,
    by: Account,
    at: datetime,
) -> Document:
    """Write the minutes: who was there, what was found, with photographs. They are printed, frozen
    and stand on the case. Returns them."""
    visit = _open(dossier)
    actor = _as_specialist(dossier, by, at)
    for field, value, sentence in (
        ("present", present, _("Hãy ghi những người có mặt.")),
        ("findings", findings, _("Hãy ghi kết quả xác minh.")),
    ):
        if not value:
            raise Invalid(sentence, {field: sentence})
    if not began_at < ended_at <= at:
        sentence = _("Giờ kết thúc phải sau giờ bắt đầu và không sau bây giờ.")
        raise Invalid(sentence, {"ended": sentence})
    dossier.move(
        Action.RECORD_VERIFICATION, by=actor, at=at, note=findings, data={"finding": finding.value}
    )
    visit.present, visit.finding, visit.findings = present, finding, findings
    visit.began_at, visit.ended_at, visit.recorded_at = began_at, ended_at, at
    visit.photos += [
        VerificationPhoto(
            name=photo.name,
            content_type=photo.content_type,
            size=photo.size,
            sha256=photo.sha256,
            added_at=at,
        )
        for photo in photos
    ]
    _close_task(dossier, visit, Action.RECORD_VERIFICATION, at)
    db.session.flush()
    document = issuing.issue_slip(
        DocumentKind.MINUTES,
        slips.minutes(dossier, visit, officer=by.full_name, at=at),
        dossier_id=dossier.id,
        unit=dossier.unit,
        title=TITLE,
        at=at,
    )
    db.session.flush()
    visit.document_id = document.id
    return document


def drop(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> None:
    """The visit does not take place; the applicant is told why."""
    visit = _open(dossier)
    actor = _as_specialist(dossier, by, at)
    if not reason:
        sentence = _("Hãy ghi lý do hủy buổi xác minh.")
        raise Invalid(sentence, {"reason": sentence})
    dossier.move(Action.DROP_VERIFICATION, by=actor, at=at, note=reason)
    visit.dropped_at, visit.dropped_reason = at, reason
    _close_task(dossier, visit, Action.DROP_VERIFICATION, at)
    messages.verification_dropped(dossier, visit, at=at)


def _close_task(dossier: Dossier, visit: Verification, outcome: Action, at: datetime) -> None:
    task = queries.task_of(dossier, visit.task_id)
    if task is not None:
        steps.close_step(task, outcome=outcome, at=at)


def _open(dossier: Dossier) -> Verification:
    visit = dossier.open_verification
    if visit is None:
        raise Conflict(_("Hồ sơ không có buổi xác minh nào đang hẹn."))
    return visit


def _as_specialist(dossier: Dossier, by: Account, at: datetime) -> Actor:
    return by.acting_as(Role.SPECIALIST, dossier.unit_id, clock.local(at).date())
