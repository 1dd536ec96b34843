"""Hostile files: refused with a sentence or made harmless, in bounded time and memory, and the next
file is taken as if nothing had been."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask

from portal import config, paper_process, uploads
from portal.uploads import UploadRefused
from tests.hostile_files import NAMES, Hostile, hostile_files, pdf, picture

MOST_SECONDS = 5.0  # of processor time: the clock on the wall also measures the neighbours
MOST_KILOBYTES = 300 * 1024
TICK = os.sysconf("SC_CLK_TCK")


@pytest.fixture(autouse=True)
def _settings(app: Flask) -> Iterator[None]:
    before = config.current()
    config.use(replace(before, office_files="accepted"))
    with app.app_context():
        yield
    config.use(before)


@pytest.mark.parametrize("hostile", list(hostile_files()), ids=str)
def test_it_is_refused_or_made_harmless_and_the_worker_lives(hostile: Hostile) -> None:
    content = hostile.make()
    with _measured() as used:
        kept = _taken(content, hostile)
    assert used.seconds < MOST_SECONDS
    assert used.kilobytes < MOST_KILOBYTES
    for word in (b"<script", b"PK\x03\x04", b"MZ\x90"):
        assert word not in kept or hostile.name.endswith(".docx")
    assert uploads.accept(io.BytesIO(picture()), "sau.jpg", max_bytes=10**6).size


def _taken(content: bytes, hostile: Hostile) -> bytes:
    """What was kept; nothing when it was refused, as it must be when words are expected."""
    try:
        accepted = uploads.accept(
            io.BytesIO(content), hostile.name, max_bytes=20 * 2**20, takes_office=True
        )
    except UploadRefused as refused:
        assert hostile.words and hostile.words in refused.sentence, refused.sentence
        return b""
    assert not hostile.words, f"taken, though {hostile.words} was expected"
    folder = Path(config.current().files_url)
    return (folder / accepted.sha256[:2] / accepted.sha256).read_bytes()


def test_office_files_are_refused_where_the_setting_or_the_place_does_not_take_them() -> None:
    from tests.hostile_files import office

    with pytest.raises(UploadRefused, match="không phải PDF"):
        uploads.accept(io.BytesIO(office()), "đơn.docx", max_bytes=10**6)
    config.use(replace(config.current(), office_files="refused"))
    with pytest.raises(UploadRefused, match="không phải PDF"):
        uploads.accept(io.BytesIO(office()), "đơn.docx", max_bytes=10**6, takes_office=True)


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_a_name_that_tries_something_is_harmless(given: str, kept: str) -> None:
    assert uploads.accept(io.BytesIO(pdf()), given, max_bytes=10**6).name == kept


def test_a_file_that_takes_for_ever_ends_the_process_and_not_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running = paper_process._process.running()
    monkeypatch.setattr(running, "patience", 0.2)
    os.kill(running.process.pid, 19)  # SIGSTOP: it answers no more
    with pytest.raises(UploadRefused, match="quá nặng"):
        uploads.accept(io.BytesIO(pdf()), "đơn.pdf", max_bytes=10**6)
    assert uploads.accept(io.BytesIO(pdf()), "đơn.pdf", max_bytes=10**6).size


def test_the_process_knows_nothing_of_ours() -> None:
    environment = Path(f"/proc/{paper_process._process.running().process.pid}/environ").read_bytes()
    assert b"PORTAL_" not in environment


@dataclass
class Used:
    """`kilobytes`: the most the process had; `seconds`: of ours and its processor."""

    seconds: float = 0.0
    kilobytes: int = 0
    before: float = 0.0


@contextmanager
def _measured() -> Iterator[Used]:
    used, stop = Used(), threading.Event()
    paper_process.end()
    uploads.accept(io.BytesIO(picture()), "trước.jpg", max_bytes=10**6)  # it is warm now
    process = paper_process._process.running().process.pid
    used.before = _processor_seconds(process)
    watcher = threading.Thread(target=_watch, args=(process, used, stop))
    watcher.start()
    before = time.process_time()
    try:
        yield used
    finally:
        stop.set()
        watcher.join()
        used.seconds += time.process_time() - before


def _watch(process: int, used: Used, stop: threading.Event) -> None:
    """`VmHWM` only grows, so the last look is the most there was."""
    while True:
        with suppress(OSError, IndexError, StopIteration):
            lines = Path(f"/proc/{process}/status").read_text().splitlines()
            peak = next(line for line in lines if line.startswith("VmHWM"))
            used.kilobytes = int(peak.split()[1])
            used.seconds = _processor_seconds(process) - used.before
        if stop.wait(0.02):
            return


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK
