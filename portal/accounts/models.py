"""People who sign in: citizens and officers, and the roles officers hold."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.roles import Role
from portal.db import Base, text_enum
from portal.errors import Forbidden
from portal.i18n import _


class AccountKind(enum.StrEnum):
    CITIZEN = "citizen"
    OFFICER = "officer"


@dataclass(frozen=True)
class Actor:
    """Who does an act: written into its event. `role` is a Role's value, "citizen" or "system"."""

    name: str
    role: str
    account_id: int | None = None
    unit_id: int | None = None


SYSTEM = Actor(name="Hệ thống", role="system")


class Account(Base):
    """`session_epoch` is written into every session; raising it ends them all at once.

    `email` is kept lower-case; citizens sign in with their personal number or e-mail, officers
    with their e-mail.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AccountKind] = mapped_column(text_enum(AccountKind))
    full_name: Mapped[str] = mapped_column(sa.String(120))
    personal_number: Mapped[str | None] = mapped_column(sa.String(12), unique=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    birth_date: Mapped[date | None]
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    session_epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    grants: Mapped[list[RoleGrant]] = relationship(back_populates="account")

    @property
    def is_officer(self) -> bool:
        return self.kind is AccountKind.OFFICER

    def end_sessions(self) -> None:
        self.session_epoch += 1

    def grants_on(self, day: date) -> list[RoleGrant]:
        return [g for g in self.grants if g.is_valid_on(day)]

    def roles_on(self, day: date) -> set[Role]:
        return {g.role for g in self.grants_on(day)}

    def acting_as(self, role: Role, unit_id: int, day: date) -> Actor:
        """The officer in `role` at that unit, for the event of an act. Raises Forbidden."""
        if unit_id not in self.units_as(role, day):
            raise Forbidden(_("Ông/Bà không giữ vai trò cần thiết tại đơn vị này."))
        return Actor(self.full_name, role.value, self.id, unit_id)

    def as_citizen(self) -> Actor:
        return Actor(self.full_name, "citizen", self.id)

    def units_as(self, role: Role, day: date) -> set[int]:
        """Identifiers of the units in which the officer holds `role` that day."""
        return {g.unit_id for g in self.grants_on(day) if g.role is role}


class RoleGrant(Base):
    """One role in one unit, from a day to a day (both included)."""

    __tablename__ = "role_grant"
    __table_args__ = (sa.Index("ix_role_grant_unit_role", "unit_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    unit_id: Mapped[int]
    role: Mapped[Role] = mapped_column(text_enum(Role))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    account: Mapped[Account] = relationship(back_populates="grants")

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
