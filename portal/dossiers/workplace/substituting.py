"""Somebody stands in for an absent officer: sees their work, may do it, and signs "thay …"."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account, RoleGrant, Substitution
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import messages
from portal.dossiers.workplace.labelling import units_of
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _

LONGEST_DAYS = 366


def appoint(
    absent: Account, substitute: Account, from_day: date, to_day: date, *, by: Account, at: datetime
) -> Substitution:
    """Let `substitute` do the work of `absent` from a day to a day (both included). The absent
    officer appoints themself, or a leader of one of their units does."""
    today = clock.local(at).date()
    if by.id != absent.id and not (by.units_as(Role.LEADER, today) & units_of(absent, today)):
        raise Forbidden(_("Chỉ người vắng mặt hoặc lãnh đạo đơn vị mới cử người thay được."))
    if substitute.id == absent.id or not units_of(absent, today) & units_of(substitute, today):
        sentence = _("Hãy chọn một đồng nghiệp cùng đơn vị.")
        raise Invalid(sentence, {"substitute": sentence})
    if to_day < from_day or to_day < today or (to_day - from_day).days > LONGEST_DAYS:
        sentence = _("Ngày cuối phải từ ngày đầu trở đi, chưa qua, và trong vòng một năm.")
        raise Invalid(sentence, {"to_day": sentence})
    if any(_overlaps(other, from_day, to_day) for other in of_absent(absent)):
        raise Conflict(_("Trong những ngày đó đã có người thay. Hãy kết thúc lần trước đã."))
    made = Substitution(
        absent_id=absent.id,
        substitute_id=substitute.id,
        from_day=from_day,
        to_day=to_day,
        created_by=by.id,
        created_at=at,
    )
    db.session.add(made)
    db.session.flush()
    messages.standing_in(substitute, absent, made.id, from_day, to_day, at=at)
    return made


def end(substitution: Substitution, *, by: Account, at: datetime) -> None:
    """From today the absent officer does their own work again."""
    today = clock.local(at).date()
    is_leader = by.units_as(Role.LEADER, today) & units_of(substitution.absent, today)
    if by.id not in (substitution.absent_id, substitution.created_by) and not is_leader:
        raise Forbidden(_("Chỉ người vắng mặt hoặc lãnh đạo đơn vị mới kết thúc được."))
    if substitution.ended_on is None:
        substitution.ended_on = today


def of_absent(absent: Account) -> list[Substitution]:
    return _those(Substitution.absent_id == absent.id)


def known_to(account: Account, at: datetime) -> list[Substitution]:
    """Present and coming ones of the officer, and of the units they lead."""
    day = clock.local(at).date()
    led = account.units_as(Role.LEADER, day)
    members = sa.select(RoleGrant.account_id).where(RoleGrant.unit_id.in_(led))
    return _those(
        sa.or_(
            Substitution.absent_id == account.id,
            Substitution.substitute_id == account.id,
            Substitution.absent_id.in_(members),
        ),
        Substitution.to_day >= day,
    )


def substitution_of(number: int, account: Account, at: datetime) -> Substitution | None:
    return next((one for one in known_to(account, at) if one.id == number), None)


def colleagues_of(account: Account, day: date) -> list[Account]:
    """Who works dossiers off in the officer's units, the officer included."""
    units = units_of(account, day)
    found = db.session.scalars(
        sa.select(Account)
        .where(
            Account.disabled_at.is_(None),
            Account.id.in_(
                sa.select(RoleGrant.account_id).where(
                    RoleGrant.unit_id.in_(units),
                    RoleGrant.valid_from <= day,
                    sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
                )
            ),
        )
        .order_by(Account.full_name, Account.id)
    )
    return [one for one in found if units & units_of(one, day)]


def _those(*where: sa.ColumnElement[bool]) -> list[Substitution]:
    return list(
        db.session.scalars(
            sa.select(Substitution)
            .where(Substitution.ended_on.is_(None), *where)
            .order_by(Substitution.from_day, Substitution.id)
        )
    )


def _overlaps(other: Substitution, from_day: date, to_day: date) -> bool:
    return other.from_day <= to_day and from_day <= other.to_day
