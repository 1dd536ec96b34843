"""One person lets another act for them: given, accepted, ended by either side."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal import clock
from portal.accounts import mandates
from portal.accounts.mandate_models import Mandate, Organisation
from portal.accounts.models import Account
from portal.db import db
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _
from portal.notifications import outbox
from portal.vietnam import fold

LONGEST = timedelta(days=5 * 366)
LINK = "/tai-khoan/uy-quyen"


def give(
    giver: Account,
    *,
    organisation: Organisation | None = None,
    agent_number: str,
    agent_name: str,
    procedure_ids: list[int],
    sector_ids: list[int] | None = None,
    to_day: date,
    at: datetime,
) -> Mandate:
    """Offer an authority (Bộ luật Dân sự 2015, Điều 138, 562–569) for oneself, or for an organisation
    one heads, until `to_day`. Whether the other has an account is not told. Raises Invalid,
    Forbidden, Conflict."""
    today = clock.local(at).date()
    if organisation is not None and organisation not in mandates.headed_by(giver, today):
        raise Forbidden(_("Chỉ người đại diện của tổ chức mới ủy quyền thay tổ chức được."))
    if agent_number == giver.personal_number:
        raise _wrong("agent_number", _("Đây là số định danh của chính Ông/Bà."))
    if not today <= to_day <= today + LONGEST:
        raise _wrong("to_day", _("Ngày cuối phải từ hôm nay trở đi và trong vòng 5 năm."))
    for known in mandates.given_by(giver, today):
        is_same = (known.person_id is None) == (organisation is not None) and (
            organisation is None or known.organisation_id == organisation.id
        )
        is_open = known.is_in_force(today) or known.is_offered(today)
        if is_same and is_open and known.agent_number == agent_number:
            raise Conflict(_("Ông/Bà đang ủy quyền cho người này. Hãy kết thúc lần trước đã."))
    made = Mandate(
        person_id=None if organisation else giver.id,
        organisation_id=organisation.id if organisation else None,
        agent_number=agent_number,
        agent_name=agent_name,
        procedure_ids=procedure_ids,
        sector_ids=sector_ids or [],
        from_day=today,
        to_day=to_day,
        given_at=at,
        given_by_name=giver.full_name,
    )
    db.session.add(made)
    db.session.flush()
    named = db.session.scalar(sa.select(Account).where(Account.personal_number == agent_number))
    if named is not None and not named.is_officer:
        _tell(made, named, "given", f"{made.principal_name} muốn ủy quyền cho Ông/Bà", at)
    return made


def accept(mandate: Mandate, *, by: Account, at: datetime) -> None:
    """From now on the agent acts for the other. The name must be that of the offer: a number typed
    wrongly gives nobody anything. Raises Conflict, Forbidden."""
    if not mandate.is_offered(clock.local(at).date()):
        raise Conflict(_("Lời ủy quyền này không còn chờ trả lời."))
    if by.personal_number != mandate.agent_number:
        raise Forbidden(_("Lời ủy quyền này dành cho người khác."))
    if fold(by.full_name) != fold(mandate.agent_name):
        raise Conflict(
            _("Họ tên trong lời ủy quyền khác họ tên của Ông/Bà. Hãy nhờ người ủy quyền ghi lại.")
        )
    mandate.agent_id, mandate.accepted_at = by.id, at
    db.session.flush()
    if mandate.person is not None:
        _tell(mandate, mandate.person, "accepted", f"{by.full_name} đã nhận ủy quyền", at)


def end(mandate: Mandate, *, by: Account, at: datetime) -> None:
    """Withdrawn by who gave it, given back or declined by who received it: from this moment on it
    lets nobody do anything. Raises Conflict when it has ended, Forbidden for a representative whom
    the provider of identity names."""
    today = clock.local(at).date()
    if not (mandate.is_in_force(today) or mandate.is_offered(today)):
        raise Conflict(_("Ủy quyền này đã kết thúc từ trước."))
    if mandate.is_head:
        raise Forbidden(_("Người đại diện theo pháp luật thay đổi ở nơi đăng ký, không ở đây."))
    mandate.ended_at, mandate.ended_by_name = at, by.full_name
    for other in (mandate.person, mandate.agent):
        if other is not None and other.id != by.id:
            _tell(mandate, other, "ended", f"{by.full_name} đã kết thúc ủy quyền", at)


def represent(agent: Account, organisation: Organisation, *, by: str, at: datetime) -> Mandate:
    """A provider of identity says that the person represents the organisation; whoever did before
    does not any more."""
    today = clock.local(at).date()
    heads = db.session.scalars(
        sa.select(Mandate).where(
            Mandate.organisation_id == organisation.id,
            Mandate.is_head,
            Mandate.ended_at.is_(None),
        )
    ).all()
    for former in heads:
        if former.agent_id == agent.id:
            return former
        former.ended_at, former.ended_by_name = at, by
    made = Mandate(
        organisation_id=organisation.id,
        agent_number=agent.personal_number or "",
        agent_name=agent.full_name,
        agent_id=agent.id,
        is_head=True,
        procedure_ids=[],
        from_day=today,
        given_at=at,
        given_by_name=by,
        accepted_at=at,
    )
    db.session.add(made)
    return made


def _tell(mandate: Mandate, account: Account, what: str, subject: str, at: datetime) -> None:
    until = f" đến hết ngày {mandate.to_day:%d/%m/%Y}" if mandate.to_day else ""
    outbox.notify(
        account=account,
        email="",
        subject=subject,
        body=f"{mandate.principal_name} ủy quyền cho {mandate.agent_name}{until}. Mở trang ủy quyền "
        "để xem phạm vi, trả lời hoặc kết thúc.",
        link=LINK,
        key=f"mandate/{mandate.id}/{what}/{account.id}",
        at=at,
    )


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
