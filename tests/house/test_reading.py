"""Reading changes nothing: no page, whoever opens it, writes a row, commits, or keeps a file. The
one exception is the log, which says that an officer read it: rows of `log_entry` and nothing else,
in one commit of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal import config
from portal.accounts.models import Account
from portal.db import db, reading
from portal.documents.issuing import store
from tests.factories import make_citizen, sign_in
from tests.house.world import World, access_of, make_world, pages

LOGS = re.compile(r"INSERT INTO log_entry \(")
WRITES = re.compile(
    r"\s*(with\b.*)?\b(insert|update|delete|truncate|alter|create|drop)\b(?! of)", re.I | re.S
)
# Beside the pages of one dossier: lists with names, exports, other people's accounts.
LISTS_OF_PEOPLE = {
    "desk.queue", "specialist.queue", "leader.queue", "clerk.queue", "register.book",
    "register.book_pdf", "register.book_xlsx", "visits.visit", "keeping.uncollected",
    "handing_on.one", "consulting.answer", "payments.takings", "payments.takings_csv",
    "payments.alarms", "accounts.officers", "statistics.report_list", "notifications.dead_letters",
    "audit.log", "application.of_officer", "batch.review",
}  # fmt: skip


@pytest.fixture
def world(session: Session, at_noon: None) -> Iterator[World]:
    made = make_world()
    yield made
    for letter in config.current().mail_dir.glob("*.eml"):
        letter.unlink()


@contextmanager
def watching() -> Iterator[list[str]]:
    """What is written meanwhile: statements and commits; but not the counting of tries, which is
    done in a transaction of its own whatever the answer (portal/rate_limits.py)."""
    seen: list[str] = []

    def statement(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if "try_count" not in text and WRITES.match(
            re.sub(r"\bfor\s+(no key )?update\b", "", text, flags=re.I)
        ):
            seen.append(text)

    def commit(session: Session) -> None:
        seen.append("commit of the log" if session.info.get("notes_readings") else "commit")

    event.listen(db.engine, "before_cursor_execute", statement)
    event.listen(Session, "before_commit", commit)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", statement)
        event.remove(Session, "before_commit", commit)


def test_every_page_opens_and_writes_nothing(app: Flask, world: World) -> None:
    opened: Counter[str] = Counter()
    logged: Counter[str] = Counter()
    faults: list[tuple[str, int]] = []
    files = set(store().keys())
    with watching() as written:

        def open_all(rule: Rule, *, everything: bool) -> None:
            for address, visitor, answer in answers(app, world, rule, everything=everything):
                if written:
                    assert visitor and visitor.is_officer, address
                    rows = [text for text in written if text != "commit of the log"]
                    assert rows and all(map(LOGS.match, rows)), (address, written)
                    assert len(written) == len(rows) + 1, address
                    logged[rule.endpoint] += 1
                    written.clear()
                if answer == 200 and "case." in rule.endpoint:
                    assert logged[rule.endpoint], address
                # 301: an address of old that leads on for ever
                opened[rule.endpoint] += answer in (200, 301)
                if answer >= 500:
                    faults.append((address, answer))

        for rule in pages(app, "GET"):
            open_all(rule, everything=False)
            if not opened[rule.endpoint]:
                open_all(rule, everything=True)
    assert faults == []
    assert set(store().keys()) == files
    assert set(logged) >= LISTS_OF_PEOPLE
    never = {rule.endpoint for rule in pages(app, "GET")} - {e for e in opened if opened[e]}
    assert never == set()  # a page nobody saw was not tested


def answers(
    app: Flask, world: World, rule: Rule, *, everything: bool
) -> Iterator[tuple[str, Account | None, int]]:
    """Each address of this rule that was opened, by whom, and the status it was answered with."""
    access = access_of(app, rule.endpoint)
    assert access is not None, rule
    addresses = app.url_map.bind("localhost")
    for visitor, things in world.meetings(rule, access, everything=everything):
        client = app.test_client()
        if visitor is not None:
            sign_in(client, visitor)
        for values in things:
            address = addresses.build(rule.endpoint, values)
            answer = client.get(address, query_string=world.query(rule.endpoint))
            answer.close()  # a large file is open until then
            yield address, visitor, answer.status_code


def test_what_is_written_while_reading_is_seen_and_refused(session: Session) -> None:
    with watching() as written:
        session.execute(sa.text("INSERT INTO counter (series, value) VALUES ('x', 1)"))
        session.execute(sa.text("SELECT 1 /* update */"))
        session.commit()
    assert [text.split()[0] for text in written] == ["INSERT", "commit"]
    with reading(), pytest.raises(RuntimeError, match="only reads"):
        make_citizen()
