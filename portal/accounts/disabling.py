"""Closing and opening accounts, giving and taking roles. Each ends the person's sessions at once.

Accounts have no book of events of their own: who did what stands in the log, by number only.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from portal.accounts.models import Account, Actor, RoleGrant
from portal.accounts.roles import Role
from portal.errors import Conflict, Forbidden
from portal.i18n import _

log = logging.getLogger("portal.accounts")


def disable_account(account: Account, *, by: Actor, at: datetime) -> None:
    """Nobody signs in with it any more. Raises Forbidden for one's own, Conflict if it is."""
    if account.id == by.account_id:
        raise Forbidden(_("Ông/Bà không thể tự khoá tài khoản của mình."))
    if account.disabled_at is not None:
        raise Conflict(_("Tài khoản này đã được khoá từ trước."))
    account.disabled_at = at
    account.end_sessions()
    _note("disabled", account, by)


def enable_account(account: Account, *, by: Actor) -> None:
    """The person may sign in again. Raises Conflict if nothing prevents it."""
    if account.disabled_at is None:
        raise Conflict(_("Tài khoản này đang hoạt động."))
    account.disabled_at = None
    account.end_sessions()  # a session from before stays ended
    _note("enabled", account, by)


def grant_role(
    account: Account,
    role: Role,
    unit_id: int,
    *,
    by: Actor,
    valid_from: date,
    valid_to: date | None = None,
) -> RoleGrant:
    """Let an officer act in `role` at a unit, from a day to a day (both included).

    Raises Conflict for a citizen's account and for a role already held on that day.
    """
    if not account.is_officer:
        raise Conflict(_("Chỉ tài khoản cán bộ mới được giao vai trò."))
    if unit_id in account.units_as(role, valid_from):
        raise Conflict(_("Cán bộ này đang giữ vai trò đó tại đơn vị."))
    grant = RoleGrant(unit_id=unit_id, role=role, valid_from=valid_from, valid_to=valid_to)
    account.grants.append(grant)
    account.end_sessions()
    _note(f"granted {role.value} in unit {unit_id}", account, by)
    return grant


def revoke_role(grant: RoleGrant, *, by: Actor, last_day: date) -> None:
    """Take a role away after `last_day`; yesterday takes it away today. Raises Conflict."""
    if grant.valid_to is not None and grant.valid_to <= last_day:
        raise Conflict(_("Vai trò này đã được thu hồi."))
    grant.valid_to = max(last_day, grant.valid_from - timedelta(days=1))
    grant.account.end_sessions()
    _note(f"lost {grant.role.value} in unit {grant.unit_id}", grant.account, by)


def _note(what: str, account: Account, by: Actor) -> None:
    log.info("account %s %s by account %s", account.id, what, by.account_id)
