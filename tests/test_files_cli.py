"""`flask files`: the store against the database both ways, moving house, sweeping."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from freezegun import freeze_time
from sqlalchemy.orm import Session

from portal import config
from portal.db import Base, db
from portal.documents.issuing import store
from portal.files_cli import mentioned
from tests.dossiers import walk
from tests.factories import make_cast
from tests.kept_places import BucketPlace, FolderPlace, Place, place_of
from tests.s3_server import Bucket

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> FolderPlace:
    return FolderPlace(tmp_path / "files")


@pytest.fixture
def s3(bucket: Bucket) -> BucketPlace:
    return BucketPlace(bucket)


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def keeping(app: Flask) -> Iterator[Callable[[Place], None]]:
    """From now on the portal keeps its files at that place."""
    before = config.current()
    yield lambda place: config.use(replace(before, files_url=place.url))
    config.use(before)


@pytest.fixture
def run(app: Flask) -> Run:
    def run(*arguments: str) -> Result:
        return app.test_cli_runner().invoke(args=["files", *arguments])

    return run


@pytest.fixture
def keys(
    session: Session, at_noon: None, keeping: Callable[[Place], None], place: Place
) -> list[str]:
    """A dossier with a paper of Lan's and a receipt, kept at `place`."""
    keeping(place)
    walk.received(make_cast())
    session.commit()
    rows = "SELECT sha256 FROM attachment UNION SELECT sha256 FROM document"
    found = sorted(key for key in session.scalars(sa.text(rows)) if key)
    assert len(found) >= 2
    return found


def days_later(days: float) -> freeze_time:
    """Only the machine's clock, by which the age of a file is told."""
    return freeze_time(datetime.now(UTC) + timedelta(days=days))


def test_a_good_store_is_said_to_be_good(run: Run, keys: list[str]) -> None:
    result = run("check")
    assert result.exit_code == 0, result.output
    assert f"{len(keys)} nguyên vẹn, 0 thiếu, 0 bị đổi. 0 tệp thừa" in result.output


def test_each_thing_wrong_is_found_and_named(run: Run, keys: list[str], place: Place) -> None:
    missing, altered = keys[:2]
    place.delete(place_of(missing))
    place.write(place_of(altered), b"something else")
    orphan, _size = store().put([b"no row names me"])
    with days_later(1.5):
        result = run("check", "--json")
        told = run("check")
    assert result.exit_code == told.exit_code == 1
    assert json.loads(result.stdout) == {
        "mentioned": len(keys),
        "whole": len(keys) - 2,
        "missing": [missing],
        "altered": [altered],
        "orphans": [orphan],
    }
    for line in (f"thiếu: {missing}", f"bị đổi nội dung: {altered}", f"dùng: {orphan}"):
        assert line in told.output


@pytest.mark.parametrize("wrong", ["missing", "altered", "orphan"])
def test_one_thing_wrong_is_enough(run: Run, keys: list[str], place: Place, wrong: str) -> None:
    if wrong == "missing":
        place.delete(place_of(keys[0]))
    elif wrong == "altered":
        place.write(place_of(keys[0]), b"something else")
    else:
        store().put([b"no row names me"])
    with days_later(1.5):
        assert run("check").exit_code == 1


def test_a_file_just_come_may_belong_to_a_row_not_yet_committed(run: Run, keys: list[str]) -> None:
    store().put([b"still being sent in"])
    assert run("check").exit_code == 0
    assert run("sweep").output == "Đã xoá 0 tệp, 0 byte.\n"


def test_sweeping_removes_orphans_only_and_a_rehearsal_nothing(
    run: Run, keys: list[str], place: Place
) -> None:
    orphan, size = store().put([b"no row names me"])
    with days_later(1.5):
        rehearsal = run("sweep", "--dry-run")
        assert orphan in rehearsal.output and f"Sẽ xoá 1 tệp, {size} byte" in rehearsal.output
        assert store().has(orphan)
        assert run("sweep").output == f"Đã xoá 1 tệp, {size} byte.\n"
        assert run("check").exit_code == 0
    assert sorted(place.paths()) == sorted(map(place_of, keys))


@pytest.fixture
def elsewhere(place: Place, s3: BucketPlace, tmp_path: Path) -> Place:
    """The other kind of place, empty."""
    return s3 if isinstance(place, FolderPlace) else FolderPlace(tmp_path / "new")


def test_moving_copies_every_mentioned_file_and_deletes_nothing(
    run: Run, keys: list[str], place: Place, elsewhere: Place, keeping: Callable[[Place], None]
) -> None:
    orphan, _size = store().put([b"no row names me"])
    before = place.paths()
    result = run("move", "--to", elsewhere.url)
    assert result.exit_code == 0, result.output
    assert f"Đã chép {len(keys)} tệp, 0 tệp có sẵn, 0 tệp không chép được" in result.output
    assert sorted(elsewhere.paths()) == sorted(map(place_of, keys))
    assert [elsewhere.store.read(key) for key in keys] == [place.store.read(key) for key in keys]
    assert place.paths() == before and place.store.has(orphan)
    keeping(elsewhere)
    assert run("check").exit_code == 0


def test_moving_again_copies_only_what_is_not_there_whole(
    run: Run, keys: list[str], elsewhere: Place
) -> None:
    run("move", "--to", elsewhere.url)
    elsewhere.delete(place_of(keys[0]))
    elsewhere.write(place_of(keys[1]), b"altered on the way")
    result = run("move", "--to", elsewhere.url)
    assert f"Đã chép 2 tệp, {len(keys) - 2} tệp có sẵn" in result.output
    assert all(elsewhere.store.read(key) for key in keys)
    again = run("move", "--to", elsewhere.url)
    assert f"Đã chép 0 tệp, {len(keys)} tệp có sẵn" in again.output and again.exit_code == 0


def test_a_file_lost_at_the_old_place_is_named_and_the_others_are_copied(
    run: Run, keys: list[str], place: Place, elsewhere: Place
) -> None:
    place.write(place_of(keys[0]), b"altered")
    result = run("move", "--to", elsewhere.url)
    assert result.exit_code == 1
    assert f"thiếu hoặc bị đổi ở nơi cũ: {keys[0]}" in result.output
    assert sorted(elsewhere.paths()) == sorted(map(place_of, keys[1:]))


def test_moving_to_nowhere_or_to_where_one_is_changes_nothing(
    run: Run, keys: list[str], place: Place
) -> None:
    before = place.paths()
    dead = "s3://giay/x?endpoint=http://127.0.0.1:9&region=us-east-1"
    for target, words in (
        ("ftp://kho.h99.example/giay", "PORTAL_FILES_URL phải là"),
        (place.url, "trùng với nơi đang lưu"),
        (dead, "Dừng giữa chừng, hãy chạy lại"),
    ):
        result = run("move", "--to", target)
        assert result.exit_code == 1 and words in result.output
    assert place.paths() == before


def test_a_place_that_does_not_answer_is_not_called_a_thousand_missing_files(
    run: Run, session: Session, keeping: Callable[[Place], None], s3_endpoint: str, bucket: Bucket
) -> None:
    keeping(BucketPlace(Bucket(s3_endpoint, "khong-co")))
    for command in (["check", "--json"], ["sweep"]):
        result = run(*command)
        assert result.exit_code == 1
        assert "Không đọc được nơi lưu tệp" in result.output and "thiếu" not in result.output


# Hashes that recognise again what is kept in rows.
OF_NO_FILE = {
    "target_report.figures_sha256",
    "statement.sha256",
    "signing_request.content_sha256",
    "held_file.sha256",  # says of a file others name that it may not be opened
}


def test_every_column_that_names_a_file_is_asked_before_anything_is_swept(
    session: Session,
) -> None:
    asked: list[str] = []

    @sa.event.listens_for(db.engine, "before_cursor_execute")
    def listen(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    try:
        mentioned()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", listen)
    naming = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if "sha256" in column.name
    } - OF_NO_FILE
    assert naming >= {"attachment.sha256", "document.sha256"}
    assert {name for name in naming if not any(name in one for one in asked)} == set()
