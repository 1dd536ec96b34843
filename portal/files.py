"""Files by their content: kept under the sha256 of their bytes, never overwritten (law 4)."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol


class Store(Protocol):
    """A place for files. Keys are sha256 in hex; what is under a key never changes."""

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]: ...

    def read(self, sha256: str) -> bytes: ...

    def has(self, sha256: str) -> bool: ...

    def keys(self) -> Iterator[str]: ...


class LocalStore:
    """Files in a folder, fanned out by the first two letters of the key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Write, hash, fsync, rename: when this returns, the bytes survive a power cut, and the
        row that names them may be committed. Returns the key and the size in bytes."""
        incoming = self.folder / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        temporary = incoming / secrets.token_hex(16)
        hasher, size = hashlib.sha256(), 0
        try:
            with temporary.open("xb") as out:
                for chunk in chunks:
                    hasher.update(chunk)
                    size += len(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            key = hasher.hexdigest()
            final = self._path(key)
            final.parent.mkdir(exist_ok=True)
            temporary.replace(final)
            _fsync_folder(final.parent)
        finally:
            temporary.unlink(missing_ok=True)
        return key, size

    def read(self, sha256: str) -> bytes:
        """The bytes, checked against their key. Raises FileNotFoundError, or OSError if altered."""
        content = self._path(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise OSError(f"stored file {sha256} was altered")
        return content

    def has(self, sha256: str) -> bool:
        return self._path(sha256).exists()

    def keys(self) -> Iterator[str]:
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            yield path.name

    def sweep(self, mentioned: set[str], older_than_seconds: float = 86_400) -> int:
        """Remove files no row mentions and no act can still be writing; returns how many."""
        before, removed = time.time() - older_than_seconds, 0
        for path in [*self.folder.glob("[0-9a-f][0-9a-f]/*"), *self.folder.glob("incoming/*")]:
            if path.name not in mentioned and path.stat().st_mtime < before:
                path.unlink()
                removed += 1
        return removed

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise FileNotFoundError(sha256)
        return self.folder / sha256[:2] / sha256


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
