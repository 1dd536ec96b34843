"""`flask --app wsgi worker`."""

from __future__ import annotations

from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.notifications import worker as the_worker
from portal.notifications.delivery import LEASE


@click.command()
@click.option("--once", is_flag=True, help="Gửi hết thư đến hạn rồi dừng.")
@click.option(
    "--lease-seconds",
    type=click.IntRange(1, 86_400),
    default=int(LEASE.total_seconds()),
    show_default=True,
    help="Sau bao lâu thì thư của một tiến trình đã chết được tiến trình khác gửi lại.",
)
@with_appcontext
def worker(once: bool, lease_seconds: int) -> None:
    """Gửi thư và thông báo đang chờ; dừng bằng Ctrl-C hoặc SIGTERM."""
    settings = current_app.config["SETTINGS"]
    tried = the_worker.run(settings, once=once, lease=timedelta(seconds=lease_seconds))
    click.echo(f"Đã xử lý {tried} thư.")
