"""Alembic, started by the program itself, so that `./run` needs one command."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from portal.config import ROOT
from portal.db import make_engine

# Made by a migration for one kind of database alone: no model says them.
SEARCH_INDEXES = ("dossier_search",)


def upgrade(url: str) -> None:
    """Bring the database at `url` to the newest schema; nothing happens if it is there."""
    engine = make_engine(url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    engine.dispose()


def alembic_config(connection: sa.Connection) -> Config:
    configuration = Config(str(ROOT / "migrations" / "alembic.ini"))
    configuration.set_main_option("script_location", str(ROOT / "migrations"))
    configuration.attributes["connection"] = connection
    return configuration


def is_of_the_models(_item: Any, name: str | None, *_rest: Any) -> bool:
    """Whether models and database are to agree about a table, a column or an index."""
    text = (name or "").removeprefix("ix_")
    return not text.startswith(SEARCH_INDEXES)
