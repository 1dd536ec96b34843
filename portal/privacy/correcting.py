"""What the account says wrongly of a person, and the person cannot change alone: asked for with
evidence, decided by an administrator of the province, answered (Luật 91/2025/QH15, the right to
have one's data corrected)."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.account_notes import note
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.db import db
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _
from portal.notifications import outbox
from portal.privacy.models import CorrectedField, CorrectionRequest
from portal.units.models import Unit, UnitKind
from portal.vietnam import check_personal_number

MOST_SHOWN = 100


def ask(
    account: Account, field: CorrectedField, *, right: str, evidence: str, at: datetime
) -> CorrectionRequest:
    """Put the request into the queue. Raises Invalid with the field's sentence, Conflict while
    one about the same field waits."""
    right = _as_kept(field, right)
    wrong = kept(account, field)
    if right == wrong:
        sentence = _("Tài khoản đang ghi đúng như vậy.")
        raise Invalid(sentence, {"right": sentence})
    is_open = sa.select(CorrectionRequest.id).where(
        CorrectionRequest.account_id == account.id,
        CorrectionRequest.field == field,
        CorrectionRequest.decided_at.is_(None),
    )
    if db.session.scalar(is_open):
        raise Conflict(_("Ông/Bà đã có một yêu cầu về mục này đang chờ trả lời."))
    request = CorrectionRequest(
        account_id=account.id, field=field, wrong=wrong, right=right, evidence=evidence, asked_at=at
    )
    db.session.add(request)
    return request


def decide(
    request: CorrectionRequest, *, is_granted: bool, reason: str, by: Account, at: datetime
) -> None:
    """Change the account or leave it, and answer either way. Raises Forbidden, Conflict."""
    actor = _decider(by, at)
    if request.decided_at is not None:
        raise Conflict(_("Yêu cầu này đã có người trả lời."))
    account = request.account
    if is_granted:
        _correct(account, request)
        note(account, "corrected", by=actor, at=at, reason=reason)
    request.decided_at, request.is_granted = at, is_granted
    request.decided_by_name, request.reason = by.full_name, reason
    outcome = "được chấp nhận, tài khoản đã sửa" if is_granted else "không được chấp nhận"
    outbox.notify(
        account=account,
        email=account.email,
        subject="Trả lời yêu cầu đính chính dữ liệu",
        body=f"Kính gửi {account.full_name},\n\nYêu cầu đính chính của Ông/Bà {outcome}. "
        f"Lý do: {reason}",
        link="/tai-khoan/du-lieu",
        key=f"correction/{request.id}",
        at=at,
    )


def requests_of(account: Account) -> list[CorrectionRequest]:
    """The newest first."""
    return list(
        db.session.scalars(
            sa.select(CorrectionRequest)
            .where(CorrectionRequest.account_id == account.id)
            .order_by(CorrectionRequest.id.desc())
        )
    )


def queue(reader: Account, day: date) -> list[CorrectionRequest]:
    """What waits, the oldest first, then what was decided lately; nothing for administrators of a
    single unit, because accounts belong to the whole province."""
    if not is_of_the_province(reader, day):
        return []
    statement = (
        sa.select(CorrectionRequest)
        .order_by(
            CorrectionRequest.decided_at.is_not(None),
            sa.case((CorrectionRequest.decided_at.is_(None), CorrectionRequest.id)),
            CorrectionRequest.id.desc(),
        )
        .limit(MOST_SHOWN)
    )
    return list(db.session.scalars(statement))


def request_to_decide(
    request_id: int, reader: Account, day: date, *, lock: bool = False
) -> CorrectionRequest | None:
    if not is_of_the_province(reader, day):
        return None
    return db.session.get(CorrectionRequest, request_id, with_for_update=lock)


def is_of_the_province(account: Account, day: date) -> bool:
    """An administrator in the province's own unit."""
    held = account.units_as(Role.ADMINISTRATOR, day)
    found = sa.select(Unit.id).where(Unit.id.in_(held), Unit.kind == UnitKind.PROVINCE).limit(1)
    return db.session.scalar(found) is not None


def kept(account: Account, field: CorrectedField) -> str:
    """As the account says it now, in one writing."""
    value = getattr(account, field.value)
    return value.isoformat() if isinstance(value, date) else value or ""


def _decider(by: Account, at: datetime) -> Actor:
    day = clock.local(at).date()
    if not is_of_the_province(by, day):
        raise Forbidden(_("Chỉ quản trị hệ thống của tỉnh trả lời được yêu cầu này."))
    return Actor(by.full_name, Role.ADMINISTRATOR.value, by.id)


def _correct(account: Account, request: CorrectionRequest) -> None:
    if kept(account, request.field) != request.wrong:
        raise Conflict(_("Tài khoản đã thay đổi từ khi có yêu cầu. Hãy tải lại trang rồi xem lại."))
    if request.field is CorrectedField.BIRTH_DATE:
        account.birth_date = date.fromisoformat(request.right)
    elif request.field is CorrectedField.PERSONAL_NUMBER:
        taken = sa.select(Account.id).where(Account.personal_number == request.right)
        if db.session.scalar(taken):
            raise Conflict(_("Số định danh này đã thuộc một tài khoản khác."))
        account.personal_number = request.right
    else:
        account.full_name = request.right


def _as_kept(field: CorrectedField, right: str) -> str:
    """In the writing the account keeps it. Raises Invalid."""
    right = " ".join(right.split())
    sentence = ""
    if field is CorrectedField.PERSONAL_NUMBER:
        try:
            return str(check_personal_number(right))
        except ValueError as fault:
            sentence = _(str(fault))
    elif field is CorrectedField.BIRTH_DATE:
        day, _slash, rest = right.replace("-", "/").replace(".", "/").partition("/")
        month, _slash, year = rest.partition("/")
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            sentence = _("Hãy viết ngày sinh theo ngày/tháng/năm, ví dụ 5/3/1990.")
    elif right:
        return right
    raise Invalid(sentence, {"right": sentence})
