"""`flask --app wsgi statistics …`: rolling up, and proving the figures."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from portal import clock
from portal.accounts.models import Account
from portal.db import db, reading
from portal.errors import Refusal
from portal.statistics import closing, periods
from portal.statistics.compacting import compact
from portal.statistics.periods import Period
from portal.statistics.recounting import Difference, differences


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


@statistics.command("close")
@click.option("--period", "asked", required=True, help="2026, 2026-Q1, 2026-03 …")
@click.option("--by", "email", required=True, help="Email của lãnh đạo tỉnh chốt số liệu.")
@with_appcontext
def close_command(asked: str, email: str) -> None:
    """Chốt số liệu của một kỳ, sau khi đếm lại từ các sự kiện; có khác biệt thì không chốt."""
    period = period_of(asked)
    account = db.session.scalar(sa.select(Account).where(Account.email == email))
    if period is None or account is None:
        raise click.ClickException(f"Không có tài khoản {email}.")
    found = differences(db.session, period.start, period.end)
    if found:
        raise click.ClickException(
            f"Số liệu có {len(found)} chỗ khác với các sự kiện: xem statistics recount."
        )
    try:
        closed = closing.close(db.session, period, by=account, at=clock.now())
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    click.echo(f"Đã chốt kỳ {asked}: sha256 {closed.sha256}")


@statistics.command("verify")
@with_appcontext
def verify_command() -> None:
    """Kiểm tra mọi kỳ đã chốt: tệp, dấu, thứ tự, và số liệu hôm nay; có sai thì mã thoát là 1."""
    is_good = True
    with reading():
        for closed in closing.closed_periods(db.session):
            verdict = closing.verify(db.session, closed)
            is_good &= verdict.is_good
            wrong = [
                words
                for is_right, words in (
                    (verdict.is_whole, "tệp bị mất hoặc bị sửa"),
                    (verdict.is_sealed, "chữ ký không hợp lệ"),
                    (verdict.is_chained, "không nối với kỳ chốt trước"),
                    (verdict.is_unchanged, f"số liệu khác: {', '.join(verdict.changed[:5])}"),
                )
                if not is_right
            ]
            name = periods.written(Period(closed.start, closed.end))
            click.echo(f"{name}: {'; '.join(wrong) or 'đúng'}")
    if not is_good:
        raise SystemExit(1)


def period_of(text: str) -> Period | None:
    """A period as people write it on a command line; None for none. Raises click.BadParameter."""
    if not text:
        return None
    try:
        return periods.read(text)
    except ValueError as wrong:
        raise click.BadParameter(f"Không hiểu kỳ {text}.", param_hint="--period") from wrong


def _names(d: Difference) -> dict[str, str]:
    return {"grain": d.grain.name.lower(), "measure": d.measure.name.lower()}


def _sentence(d: Difference) -> str:
    names = _names(d)
    return (
        f"{names['grain']} {d.start} {names['measure']}: đơn vị {d.unit}, lĩnh vực {d.sector}, "
        f"{f'thủ tục {d.procedure}, ' if d.procedure else ''}mức {int(d.level)}, "
        f"kênh {int(d.channel)}: phải là {d.due}, đang ghi {d.kept}"
    )
