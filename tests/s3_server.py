"""S3-compatible storage on this machine (moto's server), and a bucket looked at past the portal."""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3

REGION = "us-east-1"  # where a bucket is made without further words


@contextmanager
def serving_s3() -> Iterator[str]:
    """A server of its own process; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the storage server did not start")


@dataclass(frozen=True)
class Bucket:
    """Looked at through boto3: another client than the portal's."""

    endpoint: str
    name: str

    @classmethod
    def new(cls, endpoint: str) -> Bucket:
        bucket = cls(endpoint, f"giay-{secrets.token_hex(4)}")
        bucket._client.create_bucket(Bucket=bucket.name)
        return bucket

    def url(self, prefix: str) -> str:
        """As in PORTAL_FILES_URL."""
        return f"s3://{self.name}/{prefix}?endpoint={self.endpoint}&region={REGION}"

    def paths(self) -> list[str]:
        listing = self._client.list_objects_v2(Bucket=self.name)
        return [found["Key"] for found in listing.get("Contents", [])]

    def write(self, path: str, content: bytes) -> None:
        self._client.put_object(Bucket=self.name, Key=path, Body=content)

    def delete(self, path: str) -> None:
        self._client.delete_object(Bucket=self.name, Key=path)

    @property
    def _client(self) -> Any:
        return _client(self.endpoint)


@cache
def _client(endpoint: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="khoa-thu",
        aws_secret_access_key="bi-mat-thu",
    )
