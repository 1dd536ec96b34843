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
    """The one process of its kind. It does one thing at a time; to do more at once, run more
    processes. `patience` is in seconds by the clock on the wall."""

    def __init__(self, worker: str, *arguments: str, patience: float) -> None:
        self._how = (worker, arguments, patience)
        self._one_at_a_time = threading.Lock()
        self._process: CappedProcess | None = None

    def ask(self, head: dict[str, Any], content: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Its answer. Raises `Stopped`; the next question meets another process."""
        with self._one_at_a_time:
            process = self.running()
            try:
                answer, made = process.ask(head, content)
            except (EOFError, TimeoutError) as stopped:
                self.end()
                raise Stopped(type(stopped).__name__) from stopped
            except BaseException:
                self.end()  # half an answer may lie in the pipe
                raise
            if answer.get("fault") == "stopped":
                self.end()
                raise Stopped(answer.get("told", ""))
            return answer, made

    def warm(self) -> None:
        """Start the process before it is asked; does not wait."""
        with self._one_at_a_time:
            self.running()

    def running(self) -> CappedProcess:
        if self._process is None or not self._process.is_usable():
            self.end()
            self._process = CappedProcess(*self._how)
        return self._process

    def end(self) -> None:
        """End the process, if there is one; the next question begins another."""
        if self._process is not None:
            self._process.end()
            self._process = None
