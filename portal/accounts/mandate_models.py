"""Authority to act for somebody else (uỷ quyền), and the organisations people represent."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.db import Base


class Organisation(Base):
    """A business or another body that a provider of identity knows; `told_at` when it last said so."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    tax_code: Mapped[str] = mapped_column(sa.String(14), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    told_at: Mapped[datetime]


class Mandate(Base):
    """An authority from a person or an organisation (one of the two) to the person with
    `agent_number`, who is `agent` once they accepted. `procedure_ids` and `sector_ids` are its scope,
    all when both are empty; a procedure that joins a sector later is covered too. It holds from `from_day` to `to_day` (both included; without end only for representatives whom a
    provider of identity names, `is_head`), unless it was ended before."""

    __tablename__ = "mandate"
    __table_args__ = (
        sa.CheckConstraint("(person_id IS NULL) != (organisation_id IS NULL)", name="one_giver"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    agent_number: Mapped[str] = mapped_column(sa.String(12), index=True)
    agent_name: Mapped[str] = mapped_column(sa.String(120))
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    is_head: Mapped[bool] = mapped_column(default=False)
    procedure_ids: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    sector_ids: Mapped[list[int]] = mapped_column(sa.JSON, default=list, server_default="[]")
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    given_at: Mapped[datetime]
    given_by_name: Mapped[str] = mapped_column(sa.String(200))
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_name: Mapped[str] = mapped_column(sa.String(200), default="")

    person: Mapped[Account | None] = relationship(foreign_keys=[person_id])
    organisation: Mapped[Organisation | None] = relationship()
    agent: Mapped[Account | None] = relationship(foreign_keys=[agent_id])

    @property
    def principal_name(self) -> str:
        """For whom is acted."""
        return self.person.full_name if self.person else self._body.name

    @property
    def principal_identity(self) -> str:
        """A personal number or a tax code."""
        return (self.person.personal_number or "") if self.person else self._body.tax_code

    @property
    def principal_address(self) -> str:
        return self.person.address if self.person else self._body.address

    @property
    def _body(self) -> Organisation:
        assert self.organisation is not None
        return self.organisation

    def is_in_force(self, day: date) -> bool:
        return (
            self.accepted_at is not None
            and self.ended_at is None
            and self.from_day <= day
            and (self.to_day is None or day <= self.to_day)
        )

    def is_offered(self, day: date) -> bool:
        """It waits for an answer."""
        is_open = self.accepted_at is None and self.ended_at is None
        return is_open and (self.to_day is None or day <= self.to_day)

    @property
    def covers_everything(self) -> bool:
        return not (self.procedure_ids or self.sector_ids)

    def covers(self, procedure_id: int, sector_id: int) -> bool:
        """A procedure, by its number and its sector's."""
        is_named = procedure_id in self.procedure_ids or sector_id in self.sector_ids
        return self.covers_everything or is_named
