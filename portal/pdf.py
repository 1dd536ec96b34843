"""HTML to archival PDF, and QR codes to put in it; knows no domain.

The file is PDF/A-2a (PDF/A-3a with attachments) and PDF/UA-1 at once, and the same arguments give
the same bytes in every process. What a page may load and how it places form fields: `pdf_engine`.

Rendering happens in processes of its own (`pdf_worker`): one for each of ours, kept warm, and a
second while that one is at work, so that a slow page holds up no other. They are limited in memory
and time: a template that asks for more ends its process and not ours, and the next paper gets a new
one.
"""

from __future__ import annotations

import atexit
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import segno

from portal import pdf_worker
from portal.capped_process import Kept, Stopped
from portal.errors import Refusal
from portal.i18n import _

PACKAGE = Path(__file__).resolve().parent
FONT_FACES = PACKAGE / "documents" / "fonts.css"
PRINT_STYLESHEETS = (FONT_FACES, PACKAGE / "documents" / "print.css")

# A one-page paper takes a twentieth of a second and 70 MB, in 230 MB of address space.
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 20
AT_ONCE = 2
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
    _process.warm()


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


_process = Kept(
    pdf_worker.__file__,
    str(MEMORY),
    str(CPU_SECONDS),
    *map(str, PRINT_STYLESHEETS),
    patience=PATIENCE_SECONDS,
    most=AT_ONCE,
)
_running = _process.running


@atexit.register
def end() -> None:
    """End the processes that render, if there are any; the next paper begins another."""
    _process.end()


def _rendered(head: dict[str, Any], content: bytes) -> bytes:
    try:
        answer, made = _process.ask(head, content)
    except Stopped as stopped:
        log.warning("rendering stopped: %s", stopped)
        raise _stopped() from stopped
    match answer.get("fault"):
        case None:
            return made
        case "forbidden":
            raise ForbiddenResource(answer["told"])
        case "value":
            raise ValueError(answer["told"])
        case _:
            log.error("rendering failed: %s", answer["told"])
            raise RenderingFailed


def _stopped() -> RenderingStopped:
    return RenderingStopped(
        _(
            "Không in được văn bản này: trang quá dài hoặc mẫu quá phức tạp so với giới hạn thời gian "
            "và bộ nhớ. Hãy rút gọn nội dung hoặc báo quản trị sửa mẫu."
        )
    )
