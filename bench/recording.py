"""What one of our requests asked of the database and of the libraries, and what it answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import event

from bench import timing
from portal import pdf
from portal.db import db
from portal.documents import signing

# Ours, to try a request and take it back; the floor begins and commits by itself.
_TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass
class Recording:
    """`statements` with parameters, as given to the driver. `papers` are (HTML, identifier) of
    printed pages, `drawings` (HTML, width, height) of what is drawn into fields, `sealings`
    (signed paper, signer)."""

    is_writing: bool
    status: int = 0
    body: bytes = b""
    statements: list[tuple[str, Any, bool]] = field(default_factory=list)
    papers: list[tuple[str, bytes]] = field(default_factory=list)
    drawings: list[tuple[str, float, float]] = field(default_factory=list)
    sealings: list[tuple[bytes, signing.Signer]] = field(default_factory=list)


def of(app: Flask, environment: dict[str, Any]) -> Recording:
    """Let ours answer inside a transaction that is then rolled back. Raises WrongAnswer."""
    recording = Recording(environment["REQUEST_METHOD"] == "POST")
    with db.engine.connect() as connection:
        transaction = connection.begin()
        db.share(connection)
        try:
            with _listening(recording):
                recording.status, recording.body = timing.answer(app, environment)
        finally:
            db.share(None)
            transaction.rollback()
    timing.expect_done(environment, recording.status)
    return recording


@contextmanager
def _listening(recording: Recording) -> Iterator[None]:
    def statement(connection, _cursor, text, parameters, _context, many):
        # Rows of facts name the event's number, which PostgreSQL does not give a replay again.
        is_lost = connection.dialect.name == "postgresql" and "INTO fact" in text
        if not text.startswith(_TRANSACTIONS) and not is_lost:
            recording.statements.append((text, parameters, many))

    render, draw, seal = pdf.render, pdf.render_appearance, signing.seal

    def rendered(html: str, **rest: Any) -> bytes:
        recording.papers.append((html, rest["identifier"]))
        return render(html, **rest)

    def drawn(html: str, *, width: float, height: float) -> bytes:
        recording.drawings.append((html, width, height))
        return draw(html, width=width, height=height)

    def sealed(content: bytes, signer: signing.Signer, *rest: Any, **more: Any) -> bytes:
        recording.sealings.append((content, signer))
        return seal(content, signer, *rest, **more)

    event.listen(db.engine, "before_cursor_execute", statement)
    try:
        with (
            patch.object(pdf, "render", rendered),
            patch.object(pdf, "render_appearance", drawn),
            patch.object(signing, "seal", sealed),
        ):
            yield
    finally:
        event.remove(db.engine, "before_cursor_execute", statement)
