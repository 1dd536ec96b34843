"""Both kinds of store keep the same promises; the same tests ask both."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from freezegun import freeze_time

from portal.config import ROOT
from portal.files import Altered, LocalStore, open_url
from tests.kept_places import BucketPlace, FolderPlace, Place, place_of
from tests.s3_server import Bucket

MEGABYTE = 1_048_576
CONTENT = b"%PDF-1.7 gi\xe1\xba\xa5y ch\xe1\xbb\xa9ng sinh"
KEY = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return FolderPlace(tmp_path / "files")
    return BucketPlace(request.getfixturevalue("bucket"))


def later(**how: float) -> freeze_time:
    return freeze_time(datetime.now(UTC) + timedelta(**how))


def test_what_was_put_is_read_under_the_hash_of_its_bytes(place: Place) -> None:
    assert place.store.put([CONTENT[:5], b"", CONTENT[5:]]) == (KEY, len(CONTENT))
    assert place.store.read(KEY) == CONTENT
    with place.store.stream(KEY) as content:
        assert content.read(8) + content.read() == CONTENT
    assert place.store.has(KEY)
    assert list(place.store.keys()) == [KEY]
    assert place.paths() == [f"{KEY[:2]}/{KEY}"]


def test_nothing_at_all_is_a_file_too(place: Place) -> None:
    key, size = place.store.put([])
    assert (key, size) == (hashlib.sha256(b"").hexdigest(), 0)
    assert place.store.read(key) == b""


@pytest.mark.parametrize("key", ["0" * 64, "../../secret-key", "", KEY.upper(), "a" * 63 + "/"])
def test_what_is_not_there_is_said_to_be_missing(place: Place, key: str) -> None:
    place.store.put([CONTENT])
    assert not place.store.has(key)
    for ask in (place.store.read, place.store.stream):
        with pytest.raises(FileNotFoundError):
            ask(key)


@pytest.mark.parametrize("altered", [CONTENT[:-1] + b"?", CONTENT[:-1], b""])
def test_altered_content_is_never_given_and_whole_again_when_put_again(
    place: Place, altered: bytes
) -> None:
    place.store.put([CONTENT])
    place.write(place_of(KEY), altered)
    for ask in (place.store.read, place.store.stream):
        with pytest.raises(Altered):
            ask(KEY)
    place.store.put([CONTENT])
    assert place.store.read(KEY) == CONTENT


def test_many_putting_the_same_at_once_all_succeed_with_one_file(place: Place) -> None:
    content = os.urandom(300_000)
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(lambda _i: place.store.put([content]), range(16)))
    key = hashlib.sha256(content).hexdigest()
    assert set(kept) == {(key, len(content))}
    assert place.paths() == [place_of(key)]
    assert place.store.read(key) == content


def test_a_sender_who_breaks_off_leaves_nothing(place: Place) -> None:
    def breaking_off() -> Iterator[bytes]:
        yield CONTENT
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        place.store.put(breaking_off())
    assert place.paths() == []


KILLED_WHILE = {
    # The sender is still sending.
    "gathering": "chunks = waiting()",
    # All bytes are here, none of them counts yet.
    "before it counts": "os.fsync = obstore.put = wait; chunks = [os.urandom(3_000_000)]",
}


@pytest.mark.parametrize("moment", KILLED_WHILE)
def test_a_put_killed_in_the_middle_leaves_no_key(place: Place, moment: str) -> None:
    program = f"""
import os, time, obstore
from portal.files import open_url
def wait(*_arguments, **_options):
    print("waiting", flush=True)
    time.sleep(60)
def waiting():
    yield os.urandom(3_000_000)
    wait()
{KILLED_WHILE[moment]}
open_url({place.url!r}).put(chunks)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        assert child.stdout is not None and child.stdout.readline() == "waiting\n"
        child.send_signal(signal.SIGKILL)
    assert list(place.store.keys()) == []
    assert place.store.sweep(set()) == 0, "it could still be under way"
    with later(days=2):
        place.store.sweep(set())
    assert place.paths() == []


def test_the_sweep_takes_what_no_row_mentions_after_a_day(place: Place) -> None:
    mentioned, _size = place.store.put([b"mentioned"])
    forgotten, _size = place.store.put([b"forgotten"])
    with later(hours=23):
        assert place.store.sweep({mentioned}) == 0
    with later(hours=25):
        assert [found.name for found in place.store.orphans({mentioned})] == [forgotten]
        assert place.store.sweep({mentioned}) == 1
        assert place.store.sweep({mentioned}) == 0
    assert list(place.store.keys()) == [mentioned]


def test_a_file_put_again_is_not_swept_by_a_look_from_before(place: Place) -> None:
    place.store.put([CONTENT])
    (old,) = place.store.listing()
    time.sleep(1.1)  # S3 knows seconds only
    with later(hours=25):
        place.store.put([CONTENT])
    assert place.store.remove(old) is False
    assert place.store.read(KEY) == CONTENT


def test_memory_does_not_grow_with_the_file(place: Place) -> None:
    block = os.urandom(MEGABYTE)
    hasher = hashlib.sha256(block * 40)
    tracemalloc.start()
    try:
        key, size = place.store.put(block for _i in range(40))
        with place.store.stream(key) as content:
            given = sum(len(chunk) for chunk in iter(lambda: content.read(MEGABYTE), b""))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (key, size, given) == (hasher.hexdigest(), 40 * MEGABYTE, 40 * MEGABYTE)
    assert most < 15 * MEGABYTE


def test_in_a_folder_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def recording_fsync(descriptor: int) -> None:
        done.append(
            f"fsync {Path(os.readlink(f'/proc/self/fd/{descriptor}')).relative_to(tmp_path)}"
        )
        fsync(descriptor)

    def recording_replace(path: Path, target: Path) -> Path:
        done.append(f"rename to {target.relative_to(tmp_path)}")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", recording_fsync)
    monkeypatch.setattr(Path, "replace", recording_replace)
    LocalStore(tmp_path).put([CONTENT])
    assert done[0].startswith("fsync incoming/")
    assert done[1:] == [f"rename to {place_of(KEY)}", f"fsync {KEY[:2]}", "fsync ."]


def test_two_portals_share_a_bucket_under_two_prefixes(bucket: Bucket) -> None:
    one, other = BucketPlace(bucket, "mot"), BucketPlace(bucket, "hai")
    one.store.put([CONTENT])
    bucket.write("hai/README.txt", b"not ours")
    assert not other.store.has(KEY)
    with later(days=2):
        assert other.store.sweep(set()) == 0
    assert sorted(bucket.paths()) == ["hai/README.txt", f"mot/{place_of(KEY)}"]


def test_a_second_file_is_not_written_over_the_first_within_an_hour(bucket: Bucket) -> None:
    place = BucketPlace(bucket)
    place.store.put([CONTENT])
    (before,) = place.store.listing()
    time.sleep(1.1)
    place.store.put([CONTENT])
    assert list(place.store.listing()) == [before]


@pytest.mark.parametrize("wrong", ["no bucket", "no server"])
def test_a_place_that_does_not_answer_is_a_fault_and_not_an_empty_store(
    bucket: Bucket, wrong: str
) -> None:
    endpoint = bucket.endpoint if wrong == "no bucket" else "http://127.0.0.1:9"
    store = open_url(f"s3://khong-co/x?endpoint={endpoint}&region=ap-southeast-1")
    with pytest.raises(OSError, match="error") as fault:
        list(store.keys())
    assert not isinstance(fault.value, FileNotFoundError)
    assert "\n" not in str(fault.value)
    with pytest.raises(OSError):
        store.put([CONTENT])
