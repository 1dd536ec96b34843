"""From draft to law: one person writes and submits, another reads and publishes."""

from __future__ import annotations

from datetime import date, datetime

from portal import clock
from portal.accounts.models import SYSTEM, Account
from portal.db import db
from portal.errors import Conflict, Invalid
from portal.i18n import _, n_
from portal.i18n import day as written_day
from portal.procedures import check_queries
from portal.procedures.editing import newest_published, publisher
from portal.procedures.models import Procedure, ProcedureVersion, VersionAction, VersionState
from portal.procedures.publishing import describe, next_number, sector_named


def submit(version: ProcedureVersion, *, note: str, by: Account, at: datetime) -> None:
    """Hand a draft to the colleague who publishes. From now on nobody changes it. Raises Conflict
    while a check finds a fault."""
    _expect_no_fault(version, at)
    version.move(VersionAction.SUBMIT, by=publisher(by, at), at=at, note=note)
    version.submitted_by = by.id
    db.session.flush()


def send_back(version: ProcedureVersion, *, reason: str, by: Account, at: datetime) -> None:
    """Give it back to be changed; whoever submitted it may also take it back this way."""
    if not reason:
        raise Invalid(_("Hãy ghi lý do trả lại."), {"reason": _("Hãy ghi lý do trả lại.")})
    version.move(VersionAction.SEND_BACK, by=publisher(by, at), at=at, note=reason)
    version.submitted_by = None
    db.session.flush()


def publish(
    version: ProcedureVersion,
    *,
    decision_number: str,
    signed_on: date,
    effective_from: date,
    effective_to: date | None,
    are_warnings_confirmed: bool,
    by: Account,
    at: datetime,
) -> None:
    """Put the version in force from `effective_from`, which may lie ahead, by the publication
    decision (NĐ 63/2010/NĐ-CP, Điều 13–15). A second person does it: not who submitted it.

    Refused while a check finds a fault; warnings are confirmed. Raises Conflict, Invalid,
    Forbidden.
    """
    actor = publisher(by, at)
    if version.submitted_by == by.id:
        raise Conflict(
            _("Ông/Bà đã trình phiên bản này, nên một người khác phải duyệt và công bố.")
        )
    _expect_no_fault(version, at)
    if check_queries.warnings(version, clock.local(at).date()) and not are_warnings_confirmed:
        sentence = _("Còn cảnh báo chưa xử lý. Hãy xem lại rồi đánh dấu xác nhận.")
        raise Invalid(sentence, {"are_warnings_confirmed": sentence})
    procedure, today = version.procedure, clock.local(at).date()
    _expect_days(procedure, signed_on, effective_from, effective_to, today)
    if any(v.number > version.number for v in procedure.versions):
        version.number = next_number(procedure)  # another source published meanwhile
    version.move(VersionAction.PUBLISH, by=actor, at=at, note=decision_number)
    version.decision_number, version.signed_on = decision_number, signed_on
    version.effective_from, version.effective_to = effective_from, effective_to
    version.flags = []
    procedure.versions.sort(key=lambda v: v.number)
    if effective_from <= today:
        put_in_force(version, at=at)
    db.session.flush()


def put_in_force(version: ProcedureVersion, *, at: datetime) -> None:
    """The version's day has come: those before it are superseded, lists and search say what it
    says. Doing it again changes nothing."""
    procedure = version.procedure
    for other in procedure.versions:
        if other.state is VersionState.PUBLISHED and other.number < version.number:
            other.move(VersionAction.SUPERSEDE, by=SYSTEM, at=at)
    procedure.is_in_force = True
    describe(
        procedure,
        title=version.title,
        sector=sector_named(db.session, version.sector_name),
        level=version.level,
        authority_level=version.authority_level,
        keywords=version.parts.guidance.keywords,
        applicants=version.parts.guidance.applicants,
    )
    db.session.flush()


def abolish(
    procedure: Procedure, *, decision: str, effective_to: date, by: Account, at: datetime
) -> None:
    """End the procedure after `effective_to`, its last day. Dossiers already received go on under
    their version. Raises Conflict when it has ended, Invalid for a day before it began."""
    actor = publisher(by, at)
    version = newest_published(procedure)
    if version is None or version.state is not VersionState.PUBLISHED:
        raise Conflict(_("Thủ tục này không có phiên bản đang hiệu lực để bãi bỏ."))
    if version.effective_from and effective_to < version.effective_from:
        sentence = _(
            "Ngày hết hiệu lực phải từ %(day)s trở đi.", day=written_day(version.effective_from)
        )
        raise Invalid(sentence, {"effective_to": sentence})
    version.effective_to = effective_to
    if effective_to < clock.local(at).date():
        version.move(VersionAction.ABOLISH, by=actor, at=at, note=decision)
        procedure.is_in_force = False
    else:
        version.move(VersionAction.SCHEDULE_END, by=actor, at=at, note=decision)
    db.session.flush()


def _expect_no_fault(version: ProcedureVersion, at: datetime) -> None:
    count = len(check_queries.faults(version, clock.local(at).date()))
    if count:
        raise Conflict(
            n_(
                "Còn %(num)d lỗi phải sửa trước. Xem danh sách ở thẻ Kiểm tra, công bố.",
                "Còn %(num)d lỗi phải sửa trước. Xem danh sách ở thẻ Kiểm tra, công bố.",
                count,
            )
        )


def _expect_days(
    procedure: Procedure,
    signed_on: date,
    effective_from: date,
    effective_to: date | None,
    today: date,
) -> None:
    wrong: dict[str, str] = {}
    if signed_on > today:
        wrong["signed_on"] = _("Ngày ký quyết định không thể sau hôm nay.")
    if effective_from < signed_on:
        wrong["effective_from"] = _("Ngày có hiệu lực không thể trước ngày ký quyết định.")
    if effective_to and effective_to < effective_from:
        wrong["effective_to"] = _("Ngày hết hiệu lực không thể trước ngày có hiệu lực.")
    former = newest_published(procedure)
    if former and former.effective_from and effective_from < former.effective_from:
        wrong["effective_from"] = _(
            "Phiên bản %(number)d có hiệu lực từ %(day)s; phiên bản sau nó phải từ ngày ấy trở đi.",
            number=former.number,
            day=written_day(former.effective_from),
        )
    if wrong:
        raise Invalid(_("Ngày tháng của quyết định chưa hợp lý."), wrong)
