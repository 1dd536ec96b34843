"""Opening what people sent in, in a process of its own (`paper_worker`): a bomb ends that process and
not ours. It knows no domain and no sentences; `uploads` says what is wrong."""

from __future__ import annotations

import atexit
import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal import paper_worker
from portal.capped_process import Kept, Stopped
from portal.scan_quality import FaultKind, PageFault, Quality

# Beside some 60 MB for the libraries: 300 MB together.
MEMORY = 230 * 1024 * 1024
CPU_SECONDS = 4
PATIENCE_SECONDS = 30  # by the clock on the wall, while the machine is busy

log = logging.getLogger("portal.papers")
AT_ONCE = 2  # a heavy scan of one person holds up no other
_process = Kept(
    paper_worker.__file__,
    str(MEMORY),
    str(CPU_SECONDS),
    patience=PATIENCE_SECONDS,
    most=AT_ONCE,
)


@dataclass
class Unfit(Exception):
    """The file cannot be used. `code`: locked, acting, embedding, broken, pages, pixels, office,
    no_page, or heavy when it takes more than it may; `count` belongs to pages."""

    code: str
    count: int = 0


def judged(path: Path, content_type: str, limits: Mapping[str, int]) -> bytes | None:
    """Look through the file. The picture drawn anew; None for one that is kept as it is. `limits`:
    pixels, kept_pixels, quality, pages, objects, unpacked (bytes). Raises Unfit."""
    head = {"what": "judge", "limits": dict(limits)}
    _answer, made = _ask(head, path, content_type)
    return made or None


def page_picture(content: bytes, content_type: str, page: int, width: int) -> tuple[bytes, int]:
    """One page (from 1) as a JPEG `width` pixels wide, and how many pages there are. Raises Unfit."""
    head = {"what": "page", "page": page, "width": width}
    with _lying(content) as path:
        answer, made = _ask(head, path, content_type)
    return made, int(answer["pages"])


def pages_of(content: bytes) -> int:
    """How many pages a PDF has. Raises Unfit."""
    with _lying(content) as path:
        answer, _made = _ask({"what": "pages"}, path, "application/pdf")
    return int(answer["pages"])


def quality_of(content: bytes, content_type: str) -> Quality:
    """`scan_quality.judge`, in the limited process. Raises Unfit."""
    with _lying(content) as path:
        answer, _made = _ask({"what": "quality"}, path, content_type)
    faults = tuple(PageFault(page, FaultKind(kind)) for page, kind in answer["faults"])
    return Quality(answer["pages"], answer["dpi"], faults)


@atexit.register
def end() -> None:
    """End the process, if there is one; the next file begins another."""
    _process.end()


def _ask(head: dict[str, Any], path: Path, content_type: str) -> tuple[dict[str, Any], bytes]:
    try:
        answer, made = _process.ask({**head, "path": str(path), "content_type": content_type})
    except Stopped as stopped:
        log.warning("a file was too heavy to open: %s", stopped)
        raise Unfit("heavy") from stopped
    match answer.get("fault"):
        case None:
            return answer, made
        case "refused":
            raise Unfit(answer["told"], answer["count"])
        case _:
            log.warning("a file cannot be opened: %s", answer["told"])
            raise Unfit("broken")


@contextmanager
def _lying(content: bytes) -> Iterator[Path]:
    """The bytes in a file that the process can open."""
    with tempfile.NamedTemporaryFile(prefix="portal-paper-") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)
