"""The database: engine, session, column types. SQLite and PostgreSQL alike (law 11)."""

from __future__ import annotations

import enum
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.types import TypeDecorator

_reading: ContextVar[bool] = ContextVar("reading", default=False)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive one is a programming error and is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: Moment(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
    }


class Database:
    """One engine and one session per unit of work; `scope` tells units of work apart."""

    def __init__(self) -> None:
        self._sessions: scoped_session[Session] | None = None
        self._engine: sa.Engine | None = None

    def open(self, url: str, scope: Callable[[], Any] | None = None) -> None:
        if self._engine is not None:
            self.close()
        self._engine = make_engine(url)
        self._sessions = scoped_session(
            sessionmaker(self._engine, expire_on_commit=False), scopefunc=scope
        )

    def share(self, connection: sa.Connection | None) -> None:
        """Let every session work inside the open transaction of `connection` (for tests: their
        commits become savepoints), or, with None, on the engine again."""
        assert self._sessions is not None
        self._sessions.remove()
        self._sessions.configure(
            bind=self._engine if connection is None else connection,
            join_transaction_mode="conditional_savepoint"
            if connection is None
            else "create_savepoint",
        )

    def close(self) -> None:
        if self._sessions is not None:
            self._sessions.remove()
        if self._engine is not None:
            self._engine.dispose()
        self._engine = self._sessions = None

    @property
    def engine(self) -> sa.Engine:
        assert self._engine is not None, "the database was not opened"
        return self._engine

    @property
    def session(self) -> Session:
        assert self._sessions is not None, "the database was not opened"
        return self._sessions()

    def forget(self) -> None:
        """End the unit of work: what was not committed is rolled back."""
        if self._sessions is not None:
            self._sessions.remove()


db = Database()


@contextmanager
def reading() -> Iterator[None]:
    """Inside, transactions only read: SQLite then takes no write lock, and a flush is refused."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def make_engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url, json_serializer=_json, hide_parameters=True)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _prepare_postgresql)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # Compiling a statement to machine code costs more than any of ours takes.
    was_autocommit, connection.autocommit = connection.autocommit, True
    connection.execute("SET jit = off")
    connection.autocommit = was_autocommit


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes too late (only before a write): we send it ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL loses acknowledged rows in a power cut
        "foreign_keys=ON",
        "busy_timeout=20000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later fails at once when another wrote between;
    # taking the write lock at the start makes it wait instead.
    connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


@event.listens_for(Session, "before_flush")
def _refuse_writing_while_reading(session: Session, *_: Any) -> None:
    if _reading.get() and (session.new or session.dirty or session.deleted):
        raise RuntimeError("a page that only reads tried to write (law 2)")


def text_enum(kind: type[enum.Enum]) -> sa.Enum:
    """A column for a text enumeration, kept by value as plain text on both databases."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [m.value for m in members],
    )


class NumberEnum(TypeDecorator[Any]):
    """A column for an IntEnum, kept by its number."""

    impl = sa.SmallInteger
    cache_ok = True

    def __init__(self, kind: type[enum.IntEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Any) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else self.kind(value)
