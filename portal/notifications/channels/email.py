"""E-mail: through SMTP when a server is set, otherwise into files one reads in the browser."""

from __future__ import annotations

import hashlib
import os
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from portal.config import Settings
from portal.notifications.channels import Undeliverable
from portal.notifications.models import OutboxMessage

TIMEOUT_SECONDS = 30


class InsecureServer(Exception):
    """The server offers no encryption, and a password would have to be sent in the clear."""


def deliver(message: OutboxMessage, settings: Settings) -> None:
    """Hand the message over. Raises Undeliverable for an address or message refused for good;
    OSError or smtplib.SMTPException (which is one) when it may go better later."""
    mail = compose(message, settings)
    if settings.smtp_url:
        _send(mail, urlsplit(settings.smtp_url))
    else:
        write(mail, settings.mail_dir / f"{digest(message.key)}.eml")


def compose(message: OutboxMessage, settings: Settings) -> EmailMessage:
    """The message as RFC 5322 has it. Its Message-ID follows from the key, so a repetition is
    recognised by mail servers and readers."""
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = f"<{digest(message.key)}@{settings.mail_from.rpartition('@')[2]}>"
    mail["Date"] = format_datetime(message.created_at)
    mail["From"] = Address(f"Cổng Một cửa {settings.province}", addr_spec=settings.mail_from)
    try:
        mail["To"] = Address(addr_spec=message.recipient)
    except ValueError as fault:
        raise Undeliverable(f"not an address: {fault}") from fault
    mail["Subject"] = message.subject
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic reply, please
    text = message.body.rstrip() + "\n"
    if message.link:
        text += f"\n{settings.base_url}{message.link}\n"
    text += f"\n--\nCổng Một cửa {settings.province}\n{settings.base_url}\n"
    mail.set_content(text, cte="quoted-printable")
    return mail


def digest(key: str) -> str:
    """32 characters that stand for a key in a Message-ID and in a file name."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _send(mail: EmailMessage, server: SplitResult) -> None:
    secure = ssl.create_default_context()
    host = server.hostname or "localhost"
    connection: smtplib.SMTP
    if server.scheme == "smtps":
        connection = smtplib.SMTP_SSL(
            host, server.port or 465, timeout=TIMEOUT_SECONDS, context=secure
        )
    elif server.scheme == "smtp":
        connection = smtplib.SMTP(host, server.port or 587, timeout=TIMEOUT_SECONDS)
    else:
        raise InsecureServer(f"PORTAL_SMTP_URL: smtp:// or smtps://, not {server.scheme}://")
    with connection:
        is_encrypted = server.scheme == "smtps"
        if not is_encrypted:
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=secure)
                is_encrypted = True
        if server.username:
            if not is_encrypted:
                raise InsecureServer("the mail server offers no STARTTLS; no password was sent")
            connection.login(unquote(server.username), unquote(server.password or ""))
        try:
            connection.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            if all(code >= 500 for code, _text in refused.recipients.values()):
                raise Undeliverable(f"recipient refused: {refused.recipients}") from refused
            raise
        except smtplib.SMTPDataError as refused:
            if refused.smtp_code >= 500:
                raise Undeliverable(f"message refused: {refused}") from refused
            raise


def write(mail: EmailMessage, path: Path) -> None:
    """One file for each key, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}")
    with temporary.open("wb") as out:
        out.write(bytes(mail))
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
