"""Encryption on the way to the mail server: with it or not at all, where a password is sent."""

from __future__ import annotations

import dataclasses
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal import config
from portal.config import Settings
from portal.notifications.channels import email as by_email
from portal.notifications.channels.email import InsecureServer
from portal.notifications.models import OutboxMessage
from tests.notifications.test_worker import free_port

MESSAGE = OutboxMessage(
    key="k/email", recipient="lan@h99.example", subject="Chào", body="Nội dung", link="",
    created_at=datetime(2026, 3, 18, tzinfo=UTC),
)  # fmt: skip


class Receiver:
    def __init__(self) -> None:
        self.mails: list[tuple[bool, Any]] = []
        self.logins: list[LoginPassword] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append((session.ssl is not None, envelope))
        return "250 OK"

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _how: str, data: Any
    ) -> AuthResult:
        self.logins.append(data)
        return AuthResult(success=data == LoginPassword(b"may chu", b"m@t:khau"))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "mail.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def encrypted(receiver: Receiver, certificate: Path) -> Iterator[int]:
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(certificate)
    controller = Controller(
        receiver, hostname="127.0.0.1", port=free_port(), tls_context=server_side,
        require_starttls=True, authenticator=receiver.authenticate, auth_required=True,
    )  # fmt: skip
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture
def plain(receiver: Receiver) -> Iterator[int]:
    controller = Controller(
        receiver, hostname="127.0.0.1", port=free_port(),
        authenticator=receiver.authenticate, auth_require_tls=False,
    )  # fmt: skip
    controller.start()
    yield controller.port
    controller.stop()


def settings(port: int, user: str = "") -> Settings:
    return dataclasses.replace(
        config.load({"PORTAL_DATA_DIR": "/nonexistent", "PORTAL_SECRET_KEY": "x"}),
        smtp_url=f"smtp://{user}127.0.0.1:{port}",
    )


def test_with_a_trusted_server_mail_and_password_go_encrypted(
    encrypted: int, receiver: Receiver, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    by_email.deliver(MESSAGE, settings(encrypted, "may%20chu:m%40t%3Akhau@"))
    ((was_encrypted, envelope),) = receiver.mails
    assert was_encrypted
    assert envelope.rcpt_tos == ["lan@h99.example"]
    assert receiver.logins == [LoginPassword(b"may chu", b"m@t:khau")]


def test_an_unknown_certificate_stops_the_mail(encrypted: int, receiver: Receiver) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        by_email.deliver(MESSAGE, settings(encrypted, "a:b@"))
    assert receiver.mails == [] and receiver.logins == []


def test_a_password_is_never_sent_in_the_clear(plain: int, receiver: Receiver) -> None:
    with pytest.raises(InsecureServer):
        by_email.deliver(MESSAGE, settings(plain, "a:b@"))
    assert receiver.mails == [] and receiver.logins == []


def test_a_relay_on_the_same_machine_needs_no_password(plain: int, receiver: Receiver) -> None:
    by_email.deliver(MESSAGE, settings(plain))
    assert len(receiver.mails) == 1
