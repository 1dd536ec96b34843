"""`flask --app wsgi audit …`: proving that the log is whole; `access matrix`: who may what."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from flask import current_app
from flask.cli import with_appcontext

from portal import clock
from portal.audit import anchoring, sealing, verifying
from portal.audit.chain import Damage, Finding
from portal.audit.views.matrix import lines
from portal.db import db, reading

_WORDS = {
    Damage.ALTERED: "bị sửa",
    Damage.REMOVED: "bị xoá",
    Damage.REORDERED: "bị đổi chỗ",
    Damage.CUT_OFF: "bị cắt khỏi cuối nhật ký",
    Damage.REWRITTEN: "bị viết lại cả đoạn",
}
_FAULTS = {
    "signature": "chữ ký không đúng",
    "chain": "không nối với tệp neo trước đó",
    "unreadable": "không đọc được",
}


@click.group()
def audit() -> None:
    """Nhật ký truy cập: kiểm tra, nối chuỗi."""


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@with_appcontext
def verify_command(as_json: bool) -> None:
    """Kiểm tra chuỗi nhật ký và các tệp neo; có chỗ bị động đến thì mã thoát là 1."""
    with reading():
        report = verifying.verify()
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False, indent=2))
    else:
        for finding in report.findings:
            click.echo(_sentence(finding))
        for file, fault in report.bad_anchors:
            click.echo(f"Tệp neo {file}: {_FAULTS[fault]}.")
        click.echo(
            f"{report.links} dòng đã nối chuỗi, {report.unsealed} dòng chờ nối, "
            f"{report.anchors} tệp neo. "
            + ("Nguyên vẹn." if report.is_sound else "KHÔNG nguyên vẹn.")
        )
    if not report.is_sound:
        raise SystemExit(1)


@audit.command("seal")
@with_appcontext
def seal_command() -> None:
    """Nối chuỗi các dòng đang chờ và neo đầu chuỗi của ngày (tiến trình nền vẫn làm việc này)."""
    click.echo(f"Đã nối {seal_all()} dòng.")
    anchor_all()


def seal_all() -> int:
    """Chain whatever there is, batch by batch, each committed; returns how many rows."""
    before = sealing.head()
    begun = before.position if before else 0
    db.session.rollback()
    last = begun
    while sealing.unsealed():
        head = sealing.seal_next()
        db.session.commit()
        if head is None:
            break
        anchoring.keep_head(head)
        last = head.position
        db.session.expunge_all()
    db.session.rollback()
    return last - begun


def anchor_all() -> None:
    """The day's signed head; nothing when there is one."""
    anchoring.anchor_of_the_day(clock.now())
    db.session.commit()


def _sentence(finding: Finding) -> str:
    place = (
        f"Dòng {finding.first}"
        if finding.first == finding.last
        else f"Các dòng {finding.first}–{finding.last}"
    )
    told = f" ({finding.told})" if finding.told else ""
    return f"{place}: {_WORDS[finding.damage]}{told}."


@click.group()
def access() -> None:
    """Quyền truy cập."""


@access.command("matrix")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@with_appcontext
def matrix_command(as_json: bool) -> None:
    """In ma trận: vai trò nào mở được trang nào, thấy đến đâu."""
    found = lines(current_app)
    if as_json:
        click.echo(json.dumps([asdict(line) for line in found], ensure_ascii=False, indent=2))
        return
    for line in found:
        held = ", ".join(
            f"{role} ({reach})" for role, reach in line.reaches.items() if reach != "none"
        )
        click.echo(f"{line.group}: {held}")
        for one in line.pages:
            click.echo(f"  {one}")
