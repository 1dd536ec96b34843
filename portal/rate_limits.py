"""Counts of failed tries kept in the database, where several processes share it without a Redis.

`limits` asks for them beside the request's own transaction: a refused try is rolled back, its count
is not. So each count is a transaction of its own, one statement long."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from limits.storage import Storage
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db


class TryCount(Base):
    """How often something was tried in the window that ends at `ends_at`."""

    __tablename__ = "try_count"

    key: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class DatabaseStorage(Storage):
    """`PORTAL_RATE_LIMIT_STORAGE=database://`."""

    STORAGE_SCHEME = ["database"]  # noqa: RUF012

    @property
    def base_exceptions(self) -> type[Exception]:
        return sa.exc.DBAPIError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = clock.now()
        ends_at = now + timedelta(seconds=expiry)
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        is_over = TryCount.ends_at <= now
        statement = (
            insert(TryCount)
            .values(key=key, count=amount, ends_at=ends_at)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "count": sa.case((is_over, amount), else_=TryCount.count + amount),
                    "ends_at": sa.case((is_over, ends_at), else_=TryCount.ends_at),
                },
            )
            .returning(TryCount.count)
        )
        with db.engine.begin() as connection:
            return connection.execute(statement).scalar_one()

    def get(self, key: str) -> int:
        found = self._row(key)
        return found[0] if found else 0

    def get_expiry(self, key: str) -> float:
        found = self._row(key)
        return (found[1] if found else clock.now()).timestamp()

    def check(self) -> bool:
        with db.engine.connect() as connection:
            connection.execute(sa.select(1))
        return True

    def reset(self) -> int | None:
        with db.engine.begin() as connection:
            return connection.execute(sa.delete(TryCount)).rowcount

    def clear(self, key: str) -> None:
        with db.engine.begin() as connection:
            connection.execute(sa.delete(TryCount).where(TryCount.key == key))

    def _row(self, key: str) -> tuple[int, datetime] | None:
        query = sa.select(TryCount.count, TryCount.ends_at).where(
            TryCount.key == key, TryCount.ends_at > clock.now()
        )
        with db.engine.connect() as connection:
            row = connection.execute(query).first()
        return (row[0], row[1]) if row else None


def forget_old_tries() -> None:
    """Remove the counts whose window has ended; for the worker, which commits."""
    db.session.execute(sa.delete(TryCount).where(TryCount.ends_at <= clock.now()))
