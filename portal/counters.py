"""Counters behind every series of numbers (law 5): no gap, no duplicate."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.db import Base


class Counter(Base):
    """The last number given out in a series, "dossier/H99.11/2026-11-22"."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    value: Mapped[int]


def next_value(session: Session, series: str) -> int:
    """The next number of `series`, from 1. Its row stays locked until the transaction ends,
    so a rollback gives the number back: take it as late as the act allows."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(Counter)
        .values(series=series, value=1)
        .on_conflict_do_update(index_elements=["series"], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )
    return session.execute(statement).scalar_one()
