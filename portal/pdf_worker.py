"""The process that renders: reads a request from its input, writes the PDF to its output, until its
input ends. Run as a file, outside the package, so that it starts with WeasyPrint alone.

A template may be hostile or merely unlucky. This process has no secret of the portal in its
environment, no sockets, and a limit of memory and of processor time; when it dies, the portal
starts another (`pdf`).
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import resource
import shutil
import signal
import socket
import struct
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import IO, Any, NoReturn

LENGTHS = struct.Struct(">II")  # of the JSON head, and of the bytes after it


def main(memory: int, cpu_seconds: int, stylesheets: list[Path]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the portal, which ends our input
    # Whatever a library prints goes to the log, never between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # its warnings quote the page
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    engine = beside("pdf_engine")
    engine.warm(stylesheets)
    socket.socket = no_network  # type: ignore[assignment,misc]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while (request := read(sys.stdin.buffer)) is not None:
        allow_seconds(cpu_seconds)
        head, content = _answer(engine, *request)
        write(answers, head, content)
        if head.get("fault") == "stopped":
            return


def read(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """One message; None at the end."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, body = LENGTHS.unpack(lengths)
    return json.loads(stream.read(head)), stream.read(body)


def write(stream: IO[bytes], head: dict[str, Any], content: bytes) -> None:
    written = json.dumps(head).encode()
    stream.write(LENGTHS.pack(len(written), len(content)) + written)
    stream.write(content)
    stream.flush()


def _answer(
    engine: ModuleType, head: dict[str, Any], content: bytes
) -> tuple[dict[str, Any], bytes]:
    try:
        if head["what"] == "appearance":
            made = engine.render_appearance(
                head["html"], width=head["width"], height=head["height"]
            )
        else:
            made = engine.render(
                head["html"],
                title=head["title"],
                lang=head["lang"],
                identifier=bytes.fromhex(head["identifier"]),
                attachments=_attached(head["attachments"], content),
                created=datetime.fromisoformat(head["created"]) if head["created"] else None,
                stylesheets=[Path(path) for path in head["stylesheets"]],
            )
    except engine.ForbiddenResource as refused:
        return {"fault": "forbidden", "told": refused.url}, b""
    except (MemoryError, RecursionError):
        return {"fault": "stopped", "told": ""}, b""
    except ValueError as wrong:
        return {"fault": "value", "told": str(wrong)[:500]}, b""
    except Exception as error:
        # Where, not what: messages quote what people wrote.
        told = type(error).__qualname__ + "\n" + "".join(traceback.format_tb(error.__traceback__))
        return {"fault": "unexpected", "told": told}, b""
    return {}, made


def _attached(sizes: list[tuple[str, int]], content: bytes) -> dict[str, bytes]:
    found, start = {}, 0
    for name, size in sizes:
        found[name] = content[start : start + size]
        start += size
    return found


def allow_seconds(seconds: int) -> None:
    """Of processor time from now on. The signal ends the process, even when the portal is gone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def no_network(*_arguments: object, **_options: object) -> NoReturn:
    raise OSError("A printed page has no network")


def beside(name: str) -> ModuleType:
    """A module of this folder, without the package it is in."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    tempfile.tempdir = sys.argv[1]  # where WeasyPrint unpacks the faces
    try:
        main(int(sys.argv[2]), int(sys.argv[3]), [Path(path) for path in sys.argv[4:]])
    finally:
        shutil.rmtree(sys.argv[1], ignore_errors=True)
