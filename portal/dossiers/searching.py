"""Which dossiers a text names: the one place that knows how each database finds it (law 11).

PostgreSQL has a trigram index on `dossier.search_text`; SQLite has a full-text table of the same
trigrams, `dossier_search`, kept by triggers. Both find any part of a word.
"""

from __future__ import annotations

import sqlalchemy as sa

from portal.db import db
from portal.dossiers.models import Dossier
from portal.vietnam import fold

SHORTEST_INDEXED = 3  # letters: a trigram


def mentions(text: str) -> sa.ColumnElement[bool]:
    """Code, temporary code, names and numbers contain every word of the text, whatever its
    accents and case. A number may be written in groups. A whole code finds its dossier alone."""
    if (named := _exactly_named(text.strip().upper())) is not None:
        return Dossier.id == named
    words = fold(text).split()
    if all(word.isdigit() for word in words):
        words = ["".join(words)]
    if db.session.get_bind().dialect.name == "sqlite":
        return sa.and_(*_in_full_text(words), sa.true())
    return sa.and_(*(_contains(word) for word in words), sa.true())


def _exactly_named(code: str) -> int | None:
    """By the unique index: the trigrams of a code are those of all codes of its unit and day."""
    return db.session.scalar(
        sa.select(Dossier.id).where(sa.or_(Dossier.code == code, Dossier.reference == code))
    )


def _contains(word: str) -> sa.ColumnElement[bool]:
    return Dossier.search_text.contains(word, autoescape=True)


def _in_full_text(words: list[str]) -> list[sa.ColumnElement[bool]]:
    long = [word for word in words if len(word) >= SHORTEST_INDEXED]
    conditions = [_contains(word) for word in words if len(word) < SHORTEST_INDEXED]
    if long:
        table = sa.table("dossier_search", sa.column("rowid"))
        phrases = " AND ".join('"' + word.replace('"', '""') + '"' for word in long)
        found = sa.select(table.c.rowid).where(
            sa.literal_column("dossier_search").op("MATCH")(phrases)
        )
        conditions.append(Dossier.id.in_(found))
    return conditions
