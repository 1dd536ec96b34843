"""The commands of `flask --app wsgi`, and what the worker does every so often."""

from __future__ import annotations

from datetime import timedelta

import click
from flask import Flask

from portal.accounts.cli import account
from portal.documents.issuing import store
from portal.documents.samples import samples_command
from portal.dossiers.deadlines_cli import deadlines
from portal.files_cli import files, mentioned
from portal.notifications.cli import worker
from portal.notifications.worker import PeriodicJob, periodic_jobs
from portal.procedures.cli import catalog
from portal.seeding.cli import migrate_command, seed


@click.group("documents", short_help="Văn bản, biểu mẫu.")
def documents() -> None:
    """Văn bản, biểu mẫu."""


documents.add_command(samples_command)


def init_app(app: Flask) -> None:
    for command in (account, catalog, deadlines, documents, files, migrate_command, seed, worker):
        app.cli.add_command(command)
    periodic_jobs[:] = [PeriodicJob("sweep files", timedelta(days=1), _sweep_files)]


def _sweep_files() -> None:
    """Remove stored files that no row names and that are older than a day (law 4)."""
    store().sweep(mentioned())
