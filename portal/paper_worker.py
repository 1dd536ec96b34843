"""The process that opens files people sent in: reads a request from its input, writes the answer to
its output, until its input ends. Run as a file, outside the package, like `pdf_worker`, whose way of
speaking it shares: no secret in its environment, no sockets, memory and processor time limited.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any


def main(memory: int, cpu_seconds: int) -> None:
    """`memory` is in bytes above what the libraries take when they are loaded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.disable(logging.CRITICAL)  # what libraries say of a file may quote it
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    speech = _speech()
    engine, quality = speech.beside("paper_engine"), speech.beside("scan_quality")
    engine.warm()
    socket.socket = speech.no_network  # type: ignore[misc]
    most = _address_space() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    while (request := speech.read(sys.stdin.buffer)) is not None:
        speech.allow_seconds(cpu_seconds)
        head, content = _answer(engine, quality, request[0])
        speech.write(answers, head, content)
        if head.get("fault") == "stopped":
            return


def _answer(
    engine: ModuleType, quality: ModuleType, head: dict[str, Any]
) -> tuple[dict[str, Any], bytes]:
    path, content_type = Path(head["path"]), head["content_type"]
    try:
        match head["what"]:
            case "judge":
                return {}, engine.judged(path, content_type, head["limits"])
            case "page":
                picture, pages = engine.page_picture(
                    path, content_type, head["page"], head["width"]
                )
                return {"pages": pages}, picture
            case "pages":
                return {"pages": engine.page_count(path)}, b""
            case _:
                seen = quality.judge(path.read_bytes(), content_type)
                faults = [[fault.page, fault.kind.value] for fault in seen.faults]
                return {"pages": seen.pages, "dpi": seen.dpi, "faults": faults}, b""
    except engine.Refused as refused:
        return {"fault": "refused", "told": refused.code, "count": refused.count}, b""
    except (MemoryError, RecursionError):
        return {"fault": "stopped", "told": "memory"}, b""
    except Exception as error:
        # Where, not what: messages quote what people wrote.
        told = type(error).__qualname__ + "\n" + "".join(traceback.format_tb(error.__traceback__))
        return {"fault": "unexpected", "told": told}, b""


def _address_space() -> int:
    """Bytes of it that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _speech() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "pdf_worker", Path(__file__).with_name("pdf_worker.py")
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["pdf_worker"] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    tempfile.tempdir = sys.argv[1]
    try:
        main(int(sys.argv[2]), int(sys.argv[3]))
    finally:
        shutil.rmtree(sys.argv[1], ignore_errors=True)
