"""Asking a virus scanner (clamd) about a file. What it did not call clean is not clean."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
LONGEST_ANSWER = 4096


class ScannerFault(Exception):
    """The scanner did not answer, or not with what we asked for: nothing is known of the file."""


def virus_in(chunks: Iterable[bytes], address: str) -> str:
    """The name of the virus found, empty when the scanner says there is none.

    `address` is host:port or the path of a socket. clamd's command INSTREAM (clamd(8)): blocks
    with their length before them, an empty one at the end. Raises ScannerFault.
    """
    try:
        with _connected(address) as scanner:
            answer = _asked(scanner, chunks)
    except OSError as fault:
        raise ScannerFault(f"{address}: {fault}") from fault
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerFault(f"{address}: {answer or 'no answer'}")


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(CONNECT_SECONDS)
            connection.connect(address)
        except BaseException:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)


def _asked(scanner: socket.socket, chunks: Iterable[bytes]) -> str:
    scanner.settimeout(ANSWER_SECONDS)
    try:
        scanner.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            if chunk:
                scanner.sendall(struct.pack("!L", len(chunk)) + chunk)
        scanner.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it hangs up on what is too long for it, and may have said so before
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        more = scanner.recv(LONGEST_ANSWER)
        if not more:
            raise ScannerFault("the scanner hung up")  # half an answer is none
        answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace")
