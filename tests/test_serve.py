"""What `./run` starts beside the portal in development."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal import config, serve
from portal.demonstration import signing_service
from portal.documents import remote_service
from tests.factories import authority

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def settings(
    tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> Iterator[config.Settings]:
    """Of a portal of its own; what is set for its children ends with the test."""
    before = config.current()
    for name in ("URL", "SECRET"):
        monkeypatch.setenv(f"PORTAL_REMOTE_SIGNING_{name}", "")
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    yield config.load()
    config.use(before)


def test_the_portal_and_its_signing_service_know_each_other(settings: config.Settings) -> None:
    ours, port = serve._with_signing_service(settings)
    folder = signing_service.folder_of(ours)
    folder.mkdir()
    start = datetime(2025, 7, 1, tzinfo=UTC)
    key = authority().issue_personal("Lê Anh Tuấn", "Phường", ours.keys_passphrase, start)
    (folder / "tuan.p12").write_bytes(key)
    server = signing_service.server(signing_service.of(ours), port)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        config.use(config.load())  # as a child reads them
        assert remote_service.page_to_try() == f"http://127.0.0.1:{port}"
        assert b"BEGIN CERTIFICATE" in remote_service.credential("tuan")
        config.use(replace(ours, remote_signing_secret="khác"))
        with pytest.raises(remote_service.ServiceSilent):
            remote_service.credential("tuan")
    finally:
        server.shutdown()
        server.server_close()


def test_a_port_that_is_taken_is_left_alone(settings: config.Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        ours, port = serve._with_signing_service(replace(settings, port=number - 1))

    assert port not in (0, number)
    assert ours.remote_signing_url == f"http://127.0.0.1:{port}"


def test_production_has_no_service_to_try(settings: config.Settings) -> None:
    config.use(replace(settings, environment="production", remote_signing_url="https://ky.example"))

    assert remote_service.is_set_up() and remote_service.page_to_try() == ""
