"""Every test that touches the database runs on SQLite, and on PostgreSQL where one is reachable.

One migrated database per worker and kind; each test works inside a transaction that is rolled
back, commits of the code under test becoming savepoints. Tests of concurrency open their own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.orm import Session

from portal import clock, config, create_app
from portal.db import db, make_engine
from portal.migrate import alembic_config
from tests.s3_server import Bucket, serving_s3

POSTGRES = os.environ.get(
    "PORTAL_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)


def _reachable_databases() -> list[str]:
    try:
        psycopg.connect(POSTGRES.replace("+psycopg", ""), connect_timeout=3).close()
    except psycopg.OperationalError:
        if os.environ.get("CI"):
            raise
        return ["sqlite"]
    return ["sqlite", "postgresql"]


# The same engine as a window on a desk, without the window: a third of the work.
CHROMIUM = "/usr/bin/chromium-headless-shell"
DATABASES = _reachable_databases()
_migrated: dict[str, str] = {}


def new_postgres_database(name: str) -> str:
    """Make an empty database, dropping one left over; returns its URL."""
    url = sa.make_url(POSTGRES)
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def empty_database(kind: str, folder: Path, name: str) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder / (name + '.sqlite3')}"
    return new_postgres_database(f"portal_test_{name}_{os.getpid()}")


def drop_postgres_databases() -> None:
    engine = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        names = connection.exec_driver_sql(
            f"SELECT datname FROM pg_database WHERE datname LIKE 'portal_test_%%_{os.getpid()}'"
        ).scalars()
        for name in list(names):
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def _clean_up_postgres() -> Iterator[None]:
    yield
    if "postgresql" in DATABASES:
        drop_postgres_databases()


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session", params=DATABASES)
def app(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[Flask]:
    kind = request.param
    if kind not in _migrated:
        _migrated[kind] = empty_database(kind, data_dir, "main")
        engine = make_engine(_migrated[kind])
        with engine.begin() as connection:
            command.upgrade(alembic_config(connection), "head")
        engine.dispose()
    settings = config.load(
        {"PORTAL_DATA_DIR": str(data_dir), "PORTAL_DATABASE_URL": _migrated[kind]}
    )
    application = create_app(settings)
    application.config.update(TESTING=False, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    yield application
    db.close()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The session of a test outside any request. Commit what a request is to see; after one,
    `session.expire_all()` before looking."""
    with db.engine.connect() as connection:
        transaction = connection.begin()
        db.share(connection)
        try:
            yield db.session
        finally:
            db.share(None)
            transaction.rollback()


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    with serving_s3() as endpoint:
        yield endpoint


@pytest.fixture
def bucket(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An empty bucket of S3-compatible storage on this machine."""
    return bucket_with_keys(s3_endpoint, monkeypatch)


def bucket_with_keys(endpoint: str, patch: pytest.MonkeyPatch) -> Bucket:
    patch.setenv("AWS_ACCESS_KEY_ID", "khoa-thu")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "bi-mat-thu")
    return Bucket.new(endpoint)


@pytest.fixture
def at_noon() -> Iterator[None]:
    """A working Wednesday, 10:00 in Vietnam: nothing in a test depends on today's date."""
    from datetime import datetime

    with clock.travelling(datetime(2026, 3, 18, 10, 0, tzinfo=clock.VIETNAM)):
        yield


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed with its module: Playwright's event loop would be in the way of all others, which
    sign and send with one of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
            ],
        )
        yield browser
        browser.close()
