"""Files in S3-compatible storage: the same keys, the same promises as in a folder."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO, TYPE_CHECKING, BinaryIO, cast
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store as Bucket

from portal.files import CHUNK_BYTES, Altered, Store, Stored, is_key

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config

IN_MEMORY_BYTES = CHUNK_BYTES  # what is larger waits in a nameless temporary file
# One request carries the condition "only if there is none", and the library holds its body in
# memory. What is larger goes in parts.
IN_ONE_REQUEST_BYTES = 16 * CHUNK_BYTES
FRESH_SECONDS = 3600.0
PATIENCE = timedelta(seconds=30)


class S3Store(Store):
    """Files under `prefix/ab/abcd…` of a bucket, addressed by path, not by host name.

    `url` is s3://bucket/prefix?endpoint=…&region=…; who we are comes from the AWS_… environment.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        client: ClientConfig = {"connect_timeout": timedelta(seconds=5), "read_timeout": PATIENCE}
        if asked.get("endpoint", "").startswith("http:"):
            client["allow_http"] = True
        self._bucket = Bucket(
            parts.netloc,
            prefix=unquote(parts.path).strip("/") or None,
            config=cast("S3Config", {"virtual_hosted_style_request": False, **asked}),
            client_options=client,
            retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
        )

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Gather and hash here first: nothing is sent before its key is known, and the storage
        shows an object only when all of it has arrived (each request's bytes are signed)."""
        hasher, size = hashlib.sha256(), 0
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as gathered:
            for chunk in chunks:
                hasher.update(chunk)
                size += len(chunk)
                gathered.write(chunk)
            key = hasher.hexdigest()
            with _faults():
                self._send(key, cast(IO[bytes], gathered), size)
        return key, size

    def _send(self, key: str, content: IO[bytes], size: int) -> None:
        path = _path(key)
        content.seek(0)
        if size <= IN_ONE_REQUEST_BYTES:
            try:
                obstore.put(self._bucket, path, content.read(), mode="create")
                return
            except AlreadyExistsError:
                content.seek(0)
        if self._is_fresh_and_whole(key):
            return
        # Under a key only these very bytes can lie; sent again they are whole, if something else
        # had altered them, and new, so that no sweep takes them before their row is committed.
        obstore.put(self._bucket, path, content, use_multipart=size > IN_ONE_REQUEST_BYTES,
                    max_concurrency=2)  # fmt: skip

    def _is_fresh_and_whole(self, key: str) -> bool:
        try:
            if _stored(obstore.head(self._bucket, _path(key))).age > FRESH_SECONDS:
                return False
            self.stream(key).close()
        except (FileNotFoundError, Altered):
            return False
        return True

    def stream(self, sha256: str) -> BinaryIO:
        if not is_key(sha256):
            raise FileNotFoundError(sha256)
        hasher = hashlib.sha256()
        gathered = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
        try:
            with _faults():
                for chunk in obstore.get(self._bucket, _path(sha256)).stream(CHUNK_BYTES):
                    hasher.update(chunk)
                    gathered.write(bytes(chunk))
            if hasher.hexdigest() != sha256:
                raise Altered(f"stored file {sha256} was altered")
            gathered.seek(0)
        except BaseException:
            gathered.close()
            raise
        return cast(BinaryIO, gathered)

    def has(self, sha256: str) -> bool:
        if not is_key(sha256):
            return False
        try:
            with _faults():
                obstore.head(self._bucket, _path(sha256))
        except FileNotFoundError:
            return False
        return True

    def listing(self) -> Iterator[Stored]:
        """What a put left in parts is not among them: the bucket's own rules remove it."""
        with _faults():
            for page in obstore.list(self._bucket):
                for found in page:
                    stored = _stored(found)
                    if stored.is_file:  # others may keep things below our prefix
                        yield stored

    def remove(self, stored: Stored) -> bool:
        path = _path(stored.name)
        try:
            with _faults():
                if _stored(obstore.head(self._bucket, path)).modified != stored.modified:
                    return False
                obstore.delete(self._bucket, path)
        except FileNotFoundError:
            return False
        return True


def _path(key: str) -> str:
    return f"{key[:2]}/{key}"


def _stored(found: obstore.ObjectMeta) -> Stored:
    name = found["path"].rpartition("/")[2]
    return Stored(name, found["size"], found["last_modified"].timestamp())


@contextmanager
def _faults() -> Iterator[None]:
    """The library's errors as the system's: who keeps files need not know where."""
    try:
        yield
    except BaseError as fault:
        # Its own text is a page long and repeats the address; the first line says what it is.
        raise OSError(str(fault).partition("\n")[0]) from fault
