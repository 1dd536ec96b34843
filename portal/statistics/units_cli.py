"""`flask --app wsgi units …`: the tree of units, and changes to it, looked at ahead or done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from portal import clock
from portal.db import db
from portal.errors import Refusal
from portal.statistics.looking_ahead import Line, LookAhead, look_ahead
from portal.units.changes import Change, What
from portal.units.models import UnitKind
from portal.units.tree import TreeOf, in_order, nodes

units = AppGroup(
    "units", help="Đơn vị: xem cơ cấu, ghi đổi tên, chuyển, sáp nhập, tách, thành lập."
)
_DAY = click.DateTime(["%Y-%m-%d"])


@units.command("tree")
@click.option("--on", "day", type=_DAY, help="Cơ cấu của ngày nào; không có: cơ cấu hiện nay.")
@with_appcontext
def tree_command(day: datetime | None) -> None:
    """In cây đơn vị."""
    tree, on = (TreeOf.THEN, day.date()) if day else (TreeOf.TODAY, clock.today())
    for depth, node in in_order([n for n in nodes(db.session, tree, on) if n.existed(on, on)]):
        click.echo(f"{'  ' * depth}{node.code} {node.short_name}")


def _change_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--dry-run", is_flag=True, help="Chỉ xem trước, không ghi."),
        click.option("--on", "day", type=_DAY, required=True, help="Ngày có hiệu lực."),
    ):
        command = option(command)
    return with_appcontext(command)


@units.command("rename")
@click.argument("code")
@click.option("--name", required=True)
@click.option("--short-name", required=True)
@_change_options
def rename_command(code: str, name: str, short_name: str, **when: Any) -> None:
    """Đổi tên một đơn vị."""
    _run(What.RENAME, when, units=(code,), name=name, short_name=short_name)


@units.command("move")
@click.argument("code")
@click.option("--under", required=True, help="Mã đơn vị cấp trên mới.")
@_change_options
def move_command(code: str, under: str, **when: Any) -> None:
    """Chuyển một đơn vị sang trực thuộc đơn vị khác."""
    _run(What.MOVE, when, units=(code,), into=(under,))


@units.command("merge")
@click.argument("codes", nargs=-1, required=True)
@click.option("--into", required=True, help="Mã đơn vị nhận.")
@click.option("--ground", default="", help="Nghị quyết, quyết định.")
@_change_options
def merge_command(codes: tuple[str, ...], into: str, ground: str, **when: Any) -> None:
    """Sáp nhập các đơn vị vào một đơn vị."""
    _run(What.MERGE, when, units=codes, into=(into,), ground=ground)


@units.command("split")
@click.argument("code")
@click.option("--into", multiple=True, required=True, help="Mã đơn vị nhận; nêu nhiều lần.")
@click.option("--ground", default="", help="Nghị quyết, quyết định.")
@_change_options
def split_command(code: str, into: tuple[str, ...], ground: str, **when: Any) -> None:
    """Tách một đơn vị thành nhiều đơn vị đã thành lập."""
    _run(What.SPLIT, when, units=(code,), into=into, ground=ground)


@units.command("found")
@click.argument("code")
@click.option("--name", required=True)
@click.option("--short-name", required=True)
@click.option("--kind", type=click.Choice([kind.value for kind in UnitKind]), default="commune")
@click.option("--under", required=True, help="Mã đơn vị cấp trên.")
@click.option("--place", required=True, help="Địa danh ghi trên văn bản.")
@_change_options
def found_command(
    code: str, name: str, short_name: str, kind: str, under: str, place: str, **when: Any
) -> None:
    """Thành lập một đơn vị."""
    _run(
        What.FOUND, when,
        code=code, name=name, short_name=short_name, kind=UnitKind(kind), into=(under,), place=place,
    )  # fmt: skip


def _run(what: What, when: dict[str, Any], **values: Any) -> None:
    on: date = when["day"].date()
    change = Change(what, on, **values)
    try:
        _say(look_ahead(db.session, change))
        if when["dry_run"]:
            db.session.rollback()
            click.echo("Chưa ghi gì (--dry-run).")
            return
        change.apply(db.session)
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    db.session.commit()
    click.echo("Đã ghi.")


def _say(ahead: LookAhead) -> None:
    click.echo(f"Báo cáo theo cơ cấu hiện nay, tiếp nhận từ {ahead.since} đến {ahead.until}:")
    for one in ahead.lines:
        click.echo(f"  {one.code}: {_line(one.before)} → {_line(one.after)}")
    for ending in ahead.endings:
        click.echo(
            f"  {ending.name} kết thúc: {ending.dossiers} hồ sơ đang giải quyết, "
            f"{ending.people} cán bộ, {ending.procedures} thủ tục đang nhận"
        )


def _line(line: Line | None) -> str:
    if line is None:
        return "không có dòng"
    return f"{line.name} ({line.parent or '–'}) {line.received}, cả cấp dưới {line.below}"
