"""A process of ours that does one dangerous thing after another: limited in memory and time, kept
warm, begun anew when it ended. `pdf` renders in one, `paper_process` opens what people sent in in
another; how they speak is in `pdf_worker`."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any

from portal import config, pdf_worker


class Stopped(Exception):
    """It took more time or memory than it may, or broke."""


class CappedProcess:
    """A process and the pipes to it. `owner` is ours: a fork must start its own."""

    def __init__(self, worker: str, arguments: tuple[str, ...], patience: float) -> None:
        self.owner, self.patience = os.getpid(), patience
        self.folder = tempfile.mkdtemp(prefix="portal-capped-")
        self.process = subprocess.Popen(
            [sys.executable, "-P", worker, self.folder, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=config.environment_for_rendering(),
            cwd="/",
        )

    def is_usable(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, head: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
        """Raises `EOFError` when it died, `TimeoutError` when it does not answer."""
        assert self.process.stdin is not None
        try:
            pdf_worker.write(self.process.stdin, head, content)
        except BrokenPipeError as died:
            raise EOFError from died
        deadline = time.monotonic() + self.patience
        lengths = pdf_worker.LENGTHS.unpack(self._read(pdf_worker.LENGTHS.size, deadline))
        told, made = (self._read(length, deadline) for length in lengths)
        return json.loads(told), made

    def end(self) -> None:
        if self.owner != os.getpid():
            self.process.returncode = 0  # not ours to end, nor to be warned about
            return
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self, size: int, deadline: float) -> bytes:
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        ready = select.poll()
        ready.register(descriptor, select.POLLIN | select.POLLHUP)
        parts, missing = [], size
        while missing:
            left = deadline - time.monotonic()
            if left <= 0 or not ready.poll(left * 1000):
                raise TimeoutError
            part = os.read(descriptor, min(missing, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


class Kept:
    """Processes of one kind, `most` at once. One stays warm; another is begun while that one is at
    work, so that what takes long holds up no other. `patience` is in seconds by the clock on the
    wall."""

    def __init__(self, worker: str, *arguments: str, patience: float, most: int = 1) -> None:
        self._how = (worker, arguments, patience)
        self._places = threading.BoundedSemaphore(most)
        self._one_at_a_time = threading.Lock()
        self._idle: list[CappedProcess] = []  # the last one used is the next one asked

    def ask(self, head: dict[str, Any], content: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """The answer of one of them. Raises `Stopped`; that process is gone then."""
        with self._places:
            process = self._taken()
            try:
                answer, made = process.ask(head, content)
            except (EOFError, TimeoutError) as stopped:
                process.end()
                raise Stopped(type(stopped).__name__) from stopped
            except BaseException:
                process.end()  # half an answer may lie in the pipe
                raise
            if answer.get("fault") == "stopped":
                process.end()
                raise Stopped(answer.get("told", ""))
            self._put_back(process)
            return answer, made

    def warm(self) -> None:
        """Start a process before one is asked; does not wait."""
        with self._places:
            self.running()

    def running(self) -> CappedProcess:
        """The one the next question meets."""
        process = self._taken()
        self._put_back(process)
        return process

    def end(self) -> None:
        """End those that are not at work; the next question begins another."""
        with self._one_at_a_time:
            ended, self._idle = self._idle, []
        for process in ended:
            process.end()

    def _taken(self) -> CappedProcess:
        with self._one_at_a_time:
            while self._idle:
                process = self._idle.pop()
                if process.is_usable():
                    return process
                process.end()
        return CappedProcess(*self._how)

    def _put_back(self, process: CappedProcess) -> None:
        with self._one_at_a_time:
            self._idle.append(process)
