"""flask catalog import: the catalogue from files."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from tqdm import tqdm

from portal.db import db, reading
from portal.i18n import _
from portal.procedures.exporting import SHAPES, lines
from portal.procedures.importing.run import Report, import_files

# More than this on a terminal is not read; the rest is in --report.
SHOWN_REJECTIONS = 20

catalog = AppGroup("catalog", help="Danh mục thủ tục hành chính.")


@catalog.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Đọc và báo cáo, không ghi gì.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Ghi báo cáo đầy đủ (JSON) vào tệp này.",
)
@with_appcontext
def import_command(files: tuple[Path, ...], dry_run: bool, report_file: Path | None) -> None:
    """Nhập danh mục từ các tệp JSONL (mỗi dòng một thủ tục).

    Mã thoát: 0 khi có ít nhất một thủ tục đọc được, kể cả khi có dòng bị từ chối; 1 khi không
    dòng nào đọc được; 2 khi thiếu tệp hoặc không ghi được báo cáo.
    """
    for path in files:
        if not path.is_file():
            _stop(_("Không có tệp %(file)s.", file=str(path)))
    if report_file and not report_file.absolute().parent.is_dir():
        _stop(_("Không có thư mục để ghi báo cáo %(file)s.", file=str(report_file)))
    report = _import(files, dry_run)
    if report_file:
        try:
            _write(report, report_file)
        except OSError as error:
            _stop(
                _(
                    "Không ghi được báo cáo %(file)s: %(reason)s.",
                    file=str(report_file),
                    reason=error.strerror or str(error),
                )
            )
    _summarise(report, dry_run)
    if len(report.rejected) == report.records:
        sys.exit(1)


@catalog.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--shape",
    type=click.Choice(list(SHAPES)),
    default="trao-doi",
    show_default=True,
    help="trao-doi: đủ mọi phần, đọc lại không mất gì; LayThuTuc: mẫu của Cổng quốc gia.",
)
@with_appcontext
def export_command(file: Path, shape: str) -> None:
    """Ghi danh mục ra tệp JSONL, mỗi dòng một thủ tục (bản đang có hiệu lực hoặc bản cuối).

    Mẫu trao đổi: mỗi dòng tự nêu "format" và "version"; "parts" là các phần của phiên bản, bỏ
    những gì ở giá trị mặc định. Đơn vị nhận hồ sơ và lịch sử phiên bản không nằm trong tệp. Tệp
    được ghi xong mới thay tệp cũ. Mã thoát 2 khi không ghi được.
    """
    beside = file.with_name(file.name + ".part")
    count = 0
    try:
        with reading(), beside.open("w", encoding="utf-8", newline="\n") as stream:
            for line in lines(db.session, shape):
                stream.write(line)
                count += 1
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        _stop(_("Không ghi được tệp %(file)s: %(reason)s.", file=str(file), reason=error.strerror))
    click.echo(_("Đã ghi %(count)d thủ tục vào %(file)s.", count=count, file=str(file)))


def _import(files: tuple[Path, ...], dry_run: bool) -> Report:
    session = db.session
    size = sum(path.stat().st_size for path in files)
    try:
        with tqdm(
            total=size,
            unit="B",
            unit_scale=True,
            desc=_("Nhập danh mục"),
            disable=None,  # silent where stderr is no terminal
        ) as bar:
            report = import_files(
                files,
                session=session,
                dry_run=dry_run,
                progress=lambda read: bar.update(read) and None,
            )
        if dry_run:
            session.rollback()
        else:
            session.commit()
    except BaseException:
        session.rollback()
        raise
    return report


def _write(report: Report, path: Path) -> None:
    with path.open("w", encoding="utf-8") as stream:
        json.dump(report.to_json(), stream, ensure_ascii=False, indent=1)
        stream.write("\n")


def _summarise(report: Report, dry_run: bool) -> None:
    if dry_run:
        click.echo(_("Chạy thử: không có gì được ghi."))
    click.echo(_("Số bản ghi: %(count)d", count=report.records))
    click.echo(_("  mới nhập: %(count)d", count=report.imported))
    click.echo(_("  thay đổi: %(count)d", count=report.changed))
    click.echo(_("  giữ nguyên: %(count)d", count=report.unchanged))
    click.echo(_("  bị từ chối: %(count)d", count=len(report.rejected)))
    for rejected in report.rejected[:SHOWN_REJECTIONS]:
        click.echo(
            _(
                "    %(file)s, dòng %(line)d: %(reason)s",
                file=rejected.file,
                line=rejected.line,
                reason=rejected.reason,
            )
        )
    if len(report.rejected) > SHOWN_REJECTIONS:
        more = len(report.rejected) - SHOWN_REJECTIONS
        click.echo(_("    … và %(count)d dòng nữa (xem báo cáo đầy đủ)", count=more))
    codes = {flagged.code for flagged in report.flagged}
    click.echo(
        _(
            "Cần xem lại: %(procedures)d thủ tục, %(places)d chỗ",
            procedures=len(codes),
            places=len(report.flagged),
        )
    )
    for reason, count in Counter(flagged.reason for flagged in report.flagged).most_common():
        click.echo(f"  {count:>6}  {reason}")


def _stop(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(2)
