"""`flask --app wsgi seed`: the demonstration province, once."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from tqdm import tqdm

from portal import clock, config, migrate
from portal.db import db
from portal.seeding import drafts, past, reporting, working_place, world

DOSSIERS = 220  # past ones made by default, beside those of the working place


@click.command()
@click.option("--dossiers", default=DOSSIERS, show_default=True, help="Số hồ sơ đã qua được tạo.")
@with_appcontext
def seed(dossiers: int) -> None:
    """Tạo tỉnh trình diễn; không làm gì nếu đã có dữ liệu."""
    migrate.upgrade(config.current().database_url)
    seed_once(dossiers)


def seed_once(dossiers: int = DOSSIERS) -> bool:
    """Make the demonstration province unless there are data; tells whether it did."""
    if world.is_there():
        return False
    click.echo(
        "Đang tạo tỉnh trình diễn: đơn vị, cán bộ, thủ tục, hồ sơ (khoảng một phút)…", err=True
    )
    world.make()
    db.session.commit()
    with tqdm(total=dossiers, desc="Hồ sơ đã qua", unit="hồ sơ", disable=None) as bar:
        past.make(dossiers, bar.update)
    if dossiers:
        working_place.make()
    past.letters_went_out()
    drafts.make(clock.now())
    db.session.commit()
    reporting.make()
    db.session.commit()
    return True


@click.command("migrate")
def migrate_command() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản mới nhất."""
    migrate.upgrade(config.load().database_url)
