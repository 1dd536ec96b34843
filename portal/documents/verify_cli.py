"""`flask documents verify FILE`: what the public page says of a file, for people and machines."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from portal.documents import checking
from portal.errors import Refusal


@click.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Kết quả dạng JSON.")
def verify_command(file: Path, as_json: bool) -> None:
    """Kiểm tra chữ ký số và mã băm của FILE; mã thoát 1 nếu không tin cậy."""
    try:
        found = checking.check_file(file.read_bytes())
    except Refusal as refusal:
        _say({"sound": False, "verdict": refusal.sentence, "signatures": []}, as_json)
        sys.exit(1)
    told: dict[str, Any] = {
        "sha256": found.sha256,
        "standing": found.standing,
        "sound": found.is_sound,
        "verdict": found.verdict,
        "document": None,
        "signatures": [asdict(report) for report in found.reports],
    }
    if found.document is not None:
        told["document"] = {
            "title": found.document.title,
            "number": found.document.number,
            "verify_code": found.document.verify_code,
            "revoked_at": found.document.revoked_at,
            "replaced_by": found.newer.verify_code if found.newer else None,
            "replaces": found.older.verify_code if found.older else None,
            "copy": found.document.copy_form,
            "copy_of": found.source.number if found.source else None,
            "original": found.original.verify_code if found.original else None,
            "original_standing": found.original_standing,
        }
    _say(told, as_json)
    sys.exit(0 if found.is_good else 1)


def _say(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return
    click.echo(told["verdict"])
    for report in told["signatures"]:
        serial = f" ({report['serial']})" if report["revoked_at"] else ""
        click.echo(f"  {report['sentence']}{serial}")
