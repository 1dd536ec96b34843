"""`flask --app wsgi statistics …`: rolling up, and proving the figures."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date

import click
from flask.cli import with_appcontext

from portal.db import db, reading
from portal.statistics.compacting import compact
from portal.statistics.periods import Period
from portal.statistics.recounting import Difference, differences
from portal.statistics.spans import Span, last_day


@click.group()
def statistics() -> None:
    """Số liệu thống kê: cộng dồn, đếm lại, chốt kỳ."""


@statistics.command("compact")
@with_appcontext
def compact_command() -> None:
    """Cộng dồn các số liệu mới ghi theo ngày, tháng, năm (tiến trình nền vẫn làm việc này)."""
    click.echo(f"Đã cộng dồn {compact_all()} số liệu.")


def compact_all() -> int:
    """Roll up whatever there is, batch by batch, each committed; returns how many facts."""
    total = 0
    while count := compact(db.session):
        db.session.commit()
        total += count
    db.session.rollback()
    return total


@statistics.command()
@click.option(
    "--period", "asked", default="", help="2026, 2026-03, 2026-Q1 hoặc 2026-01-01/2026-03-31"
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@with_appcontext
def recount(asked: str, as_json: bool) -> None:
    """Đếm lại từ các sự kiện của hồ sơ và nêu từng chỗ khác; có khác biệt thì mã thoát là 1."""
    period = period_of(asked)
    with reading():
        found = differences(
            db.session, period.start if period else None, period.end if period else None
        )
    if as_json:
        rows = [asdict(d) | _names(d) for d in found]
        click.echo(json.dumps({"differences": rows}, ensure_ascii=False, indent=2, default=str))
    else:
        for difference in found:
            click.echo(_sentence(difference))
        click.echo(f"{len(found)} chỗ khác." if found else "Số liệu khớp với các sự kiện.")
    if found:
        raise SystemExit(1)


def period_of(text: str) -> Period | None:
    """A period as people write it on a command line; None for none. Raises click.BadParameter."""
    if not text:
        return None
    try:
        if "/" in text:
            first, last = (date.fromisoformat(part) for part in text.split("/"))
        elif found := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            first = date(int(found[1]), 3 * int(found[2]) - 2, 1)
            last = last_day(first.replace(month=first.month + 2), Span.MONTH)
        elif re.fullmatch(r"\d{4}-\d\d", text):
            first = date.fromisoformat(text + "-01")
            last = last_day(first, Span.MONTH)
        else:
            first = date(int(text), 1, 1)
            last = last_day(first, Span.YEAR)
    except ValueError as wrong:
        raise click.BadParameter(f"Không hiểu kỳ {text}.", param_hint="--period") from wrong
    if last < first:
        raise click.BadParameter(f"Kỳ {text} kết thúc trước khi bắt đầu.", param_hint="--period")
    return Period(first, last)


def _names(d: Difference) -> dict[str, str]:
    return {"grain": d.grain.name.lower(), "measure": d.measure.name.lower()}


def _sentence(d: Difference) -> str:
    names = _names(d)
    return (
        f"{names['grain']} {d.start} {names['measure']}: đơn vị {d.unit}, lĩnh vực {d.sector}, "
        f"{f'thủ tục {d.procedure}, ' if d.procedure else ''}mức {int(d.level)}, "
        f"kênh {int(d.channel)}: phải là {d.due}, đang ghi {d.kept}"
    )
