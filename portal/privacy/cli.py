"""`flask --app wsgi retention …`: what is past its time, and removing it."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext

from portal import clock
from portal.db import db, reading
from portal.errors import Refusal
from portal.privacy import removing
from portal.privacy.labels import KEPT_BACK
from portal.privacy.retention import MOST_SHOWN, due_under, preview
from portal.privacy.retention_rules import retention_rules


@click.group()
def retention() -> None:
    """Thời hạn lưu dữ liệu cá nhân trong hồ sơ."""


@retention.command("preview")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@with_appcontext
def preview_command(as_json: bool) -> None:
    """Liệt kê hồ sơ đã quá thời hạn lưu, theo từng quy tắc; không xoá gì."""
    with reading():
        found = [
            {
                "rule": one.rule.key,
                "name": one.rule.name,
                "months": one.rule.months,
                "source": one.rule.source,
                "count": one.count,
                "dossiers": [
                    {
                        "code": due.dossier.label,
                        "ended_on": due.ended_on.isoformat(),
                        "kept_back": due.kept_back,
                    }
                    for due in one.first
                ],
            }
            for one in preview(clock.today())
        ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        kept = f"{one['months']} tháng" if one["months"] else "mãi mãi"
        click.echo(f"{one['name']}: lưu {kept}, {one['count']} hồ sơ quá hạn.")
        for due in one["dossiers"]:  # type: ignore[attr-defined]
            why = f" – {KEPT_BACK[due['kept_back']]}" if due["kept_back"] else ""
            click.echo(f"  {due['code']}  {due['ended_on']}{why}")


@retention.command("run")
@click.option("--by", "by_name", required=True, help="Ai ra lệnh xoá, ghi vào nhật ký xoá.")
@click.option("--rule", "key", default="", help="Chỉ theo một quy tắc.")
@with_appcontext
def run_command(by_name: str, key: str) -> None:
    """Xoá dữ liệu cá nhân của mọi hồ sơ đã quá thời hạn lưu và không bị giữ."""
    if key and key not in {rule.key for rule in retention_rules()}:
        raise click.ClickException(f"Không có quy tắc {key}.")
    today, removed, refused = clock.today(), 0, set[int]()
    for rule in retention_rules():
        if key and rule.key != key:
            continue
        most = MOST_SHOWN
        while True:
            due = due_under(rule, today, most=most)
            chosen = [one.dossier.id for one in due if one.dossier.id not in refused]
            db.session.rollback()
            if not chosen:
                break
            for dossier_id in chosen:
                try:
                    removing.remove(dossier_id, by_name=by_name, today=today, at=clock.now())
                    db.session.commit()
                    removed += 1
                except Refusal:
                    db.session.rollback()
                    refused.add(dossier_id)
    click.echo(f"Đã xoá dữ liệu cá nhân của {removed} hồ sơ.")
