"""One request, one unit of work: committed once if it went well, otherwise as if never asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal import clock, config
from portal.accounts.access import public
from portal.accounts.models import Account, AccountKind
from portal.counters import Counter, next_value
from portal.db import Base, db
from portal.errors import Conflict, Forbidden, Invalid, Refusal
from portal.web import back_to, page
from tests.factories import sign_in
from tests.house.world import World, access_of, make_world, pages

SECRET = "Nguyễn Thị Lan 001190000777"
ADDRESS = "/ngon-ngu"


@pytest.fixture
def commits(session: Session) -> Iterator[list[Session]]:
    seen: list[Session] = []

    def see(session: Session) -> None:
        if not session.info.get("notes_readings"):
            seen.append(session)

    event.listen(Session, "before_commit", see)
    yield seen
    event.remove(Session, "before_commit", see)


@pytest.fixture
def view(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Let a view that takes a number from a counter, and then does this, stand at ADDRESS."""

    def put(then: Callable[[], Any]) -> None:
        def write() -> Any:
            next_value(db.session, "test")
            return then()

        monkeypatch.setitem(app.view_functions, "public.language", public(write))

    return put


def throw(error: Exception) -> Callable[[], Any]:
    def do() -> Any:
        raise error

    return do


def a_second_lan() -> Any:
    """Adds a row the database refuses, noticed only when the request commits."""
    db.session.add_all(
        Account(
            kind=AccountKind.CITIZEN, full_name=SECRET, personal_number="001190000777",
            email=f"lan{n}@dan.example", password_hash="!", created_at=clock.now(),
        )
        for n in range(2)
    )  # fmt: skip
    return back_to("/", "Đã ghi nhận.")


def counted(session: Session) -> int:
    session.expire_all()
    return session.scalar(sa.select(Counter.value).where(Counter.series == "test")) or 0


@pytest.mark.parametrize(
    ("then", "status"), [(lambda: back_to("/"), 303), (lambda: page("error.html"), 200)]
)
def test_what_went_well_is_committed_once(
    client: FlaskClient, session: Session, commits: list[Session], view: Any, then: Any, status: int
) -> None:
    view(then)
    assert client.post(ADDRESS).status_code == status
    assert len(commits) == 1
    assert counted(session) == 1


@pytest.mark.parametrize(
    ("then", "status"),
    [
        (lambda: page("error.html", status=422), 422),
        (lambda: abort(404), 404),
        (throw(Refusal("Không được.")), 409),
        (throw(Conflict("Không được.")), 409),
        (throw(Forbidden("Không được.")), 403),
        (throw(Invalid("Không được.")), 422),
        (throw(StaleDataError("stale")), 409),
        (throw(RuntimeError(SECRET)), 500),
        (a_second_lan, 500),
    ],
)
def test_what_was_refused_or_failed_leaves_nothing(
    client: FlaskClient, session: Session, commits: list[Session], view: Any, then: Any, status: int
) -> None:
    view(then)
    answer = client.post(ADDRESS)
    assert answer.status_code == status
    assert counted(session) == 0
    view(lambda: back_to("/"))  # and the next request is not the heir of this one
    assert client.post(ADDRESS).status_code == 303
    assert counted(session) == 1


@pytest.mark.parametrize("then", [throw(RuntimeError(SECRET)), a_second_lan])
def test_a_fault_gives_the_person_a_code_and_the_log_nothing_personal(
    client: FlaskClient, view: Any, then: Any, caplog: pytest.LogCaptureFixture
) -> None:
    view(then)
    answer = client.post(f"{ADDRESS}?so=001190000777", data={"ten": SECRET})
    code = re.search(r"fault ([0-9A-F]{8}) at POST /ngon-ngu", caplog.text)
    assert code and code[1] in answer.text  # the person's code leads to the line in the log
    assert re.search(r"(test_transactions|web)\.py", caplog.text)  # and that to the place
    for personal in ("001190000777", "Nguyễn", "lan0@"):
        assert personal not in caplog.text
    assert SECRET not in answer.text


def test_a_commit_that_failed_is_not_reported_as_done(client: FlaskClient, view: Any) -> None:
    view(a_second_lan)
    assert "Đã ghi nhận" not in client.post(ADDRESS).text
    assert "Đã ghi nhận" not in client.get("/").text


def rows(session: Session) -> dict[str, Any]:
    """What stands in each table, to be compared: it is asked for thousands of times, so PostgreSQL
    sends one digest a table in one answer instead of every row. Tries of passwords and codes are
    counted whatever the answer, in a transaction of their own (portal/rate_limits.py)."""
    session.expire_all()
    read = session.connection().exec_driver_sql
    # A form that comes back shows the dossier, which is logged.
    names = [name for name in Base.metadata.tables if name not in ("log_entry", "try_count")]
    if session.get_bind().dialect.name == "sqlite":
        return {name: list(read(f'SELECT * FROM "{name}"')) for name in names}
    digests = (
        f"SELECT '{name}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{name}\" t"
        for name in names
    )
    found = read(" UNION ALL ".join(digests))
    return {row[0]: row[1] for row in found}


@pytest.fixture
def world(session: Session, at_noon: None) -> Iterator[World]:
    made = make_world()
    yield made
    for letter in config.current().mail_dir.glob("*.eml"):
        letter.unlink()


def test_every_form_sent_empty_changes_nothing_or_commits_once(
    app: Flask, session: Session, world: World, commits: list[Session]
) -> None:
    addresses = app.url_map.bind("localhost")
    before = rows(session)
    refused = 0
    for rule in pages(app, "POST"):
        access = access_of(app, rule.endpoint)
        assert access is not None
        for visitor, things in world.meetings(rule, access):
            for values in things:
                address = addresses.build(rule.endpoint, values)
                client = app.test_client()
                if visitor is not None:
                    sign_in(client, visitor)
                with as_if_never_done(session):
                    commits.clear()
                    answer = client.post(address)
                    assert answer.status_code < 500, address
                    if answer.status_code < 400:
                        assert len(commits) == 1, address
                    else:
                        refused += 1
                        assert commits == [], address
                        assert rows(session) == before, address
    assert refused > 0


@contextmanager
def as_if_never_done(session: Session) -> Iterator[None]:
    """What happens inside is undone, so that each form meets the same world."""
    session.commit()
    connection = session.get_bind()
    assert isinstance(connection, sa.Connection)
    with connection.begin_nested() as savepoint:
        yield
        session.rollback()
        savepoint.rollback()
