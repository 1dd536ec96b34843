"""`flask --app wsgi seed`: the demonstration province, once."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from tqdm import tqdm

from portal import config, migrate
from portal.db import db
from portal.seeding import past, world


@click.command()
@click.option("--dossiers", default=260, show_default=True, help="Số hồ sơ đã qua được tạo.")
@with_appcontext
def seed(dossiers: int) -> None:
    """Tạo tỉnh trình diễn; không làm gì nếu đã có dữ liệu."""
    migrate.upgrade(config.current().database_url)
    if world.is_there():
        return
    click.echo("Đang tạo tỉnh trình diễn: đơn vị, cán bộ, thủ tục…", err=True)
    world.make()
    db.session.commit()
    with tqdm(total=dossiers, desc="Hồ sơ đã qua", unit="hồ sơ", disable=None) as bar:
        past.make(dossiers, bar.update)


@click.command("migrate")
def migrate_command() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản mới nhất."""
    migrate.upgrade(config.load().database_url)
