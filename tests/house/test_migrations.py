"""Migrations and models say the same, and every migration goes up and down."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from portal.all_models import Base
from portal.db import make_engine
from portal.migrate import alembic_config, is_of_the_models
from tests.conftest import DATABASES, empty_database


@pytest.mark.parametrize("kind", DATABASES)
def test_migrations_make_what_the_models_say_and_go_down_to_nothing(
    kind: str, tmp_path: Path
) -> None:
    engine = make_engine(empty_database(kind, tmp_path, "migrations"))
    with engine.begin() as connection:
        configuration = alembic_config(connection)
        command.upgrade(configuration, "head")
        options = {"compare_type": True, "include_object": is_of_the_models}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        command.downgrade(configuration, "base")
        left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        assert left == set()
        command.upgrade(configuration, "head")
        assert sa.inspect(connection).has_table("dossier")
    engine.dispose()
