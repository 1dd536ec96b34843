"""HTML to archival PDF, and QR codes to put in it; knows no domain.

The file is PDF/A-2a (PDF/A-3a with attachments) and PDF/UA-1 at once, and the same arguments give
the same bytes in every process. What a page may load and how it places form fields: `pdf_engine`.

Rendering happens in a process of its own (`pdf_worker`), one for each of ours, kept warm. It is
limited in memory and time: a template that asks for more ends that process and not ours, and the
next paper gets a new one.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import segno

from portal import config, pdf_worker
from portal.errors import Refusal
from portal.i18n import _

PACKAGE = Path(__file__).resolve().parent
FONT_FACES = PACKAGE / "documents" / "fonts.css"
PRINT_STYLESHEETS = (FONT_FACES, PACKAGE / "documents" / "print.css")

# A one-page paper takes a twentieth of a second and 70 MB, in 230 MB of address space.
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 20
PATIENCE_SECONDS = 90  # by the clock on the wall, while the machine is busy

log = logging.getLogger("portal.pdf")


def render(
    html: str,
    *,
    title: str,
    lang: str = "vi",
    identifier: bytes,
    attachments: Mapping[str, bytes] | None = None,
    created: datetime | None = None,
    stylesheets: Sequence[Path] = PRINT_STYLESHEETS,
) -> bytes:
    """Render one HTML page as PDF/A-2a + PDF/UA-1 (PDF/A-3a when something is attached).

    `identifier` is the file's permanent identifier (any bytes, e.g. a code and a version);
    `attachments` maps file names to contents; `created` is the date written in the metadata, aware,
    and none is written without it. Raises `ForbiddenResource` if the page asks for anything but
    `data:` and the package's fonts, `RenderingStopped` if it takes more than it may.
    """
    if created is not None and created.tzinfo is None:
        raise ValueError("created must be an aware datetime")
    attachments = attachments or {}
    head = {
        "what": "page",
        "html": html,
        "title": title,
        "lang": lang,
        "identifier": identifier.hex(),
        "attachments": [(name, len(content)) for name, content in attachments.items()],
        "created": created.isoformat() if created else "",
        "stylesheets": [str(path) for path in stylesheets],
    }
    return _rendered(head, b"".join(attachments.values()))


def render_appearance(html: str, *, width: float, height: float) -> bytes:
    """Render one untagged page of `width` × `height` points, to be drawn inside a field of a paper
    that is already printed. Only the faces of `FONT_FACES` apply. Errors as `render`."""
    return _rendered({"what": "appearance", "html": html, "width": width, "height": height}, b"")


def qr_data_uri(text: str) -> str:
    """A QR code (error correction M) as an SVG `data:` address, for the `src` of an `<img>`."""
    return segno.make_qr(text, error="m").svg_data_uri(border=2, xmldecl=False, svgns=True)


def warm() -> None:
    """Start the rendering process before the first paper asks for it; does not wait."""
    with _one_at_a_time:
        _running()


class ForbiddenResource(ValueError):
    """A page asked for something outside the package; `url` says what."""

    def __init__(self, url: str) -> None:
        super().__init__(f"A printed page may not load {url}")
        self.url = url


class RenderingStopped(Refusal):
    """A page took more time or memory than it may, or broke the rendering process."""

    status = 422


class RenderingFailed(RuntimeError):
    """A fault of the engine; where it happened is in the log."""


class _Process:
    """The rendering process and the pipes to it. `owner` is ours: a fork must start its own."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.folder = tempfile.mkdtemp(prefix="portal-pdf-")
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                pdf_worker.__file__,
                self.folder,
                str(MEMORY),
                str(CPU_SECONDS),
                *map(str, PRINT_STYLESHEETS),
            ],  # fmt: skip
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
        deadline = time.monotonic() + PATIENCE_SECONDS
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


# The process renders one page at a time; to render more at once, run more processes.
_one_at_a_time = threading.Lock()
_process: _Process | None = None


def _rendered(head: dict[str, Any], content: bytes) -> bytes:
    with _one_at_a_time:
        process = _running()
        try:
            answer, made = process.ask(head, content)
        except (EOFError, TimeoutError) as stopped:
            end()
            log.warning("rendering stopped: %s", type(stopped).__name__)
            raise _stopped() from stopped
        except BaseException:
            end()  # half an answer may lie in the pipe
            raise
        if answer.get("fault") == "stopped":
            end()
    match answer.get("fault"):
        case None:
            return made
        case "forbidden":
            raise ForbiddenResource(answer["told"])
        case "value":
            raise ValueError(answer["told"])
        case "stopped":
            raise _stopped()
        case _:
            log.error("rendering failed: %s", answer["told"])
            raise RenderingFailed


def _running() -> _Process:
    global _process
    if _process is None or not _process.is_usable():
        end()
        _process = _Process()
    return _process


@atexit.register
def end() -> None:
    """End the process that renders, if there is one; the next paper begins another."""
    global _process
    if _process is not None:
        _process.end()
        _process = None


def _stopped() -> RenderingStopped:
    return RenderingStopped(
        _(
            "Không in được văn bản này: trang quá dài hoặc mẫu quá phức tạp so với giới hạn thời gian "
            "và bộ nhớ. Hãy rút gọn nội dung hoặc báo quản trị sửa mẫu."
        )
    )
