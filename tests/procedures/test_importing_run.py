"""Import into a database: every record accounted for, a second time nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal.procedures.importing.run import Report, import_files
from portal.procedures.models import Definition, Procedure, ProcedureVersion
from tests.procedures.catalogue_records import (
    line,
    national_page,
    national_table,
    provincial,
    write,
)

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return write(tmp_path / "catalogue.jsonl", provincial(), national_table(), national_page())


def counts(report: Report) -> tuple[int, int, int, int, int]:
    total = report.imported + report.changed + report.unchanged + len(report.rejected)
    assert report.records == total
    return (
        report.records,
        report.imported,
        report.changed,
        report.unchanged,
        len(report.rejected),
    )


def rows(session: Session) -> list[int]:
    session.flush()
    return [
        session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in (Procedure, ProcedureVersion, Definition)
    ]


def test_records_are_published_with_what_is_to_be_reviewed(
    session: Session, catalogue: Path
) -> None:
    report = import_files([catalogue], session=session)
    assert counts(report) == (3, 3, 0, 0, 0)
    procedure = session.scalars(sa.select(Procedure).where(Procedure.code == "1.900003")).one()
    version = procedure.current
    assert (procedure.title, version.number) == ("Đăng ký tên cho rồng con", 1)
    assert [paper.name for paper in version.parts.documents.items] == [
        "Tờ khai đặt tên;",
        "Ảnh rồng con",
    ]
    assert [flag["field"] for flag in version.flags] == ["muc_do"]
    flagged = [(f.line, f.code, f.field) for f in report.flagged if f.line == 3]
    assert flagged == [(3, "1.900003", "muc_do")]
    assert {f.file for f in report.flagged} == {str(catalogue)}


def test_importing_again_changes_nothing(session: Session, catalogue: Path) -> None:
    first = import_files([catalogue], session=session)
    before = rows(session)
    again = import_files([catalogue], session=session)
    assert counts(again) == (3, 0, 0, 3, 0)
    assert rows(session) == before
    assert again.flagged == first.flagged


@pytest.mark.parametrize(
    "change",
    [
        {"thoi_han": ["06 ngày làm việc"]},
        {"le_phi": ["30.000 đồng/1 giấy phép"]},
        {"ten": "Cấp giấy phép nuôi rồng nhỏ"},
        {"muc_truc_tuyen": "Một phần"},
        {"hieu_luc": "Hết hiệu lực"},
        {"linh_vuc": "Thú quen"},
        {"cong_bo": "Số QĐ: 15/QĐ-UBND"},
        {"dieu_kien": []},
    ],
)
def test_one_changed_cell_is_one_change(
    session: Session, tmp_path: Path, catalogue: Path, change: dict[str, object]
) -> None:
    import_files([catalogue], session=session)
    later = write(tmp_path / "later.jsonl", provincial(**change), national_table(), national_page())
    report = import_files([later], session=session)
    assert counts(report) == (3, 0, 1, 2, 0)
    code = "1.900001.000.00.00.H99"
    procedure = session.scalars(sa.select(Procedure).where(Procedure.code == code)).one()
    session.refresh(procedure)
    assert procedure.current.number == 2


def test_a_code_seen_twice_is_refused_the_second_time_and_says_where_it_was(
    session: Session, tmp_path: Path
) -> None:
    first = write(tmp_path / "a.jsonl", provincial())
    second = write(tmp_path / "b.jsonl", provincial(), provincial(ten="Tên khác"))
    report = import_files([first, second], session=session)
    assert counts(report) == (3, 1, 0, 0, 2)
    assert [(r.file, r.line) for r in report.rejected] == [(str(second), 1), (str(second), 2)]
    same, other = (r.reason for r in report.rejected)
    assert f"{first}, dòng 1" in same and "giống hệt" in same
    assert "nội dung khác" in other


def test_a_trial_reports_the_same_and_keeps_nothing(session: Session, catalogue: Path) -> None:
    before = rows(session)
    trial = import_files([catalogue], session=session, dry_run=True)
    assert rows(session) == before
    assert trial == import_files([catalogue], session=session)


def test_ten_thousand_broken_lines_end_with_a_report(session: Session, tmp_path: Path) -> None:
    broken = (b'{"ma": "%d"\n' % n for n in range(10_000))
    path = write(tmp_path / "a.jsonl", *broken, provincial())
    report = import_files([path], session=session)
    assert counts(report) == (10_001, 1, 0, 0, 10_000)
    assert report.rejected[-1].line == 10_000


def test_progress_hears_every_byte(session: Session, catalogue: Path) -> None:
    heard: list[int] = []
    import_files([catalogue], session=session, progress=heard.append)
    assert sum(heard) == catalogue.stat().st_size


# --- the command ---


def run(app: Flask, *arguments: object) -> tuple[int, str, str]:
    result = app.test_cli_runner().invoke(args=["catalog", "import", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_imports_reports_and_says_so(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", provincial(), b"{\n", national_page())
    report_file = tmp_path / "report.json"
    code, out, err = run(app, path, "--report", report_file)
    assert (code, err) == (0, "")
    assert "Số bản ghi: 3" in out and "mới nhập: 2" in out and "bị từ chối: 1" in out
    report = json.loads(report_file.read_text(encoding="utf-8"))
    assert set(report) == {
        "records",
        "imported",
        "changed",
        "unchanged",
        "rejected",
        "flagged",
    }
    assert (report["records"], report["imported"]) == (3, 2)
    assert [(r["file"], r["line"]) for r in report["rejected"]] == [(str(path), 2)]
    assert set(report["flagged"][0]) == {"file", "line", "code", "field", "reason", "text"}
    session.expire_all()
    assert rows(session)[0] >= 2


def test_the_command_on_trial_writes_nothing(app: Flask, session: Session, catalogue: Path) -> None:
    before = rows(session)
    session.commit()
    code, out, _ = run(app, "--dry-run", catalogue)
    assert code == 0
    assert "không có gì được ghi" in out and "mới nhập: 3" in out
    session.expire_all()
    assert rows(session) == before


def test_the_command_names_a_missing_file(app: Flask, session: Session, tmp_path: Path) -> None:
    code, out, err = run(app, tmp_path / "none.jsonl")
    assert (code, out) == (2, "")
    assert err.strip() == f"Không có tệp {tmp_path / 'none.jsonl'}."


def test_the_command_names_a_report_it_cannot_write(
    app: Flask, session: Session, catalogue: Path, tmp_path: Path
) -> None:
    code, _, err = run(app, catalogue, "--report", tmp_path / "no" / "report.json")
    assert code == 2 and "Không có thư mục" in err


def test_the_command_fails_where_no_line_can_be_read(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    broken = write(tmp_path / "a.jsonl", b"nothing\n", b"here\n")
    code, out, _ = run(app, broken)
    assert code == 1 and "bị từ chối: 2" in out
    empty = write(tmp_path / "b.jsonl")
    assert run(app, empty)[0] == 1


def test_a_second_import_by_the_command_leaves_all_as_it_is(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line(provincial()) + line(national_table()))
    run(app, path)
    code, out, _ = run(app, path)
    assert code == 0 and "giữ nguyên: 2" in out and "thay đổi: 0" in out
