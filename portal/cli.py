"""The commands of `flask --app wsgi`."""

from __future__ import annotations

from flask import Flask

from portal.documents.samples import samples_command
from portal.dossiers.deadlines_cli import deadlines
from portal.notifications.cli import worker
from portal.procedures.cli import catalog
from portal.seeding.cli import migrate_command, seed


def init_app(app: Flask) -> None:
    for command in (catalog, deadlines, migrate_command, samples_command, seed, worker):
        app.cli.add_command(command)
