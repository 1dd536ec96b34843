"""`flask --app wsgi archive …`: packages of ended dossiers, written and checked."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal import clock
from portal.db import db, reading
from portal.documents.keys import trusted_roots_path
from portal.dossiers import archiving
from portal.dossiers.models import Dossier
from portal.errors import Refusal


@click.group()
def archive() -> None:
    """Gói lưu trữ của hồ sơ đã kết thúc."""


@archive.command()
@click.option(
    "--period",
    "asked",
    required=True,
    help="2026, 2026-Q1, 2026-03, hoặc 2026-01-01/2026-03-31 (cả hai ngày)",
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export(asked: str, folder: Path) -> None:
    """Ghi vào thư mục một gói có ký số cho mỗi hồ sơ kết thúc trong kỳ; không đóng gói được hồ sơ
    nào thì nêu tên, và mã thoát là 1. Gói đã có thì giữ nguyên."""
    start, end = _days(asked)
    folder.mkdir(parents=True, exist_ok=True)
    written = there = failed = 0
    with reading():
        for dossier_id in archiving.ended_between(start, end):
            dossier = db.session.get_one(Dossier, dossier_id)
            target = folder / f"{dossier.label}.zip"
            if target.exists():
                there += 1
            elif _written(dossier, target):
                written += 1
            else:
                failed += 1
    click.echo(f"Đã ghi {written} gói, {there} gói có sẵn, {failed} hồ sơ không đóng gói được.")
    if failed:
        raise SystemExit(1)


@archive.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@with_appcontext
def check(files: tuple[Path, ...]) -> None:
    """Kiểm tra chữ ký và từng tệp trong gói; có sai lệch thì nêu tên, và mã thoát là 1."""
    path, bad = trusted_roots_path(), 0
    roots = [path.read_bytes()] if path.exists() else []
    for file in files:
        with file.open("rb") as package:
            faults = archiving.faults_of(package, roots)
        bad += bool(faults)
        for fault in faults:
            click.echo(f"{file.name}: {fault.part or 'gói'}: {fault.fault}")
        if not faults:
            click.echo(f"{file.name}: nguyên vẹn")
    if bad:
        raise SystemExit(1)


def _written(dossier: Dossier, target: Path) -> bool:
    partial = target.with_suffix(".partial")
    try:
        with partial.open("w+b") as out:
            archiving.write_package(dossier, out, at=clock.now())
        partial.replace(target)
    except (Refusal, OSError) as fault:
        partial.unlink(missing_ok=True)
        click.echo(f"{dossier.label}: {getattr(fault, 'sentence', fault)}")
        return False
    return True


def _days(asked: str) -> tuple[datetime, datetime]:
    """[start, end) of a year, a quarter, a month, or of the days from one to another."""
    try:
        start, end = _month_span(asked) or _day_span(asked)
    except ValueError:
        raise click.BadParameter(
            "cần dạng 2026, 2026-Q1, 2026-03 hoặc 2026-01-01/2026-03-31", param_hint="--period"
        ) from None
    if end <= start:
        raise click.BadParameter("ngày sau phải không trước ngày đầu", param_hint="--period")
    midnight = time(tzinfo=clock.VIETNAM)
    return datetime.combine(start, midnight), datetime.combine(end, midnight)


def _month_span(asked: str) -> tuple[date, date] | None:
    found = re.fullmatch(r"(\d{4})(?:-Q([1-4])|-(\d{2}))?", asked)
    if found is None:
        return None
    year, quarter, month = found.groups()
    first = 3 * int(quarter) - 2 if quarter else int(month or 1)
    months = 3 if quarter else 1 if month else 12
    after = int(year) * 12 + first - 1 + months
    return date(int(year), first, 1), date(after // 12, after % 12 + 1, 1)


def _day_span(asked: str) -> tuple[date, date]:
    first, _slash, last = asked.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first) + timedelta(days=1)
