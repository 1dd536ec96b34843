"""The archive package: whole, sealed, and a byte changed anywhere is named."""

from __future__ import annotations

import io
import json
import random
import zipfile
from datetime import date, timedelta
from pathlib import Path

import click
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.documents.keys import trusted_roots_path
from portal.dossiers import archiving
from portal.dossiers.archive_cli import _days
from portal.dossiers.archiving import Finding
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action
from portal.errors import Conflict
from tests.dossiers import walk
from tests.factories import make_cast


def returned() -> Dossier:
    cast, at = make_cast(), clock.now()
    dossier = walk.issued(cast)
    actor = cast.minh.acting_as(Role.RECEPTIONIST, cast.unit.id, clock.local(at).date())
    dossier.move(Action.RETURN, by=actor, at=at)
    return dossier


def packed(dossier: Dossier) -> bytes:
    out = io.BytesIO()
    archiving.write_package(dossier, out, at=clock.now())
    return out.getvalue()


def faults(package: bytes) -> list[Finding]:
    return archiving.faults_of(io.BytesIO(package), [trusted_roots_path().read_bytes()])


def test_a_package_holds_the_dossier_and_any_changed_byte_is_found(session: Session) -> None:
    dossier = returned()
    package = packed(dossier)
    assert faults(package) == []
    with zipfile.ZipFile(io.BytesIO(package)) as bundle:
        names = bundle.namelist()
        actions = [event["action"] for event in json.loads(bundle.read("events.json"))]
        papers = [bundle.getinfo(n) for n in names if n.startswith(("papers/", "documents/"))]
        contents = {name: bundle.read(name) for name in names}
    assert actions[-1] == "return" and len(actions) == len(dossier.events)
    assert any(n.endswith("-result.pdf") for n in names)
    for part in papers:  # a byte in the middle of a paper: it is named
        place = package.index(contents[part.filename]) + part.file_size // 2
        assert Finding(part.filename, "bị đổi nội dung") in faults(_turned(package, place))
    chosen = random.Random(5).sample(range(len(package)), 60)
    ends = [0, 4, len(package) - 1, len(package) - 10]
    for place in [*chosen, *ends]:
        assert faults(_turned(package, place)) != [], place
    assert faults(package + b"x") != []
    assert faults(package[:-1]) != []


def test_a_package_signed_by_nobody_trusted_is_told(session: Session) -> None:
    found = archiving.faults_of(io.BytesIO(packed(returned())), [])
    assert found == [Finding("manifest.p7s", "người ký không được tin cậy")]


def test_an_open_dossier_has_no_package(session: Session) -> None:
    with pytest.raises(Conflict, match="chưa kết thúc"):
        packed(walk.received(make_cast()))


def test_a_period_is_exported_once_and_checked(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    dossier = returned()
    session.commit()
    run, today = app.test_cli_runner(), clock.today()
    told = run.invoke(args=["archive", "export", "--period", f"{today}/{today}", str(tmp_path)])
    assert told.exit_code == 0 and "Đã ghi 1 gói" in told.output, told.output
    again = run.invoke(args=["archive", "export", "--period", str(today), str(tmp_path)])
    assert "Đã ghi 0 gói, 1 gói có sẵn" in again.output
    file = tmp_path / f"{dossier.label}.zip"
    assert "nguyên vẹn" in run.invoke(args=["archive", "check", str(file)]).output
    file.write_bytes(_turned(file.read_bytes(), file.stat().st_size // 2))
    assert run.invoke(args=["archive", "check", str(file)]).exit_code == 1
    wrong = run.invoke(args=["archive", "export", "--period", "quý 1", str(tmp_path)])
    assert wrong.exit_code == 2


def _turned(package: bytes, place: int) -> bytes:
    return package[:place] + bytes([package[place] ^ 1]) + package[place + 1 :]


@pytest.mark.parametrize(
    ("asked", "first", "after"),
    [
        ("2026", (2026, 1, 1), (2027, 1, 1)),
        ("2026-Q1", (2026, 1, 1), (2026, 4, 1)),
        ("2026-Q4", (2026, 10, 1), (2027, 1, 1)),
        ("2026-02", (2026, 2, 1), (2026, 3, 1)),
        ("2026-12", (2026, 12, 1), (2027, 1, 1)),
        ("2026-02-28", (2026, 2, 28), (2026, 3, 1)),
        ("2026-02-27/2026-03-02", (2026, 2, 27), (2026, 3, 3)),
    ],
)
def test_a_period_is_said_by_year_quarter_month_or_days(
    asked: str, first: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    start, end = _days(asked)
    assert (start.date(), end.date()) == (date(*first), date(*after))
    assert start.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize("asked", ["2026-Q5", "2026-13", "0000", "2026-03-02/2026-03-01", ""])
def test_a_period_that_is_none_is_refused(asked: str) -> None:
    with pytest.raises(click.BadParameter):
        _days(asked)
