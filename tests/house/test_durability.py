"""What was acknowledged survives a power cut, on both databases (law 11)."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.db import db, make_engine
from tests.conftest import DATABASES


def test_sqlite_writes_ahead_syncs_fully_and_holds_foreign_keys(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    for _connection in range(2):  # the settings are each connection's own
        with engine.connect() as connection:
            asked = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
        assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        engine.dispose()


@pytest.mark.skipif("postgresql" not in DATABASES, reason="no PostgreSQL here; CI has one")
def test_postgresql_answers_a_commit_when_it_is_on_the_disk(session: Session) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("about PostgreSQL")
    for name in ("synchronous_commit", "fsync", "full_page_writes"):
        assert session.execute(sa.text(f"SHOW {name}")).scalar() == "on", name


def test_the_database_refuses_a_row_that_points_nowhere(session: Session) -> None:
    wrong = "INSERT INTO desk (unit_id, code, name, address) VALUES (987654321, 'x', 'x', '')"
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.text(wrong))
