"""Asked in clamd's own words (clamd(8), INSTREAM); its silence is never taken for "clean"."""

from __future__ import annotations

import io
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from portal import config, uploads, virus_scan
from portal.uploads import UploadRefused
from portal.virus_scan import ScannerFault, virus_in
from tests.kept_places import FolderPlace

# The test file every scanner calls a virus (EICAR), in two parts so that this file is none.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Daemon(socketserver.ThreadingMixIn):
    """Speaks like clamd; `mood` replaces the answer."""

    daemon_threads = True
    block_on_close = True
    mood: bytes | None = None
    most_bytes = 25_000_000

    def __init__(self, *arguments: object) -> None:
        self.scanned: list[bytes] = []
        super().__init__(*arguments)  # type: ignore[call-arg]


class TcpDaemon(Daemon, socketserver.TCPServer):
    pass


class UnixDaemon(Daemon, socketserver.UnixStreamServer):
    pass


class Conversation(socketserver.StreamRequestHandler):
    server: Daemon  # type: ignore[assignment]

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > self.server.most_bytes:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.scanned.append(content)
        if self.server.mood is not None:
            self.wfile.write(self.server.mood)
        elif EICAR in content:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")


@contextmanager
def serving(daemon: Daemon) -> Iterator[Daemon]:
    with daemon:  # type: ignore[attr-defined]
        thread = threading.Thread(target=daemon.serve_forever, args=(0.01,))  # type: ignore[attr-defined]
        thread.start()
        try:
            yield daemon
        finally:
            daemon.shutdown()  # type: ignore[attr-defined]
            thread.join()


@pytest.fixture
def clamd() -> Iterator[Daemon]:
    with serving(TcpDaemon(("127.0.0.1", 0), Conversation)) as daemon:
        yield daemon


def address(daemon: Daemon) -> str:
    host, port = daemon.server_address  # type: ignore[attr-defined]
    return f"{host}:{port}"


def nobody_there() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def test_a_clean_file_is_clean_and_was_sent_whole(clamd: Daemon) -> None:
    parts = [b"%PDF-1.7", b"", bytes(200_000), b"%%EOF"]
    assert virus_in(parts, address(clamd)) == ""
    assert clamd.scanned == [b"".join(parts)]


def test_a_virus_has_a_name_wherever_the_blocks_are_cut(clamd: Daemon) -> None:
    for cut in (0, 1, 30):
        parts = [b"PK" + EICAR[:cut], EICAR[cut:] + b"tail"]
        assert virus_in(parts, address(clamd)) == "Eicar-Test-Signature"


def test_a_scanner_may_listen_on_a_socket_of_the_machine(tmp_path: Path) -> None:
    path = str(tmp_path / "clamd.ctl")
    with serving(UnixDaemon(path, Conversation)):
        assert virus_in([EICAR], path) == "Eicar-Test-Signature"
        assert virus_in([b"paper"], path) == ""
    with pytest.raises(ScannerFault):
        virus_in([b"paper"], str(tmp_path / "nobody"))


@pytest.mark.parametrize(
    "answer",
    [b"", b"\0", b"stream: OK", b"stream: O\0", b"OK\0", b"stream: OK FOUN\0", b"UNKNOWN COMMAND\0",
     b"stream: Can't allocate memory ERROR\0", b"\xff\xfe\0"],
)  # fmt: skip
def test_any_other_answer_is_a_fault(clamd: Daemon, answer: bytes) -> None:
    clamd.mood = answer
    with pytest.raises(ScannerFault):
        virus_in([b"paper"], address(clamd))


def test_a_file_longer_than_the_scanner_takes_is_not_clean(clamd: Daemon) -> None:
    clamd.most_bytes = 100_000
    with pytest.raises(ScannerFault):
        virus_in([bytes(65_536)] * 200, address(clamd))


def test_a_scanner_that_is_not_there_or_falls_silent_is_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ScannerFault):
        virus_in([b"paper"], nobody_there())
    monkeypatch.setattr(virus_scan, "ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ScannerFault):
        virus_in([b"paper"], f"127.0.0.1:{silent.getsockname()[1]}")


@pytest.fixture
def take(app: Flask, tmp_path: Path) -> Iterator[Callable[..., uploads.Accepted]]:
    """Uploading, with the scanner at the address given and files kept in a folder of the test."""
    before = config.current()

    def accept(content: bytes, name: str, clamd: str) -> uploads.Accepted:
        config.use(replace(before, clamd=clamd, files_url=str(tmp_path / "files")))
        with app.app_context():
            return uploads.accept(io.BytesIO(content), name, max_bytes=1_000_000)

    yield accept
    config.use(before)


def picture(after: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, "PNG")
    return out.getvalue() + after


def test_an_upload_is_scanned_as_it_was_sent_and_kept_when_clean(
    take: Callable[..., uploads.Accepted], clamd: Daemon, tmp_path: Path
) -> None:
    accepted = take(picture(), "ảnh.png", address(clamd))
    assert clamd.scanned == [picture()]
    assert FolderPlace(tmp_path / "files").store.has(accepted.sha256)


def test_an_upload_with_a_virus_is_refused_and_not_kept(
    take: Callable[..., uploads.Accepted], clamd: Daemon, tmp_path: Path
) -> None:
    with pytest.raises(UploadRefused) as refusal:
        take(picture(EICAR), "ảnh.png", address(clamd))
    assert "có vi-rút" in refusal.value.sentence and refusal.value.status == 422
    assert FolderPlace(tmp_path / "files").paths() == []


def test_without_a_scanner_set_nobody_is_asked(take: Callable[..., uploads.Accepted]) -> None:
    assert take(picture(), "ảnh.png", "").content_type == "image/png"
