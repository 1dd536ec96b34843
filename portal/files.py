"""Files by their content: kept under the sha256 of their bytes, never overwritten (law 4)."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from portal.config import Settings

CHUNK_BYTES = 1024 * 1024
DAY = 86_400.0  # seconds: no act takes longer between storing a file and committing its row


class Altered(OSError):
    """What lies under a key is not what was put there."""


@dataclass(frozen=True)
class Stored:
    """Something found in the store: a file under its key, or what an interrupted put left."""

    name: str
    size: int  # bytes
    modified: float  # seconds since 1970

    @property
    def is_file(self) -> bool:
        return is_key(self.name)

    @property
    def age(self) -> float:
        """Seconds since it was put here, or put here again."""
        return time.time() - self.modified


class Store(Protocol):
    """A place for files. Keys are sha256 in hex; what is under a key never changes.

    Every method raises OSError when the place cannot be reached.
    """

    @abstractmethod
    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Keep the bytes: when this returns, they survive a power cut, and the row that names
        them may be committed. Returns the key and the size in bytes. Interrupted, it leaves
        nothing under any key. What was there already counts as new again for the sweep."""

    @abstractmethod
    def stream(self, sha256: str) -> BinaryIO:
        """The bytes as an open file, for the caller to close; memory does not grow with it. All
        are checked against the key before the first is given. Raises FileNotFoundError, Altered."""

    @abstractmethod
    def has(self, sha256: str) -> bool: ...

    @abstractmethod
    def listing(self) -> Iterator[Stored]: ...

    @abstractmethod
    def remove(self, stored: Stored) -> bool:
        """Remove what a listing showed, unless it was put again since; says whether it did."""

    def read(self, sha256: str) -> bytes:
        """The bytes at once, checked like `stream`."""
        with self.stream(sha256) as content:
            return content.read()

    def keys(self) -> Iterator[str]:
        return (stored.name for stored in self.listing() if stored.is_file)

    def orphans(self, mentioned: set[str], older_than: float = DAY) -> Iterator[Stored]:
        """What no row mentions and no act can still be writing (`older_than` in seconds)."""
        for stored in self.listing():
            if stored.name not in mentioned and stored.age > older_than:
                yield stored

    def sweep(self, mentioned: set[str], older_than: float = DAY) -> int:
        """Remove the orphans; returns how many. `mentioned` is read before the store is."""
        return sum(self.remove(stored) for stored in self.orphans(mentioned, older_than))


def open_store(settings: Settings) -> Store:
    """The place where this portal's files are."""
    return open_url(settings.files_url)


@cache
def open_url(url: str) -> Store:
    """A store by its address, one that `config.files_address` has checked."""
    if url.startswith("s3://"):
        from portal.files_s3 import S3Store  # only who keeps files there loads its library

        return S3Store(url)
    return LocalStore(Path(url))


def is_key(name: str) -> bool:
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


class LocalStore(Store):
    """Files in a folder, fanned out by the first two letters of the key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Write, hash, fsync, rename, fsync the folders that changed."""
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
            _fsync_folder(self.folder)  # the folder of these two letters may be new itself
        finally:
            temporary.unlink(missing_ok=True)
        return key, size

    def stream(self, sha256: str) -> BinaryIO:
        if not is_key(sha256):
            raise FileNotFoundError(sha256)
        content = self._path(sha256).open("rb")
        try:
            if hashlib.file_digest(content, "sha256").hexdigest() != sha256:
                raise Altered(f"stored file {sha256} was altered")
            content.seek(0)
        except BaseException:
            content.close()
            raise
        return content

    def has(self, sha256: str) -> bool:
        return is_key(sha256) and self._path(sha256).exists()

    def listing(self) -> Iterator[Stored]:
        for pattern in ("[0-9a-f][0-9a-f]/*", "incoming/*"):
            for path in self.folder.glob(pattern):
                try:
                    found = path.stat()
                except FileNotFoundError:  # another sweep, or a put that has just ended
                    continue
                in_place = is_key(path.name) and path == self._path(path.name)
                name = path.name if in_place else path.relative_to(self.folder).as_posix()
                yield Stored(name, found.st_size, found.st_mtime)

    def remove(self, stored: Stored) -> bool:
        path = self._path(stored.name) if stored.is_file else self.folder / stored.name
        try:
            if path.stat().st_mtime != stored.modified:
                return False
            path.unlink()
        except FileNotFoundError:
            return False
        return True

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
