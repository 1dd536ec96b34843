"""Reads of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal import vietnam
from portal.accounts.models import Account, AccountKind, RoleGrant
from portal.accounts.roles import Role
from portal.db import db

# Agencies live in a room above this one: its rows are read here by column, its models are not
# imported.
_unit = sa.table(
    "unit", sa.column("id"), sa.column("code"), sa.column("short_name"), sa.column("parent_id")
)


@dataclass(frozen=True)
class OfficerRow:
    """One officer in the administrator's list; `roles` as (role, unit's short name)."""

    account: Account
    roles: tuple[tuple[Role, str], ...]


def account_signing_in(identifier: str) -> Account | None:
    """The account `identifier` names: a citizen's personal number, or anybody's e-mail.

    Disabled accounts are found as well.
    """
    digits = "".join(identifier.split())
    if len(digits) == 12 and digits.isascii() and digits.isdigit():
        return db.session.scalar(
            sa.select(Account).where(
                Account.personal_number == digits, Account.kind == AccountKind.CITIZEN
            )
        )
    return account_by_email(identifier)


def account_of(account_id: int) -> Account | None:
    return db.session.get(Account, account_id)


def account_by_email(email: str) -> Account | None:
    return db.session.scalar(sa.select(Account).where(Account.email == email.strip().lower()))


def is_known(*, personal_number: str, email: str) -> bool:
    """Whether somebody already holds this personal number or this e-mail."""
    held = sa.or_(Account.personal_number == personal_number, Account.email == email.lower())
    return db.session.scalar(sa.select(Account.id).where(held).limit(1)) is not None


def officers_under(administrator: Account, day: date, text: str = "") -> list[OfficerRow]:
    """The officers of the units the administrator answers for, and of those below them.

    An officer without a valid role any more belongs to the unit of the last one. `text` looks in
    names, with or without marks, and in e-mails.
    """
    units = _names_of_units(_unit_ids_under(administrator.units_as(Role.ADMINISTRATOR, day)))
    found = db.session.scalars(
        sa.select(Account)
        .options(selectinload(Account.grants))
        .where(
            Account.kind == AccountKind.OFFICER,
            Account.id.in_(sa.select(RoleGrant.account_id).where(RoleGrant.unit_id.in_(units))),
        )
    )
    wanted = vietnam.fold(text)
    return [
        OfficerRow(
            account,
            tuple((grant.role, units.get(grant.unit_id, "")) for grant in account.grants_on(day)),
        )
        for account in sorted(found, key=lambda one: (vietnam.sort_key(one.full_name), one.id))
        if wanted in vietnam.fold(account.full_name) or wanted in account.email
    ]


def units_under(administrator: Account, day: date) -> list[tuple[int, str]]:
    """(number, name) of the units the administrator answers for, and of those below them."""
    names = _names_of_units(_unit_ids_under(administrator.units_as(Role.ADMINISTRATOR, day)))
    return sorted(names.items(), key=lambda one: vietnam.sort_key(one[1]))


def officer_under(administrator: Account, account_id: int, day: date) -> Account | None:
    """One officer of `officers_under`, or None."""
    rows = officers_under(administrator, day)
    return next((row.account for row in rows if row.account.id == account_id), None)


def roles_with_units(account: Account, day: date) -> list[tuple[Role, str]]:
    """The roles held that day, each with the short name of its unit."""
    grants = account.grants_on(day)
    units = _names_of_units([grant.unit_id for grant in grants])
    return [(grant.role, units.get(grant.unit_id, "")) for grant in grants]


def unit_id_of_code(code: str) -> int | None:
    return db.session.scalar(sa.select(_unit.c.id).where(_unit.c.code == code))


def _unit_ids_under(roots: set[int]) -> list[int]:
    tree = sa.select(_unit.c.id).where(_unit.c.id.in_(roots)).cte("tree", recursive=True)
    tree = tree.union(sa.select(_unit.c.id).join(tree, _unit.c.parent_id == tree.c.id))
    return list(db.session.scalars(sa.select(tree.c.id)))


def _names_of_units(ids: list[int]) -> dict[int, str]:
    rows = db.session.execute(
        sa.select(_unit.c.id, _unit.c.short_name, _unit.c.code).where(_unit.c.id.in_(ids))
    )
    return {identifier: name or code for identifier, name, code in rows}
