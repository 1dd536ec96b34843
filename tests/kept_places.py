"""The two kinds of place for files, with what a test does to them behind the portal's back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from portal.files import Store, open_url
from tests.s3_server import Bucket


class Place(Protocol):
    @property
    def url(self) -> str: ...

    @property
    def store(self) -> Store: ...

    def paths(self) -> list[str]:
        """Everything that lies there, below the place."""

    def write(self, path: str, content: bytes) -> None: ...

    def delete(self, path: str) -> None: ...


@dataclass(frozen=True)
class FolderPlace:
    folder: Path

    @property
    def url(self) -> str:
        return str(self.folder)

    @property
    def store(self) -> Store:
        return open_url(self.url)

    def paths(self) -> list[str]:
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def write(self, path: str, content: bytes) -> None:
        (self.folder / path).write_bytes(content)

    def delete(self, path: str) -> None:
        (self.folder / path).unlink()


@dataclass(frozen=True)
class BucketPlace:
    bucket: Bucket
    prefix: str = "h99/tep"

    @property
    def url(self) -> str:
        return self.bucket.url(self.prefix)

    @property
    def store(self) -> Store:
        return open_url(self.url)

    def paths(self) -> list[str]:
        below = f"{self.prefix}/"
        return [p.removeprefix(below) for p in self.bucket.paths() if p.startswith(below)]

    def write(self, path: str, content: bytes) -> None:
        self.bucket.write(f"{self.prefix}/{path}", content)

    def delete(self, path: str) -> None:
        self.bucket.delete(f"{self.prefix}/{path}")


def place_of(key: str) -> str:
    """Where a file lies below its place: the layout other programs may rely on."""
    return f"{key[:2]}/{key}"
