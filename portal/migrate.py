"""Alembic, started by the program itself, so that `./run` needs one command."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from portal.config import ROOT
from portal.db import make_engine


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
