"""Alembic's environment: works on the connection it is handed, or on the settings' database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

import portal.all_models
from portal import config
from portal.db import Moment, NumberEnum, make_engine
from portal.migrate import is_of_the_models

target = portal.all_models.Base.metadata


def plain_types(kind, item, _context):  # type: ignore[no-untyped-def]
    """Write plain column types into migrations: they must not change when our classes do."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, NumberEnum):
        return "sa.SmallInteger()"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False


def run(connection) -> None:  # type: ignore[no-untyped-def]
    context.configure(
        connection=connection,
        target_metadata=target,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=is_of_the_models,
        render_item=plain_types,
    )
    with context.begin_transaction():
        context.run_migrations()


connection = context.config.attributes.get("connection")
if connection is not None:
    run(connection)
else:
    engine = make_engine(config.load().database_url)
    with engine.connect() as own:
        run(own)
        own.commit()
