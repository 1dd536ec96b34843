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


# What a substitute may do in place of an absent colleague. To sign and to take money need an
# authority in writing: the substitute must hold that role already.
LENT_ROLES = frozenset({Role.RECEPTIONIST, Role.SPECIALIST, Role.CLERK})
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
    email_confirmed_at: Mapped[datetime | None]
    phone_confirmed_at: Mapped[datetime | None]

    grants: Mapped[list[RoleGrant]] = relationship(back_populates="account")
    substitutions: Mapped[list[Substitution]] = relationship(
        back_populates="substitute", foreign_keys="Substitution.substitute_id"
    )

    @property
    def is_officer(self) -> bool:
        return self.kind is AccountKind.OFFICER

    def end_sessions(self) -> None:
        self.session_epoch += 1

    def grants_on(self, day: date) -> list[RoleGrant]:
        """Their own, and those of colleagues they stand in for that day."""
        own = [g for g in self.grants if g.is_valid_on(day)]
        return own + [grant for grant in self._lent_on(day) if not _among(grant, own)]

    def roles_on(self, day: date) -> set[Role]:
        return {g.role for g in self.grants_on(day)}

    def stands_for(self, day: date) -> set[int]:
        """Whose work is theirs that day: themselves, and whom they stand in for."""
        return {self.id, *(s.absent_id for s in self.substitutions if s.is_valid_on(day))}

    def acting_as(
        self, role: Role, unit_id: int, day: date, *, for_whom: int | None = None
    ) -> Actor:
        """The officer in `role` at that unit, for the event of an act: "… (thay …)" when the role,
        or the work of `for_whom`, is a colleague's they stand in for. Raises Forbidden."""
        if unit_id not in self.units_as(role, day):
            raise Forbidden(_("Ông/Bà không giữ vai trò cần thiết tại đơn vị này."))
        absent = self._absent_in(role, unit_id, day, for_whom)
        name = f"{self.full_name} (thay {absent.full_name})" if absent else self.full_name
        return Actor(name, role.value, self.id, unit_id)

    def as_citizen(self) -> Actor:
        return Actor(self.full_name, "citizen", self.id)

    def units_as(self, role: Role, day: date) -> set[int]:
        """Identifiers of the units in which the officer holds `role` that day."""
        return {g.unit_id for g in self.grants_on(day) if g.role is role}

    def _lent_on(self, day: date) -> list[RoleGrant]:
        return [
            grant
            for substitution in self.substitutions
            if substitution.is_valid_on(day)
            for grant in substitution.absent.grants
            if grant.role in LENT_ROLES and grant.is_valid_on(day)
        ]

    def _absent_in(
        self, role: Role, unit_id: int, day: date, for_whom: int | None
    ) -> Account | None:
        """Whom they stand in for, acting in that role there; None when they act for themselves."""
        absent = [s.absent for s in self.substitutions if s.is_valid_on(day)]
        own = [g for g in self.grants if g.is_valid_on(day)]
        if any(g.role is role and g.unit_id == unit_id for g in own):
            return next((a for a in absent if a.id == for_whom), None)
        return next(
            (a for a in absent for g in a.grants
             if g.is_valid_on(day) and g.role is role and g.unit_id == unit_id),
            None,
        )  # fmt: skip


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


def _among(grant: RoleGrant, others: list[RoleGrant]) -> bool:
    return any(g.role is grant.role and g.unit_id == grant.unit_id for g in others)


class Substitution(Base):
    """While `absent` is away, `substitute` does their work: from a day to a day (both included).
    `ended_on` cuts it short: it is valid no more from that day."""

    __tablename__ = "substitution"

    id: Mapped[int] = mapped_column(primary_key=True)
    absent_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date]
    ended_on: Mapped[date | None]
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[datetime]

    absent: Mapped[Account] = relationship(foreign_keys=[absent_id])
    substitute: Mapped[Account] = relationship(
        foreign_keys=[substitute_id], back_populates="substitutions"
    )

    def is_valid_on(self, day: date) -> bool:
        is_cut_short = self.ended_on is not None and self.ended_on <= day
        return self.from_day <= day <= self.to_day and not is_cut_short
