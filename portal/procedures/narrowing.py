"""Which procedures hold some words: the one place that knows how each database finds it (law 11).

PostgreSQL has a trigram index on `procedure.search_text`; SQLite has a full-text table of the same
trigrams, `procedure_search`, kept by triggers. Both find any part of a word, as LIKE does.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.procedures.models import Procedure

SHORTEST_INDEXED = 3  # letters: a trigram


def holds_all(session: Session, words: Iterable[str]) -> sa.ColumnElement[bool]:
    """The condition that a procedure's folded text holds every one of the folded words."""
    words = list(words)
    long = [word for word in words if len(word) >= SHORTEST_INDEXED]
    if session.get_bind().dialect.name != "sqlite" or not long:
        return sa.and_(sa.true(), *(_contains(word) for word in words))
    table = sa.table("procedure_search", sa.column("rowid"))
    phrases = " AND ".join('"' + word.replace('"', '""') + '"' for word in long)
    found = sa.select(table.c.rowid).where(
        sa.literal_column("procedure_search").op("MATCH")(phrases)
    )
    short = (_contains(word) for word in words if len(word) < SHORTEST_INDEXED)
    return sa.and_(Procedure.id.in_(found), *short)


def _contains(word: str) -> sa.ColumnElement[bool]:
    return Procedure.search_text.contains(word, autoescape=True)
