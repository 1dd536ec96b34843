"""Linked services (liên thông): one form, several procedures at several units, as data.

The service is a procedure of its own in the catalogue, whose form and papers are what is asked
once; its definition says how they go to each member, and which member waits for another's result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from portal.db import Base
from portal.procedures.definitions import from_json, to_json
from portal.procedures.models import Procedure


@dataclass(frozen=True)
class LinkedMember:
    """One of the procedures. `answers` and `papers` map its keys to those of the common form and
    papers; `constants` are answers that follow from the service itself.

    `waits_for` are members whose granted result it needs: it is handed in when they are there.
    `results` maps its answers to (member, "number" or "issued_on") of such a result, `result_papers`
    its papers to the member whose result is attached. If one it waits for ends without a result it
    is not begun, unless `goes_on_without`. `stops_with` are members whose end without a result the
    leader of this one is told of; by itself an end of one holds no other.
    """

    key: str
    procedure_code: str
    answers: dict[str, str]
    papers: dict[str, str]
    constants: dict[str, str]
    waits_for: tuple[str, ...] = ()
    results: dict[str, tuple[str, str]] | None = None
    result_papers: dict[str, str] | None = None
    goes_on_without: bool = False
    stops_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinkedDefinition:
    members: tuple[LinkedMember, ...]

    def member(self, key: str) -> LinkedMember:
        return next(member for member in self.members if member.key == key)


class LinkedService(Base):
    __tablename__ = "linked_service"

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure.id"), unique=True)
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

    procedure: Mapped[Procedure] = relationship()

    @property
    def definition(self) -> LinkedDefinition:
        return from_json(LinkedDefinition, self.body)


def keep(
    session: Session, procedure: Procedure, definition: LinkedDefinition, *, at: datetime
) -> None:
    """Make `procedure` a linked service. Raises ValueError for a member that waits for none of the
    others, or for one that comes after it."""
    known: set[str] = set()
    for member in definition.members:
        if not set(member.waits_for) <= known:
            raise ValueError(f"{member.key} waits for what is not before it")
        known.add(member.key)
    session.add(LinkedService(procedure=procedure, body=to_json(definition), created_at=at))
