"""Processes that do one dangerous thing after another: two at once, no more, none lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal import pdf_worker
from portal.capped_process import CappedProcess, Kept, Stopped

# Answers with its own number; says when it begins, and waits until it may go on, if asked to.
WORKER = """
import os, sys, time
from pathlib import Path
sys.path.append({folder!r})
import pdf_worker
answers = os.fdopen(os.dup(1), "wb")
while (request := pdf_worker.read(sys.stdin.buffer)) is not None:
    head, content = request
    if head.get("dies"):
        os._exit(1)
    if head.get("begun"):
        Path(head["begun"]).touch()
        while not Path(head["go"]).exists():
            time.sleep(0.01)
    pdf_worker.write(answers, {{"process": os.getpid()}}, content)
"""


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    worker = tmp_path / "worker.py"
    worker.write_text(WORKER.format(folder=str(Path(pdf_worker.__file__).parent)))
    made = Kept(str(worker), patience=20, most=2)
    yield made
    made.end()


def slow(folder: Path, name: str) -> dict[str, str]:
    return {"begun": str(folder / f"{name}.begun"), "go": str(folder / "go")}


def wait_for(path: str) -> None:
    for _try in range(1000):
        if Path(path).exists():
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"{path} did not come")


def test_what_takes_long_holds_up_no_other(kept: Kept, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        long = threads.submit(kept.ask, slow(tmp_path, "long"))
        wait_for(slow(tmp_path, "long")["begun"])
        quick = [kept.ask({}, b"abc") for _number in range(5)]
        assert not long.done()
        (tmp_path / "go").touch()
        first, _made = long.result()

    assert {made for _answer, made in quick} == {b"abc"}
    second = {answer["process"] for answer, _made in quick}
    assert len(second) == 1 and first["process"] not in second


def test_there_are_never_more_than_it_may_be(kept: Kept, tmp_path: Path) -> None:
    names = ["a", "b", "c", "d"]
    with ThreadPoolExecutor(4) as threads:
        asked = {name: threads.submit(kept.ask, slow(tmp_path, name)) for name in names}
        for _try in range(1000):
            if len(list(tmp_path.glob("*.begun"))) == 2:
                break
            threading.Event().wait(0.01)
        threading.Event().wait(0.3)
        assert len(list(tmp_path.glob("*.begun"))) == 2
        (tmp_path / "go").touch()
        processes = {future.result()[0]["process"] for future in asked.values()}

    assert len(processes) == 2


def test_one_that_dies_is_replaced_and_gives_its_place_back(kept: Kept) -> None:
    before = kept.ask({})[0]["process"]
    for _number in range(3):
        with pytest.raises(Stopped):
            kept.ask({"dies": True})

    after = kept.ask({})[0]["process"]
    assert after != before
    assert kept.ask({})[0]["process"] == after, "the one that is warm is asked again"


def test_the_next_question_meets_the_one_that_runs(kept: Kept) -> None:
    kept.warm()
    running: CappedProcess = kept.running()

    assert kept.ask({})[0]["process"] == running.process.pid
    kept.end()
    assert running.process.poll() is not None
