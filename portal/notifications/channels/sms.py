"""Text messages: through a gateway that takes JSON when one is set, otherwise into the files of the
development mailbox, where a phone would show them."""

from __future__ import annotations

import json
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from portal.config import Settings
from portal.notifications.channels import Undeliverable
from portal.notifications.channels.email import digest, write
from portal.notifications.models import OutboxMessage

TIMEOUT_SECONDS = 15
RETRY_LATER = frozenset({408, 425, 429})


def deliver(message: OutboxMessage, settings: Settings) -> None:
    """Hand the message over. Raises Undeliverable when the gateway refuses it for good, OSError when
    it may go better later. The gateway recognises a repetition by `id`."""
    if settings.sms_url:
        _send(message, settings)
    else:
        write(_shown(message), settings.mail_dir / f"{digest(message.key)}.eml")


def _send(message: OutboxMessage, settings: Settings) -> None:
    address = urlsplit(settings.sms_url)
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost"):
        raise Undeliverable("PORTAL_SMS_URL: only by https")
    told = {"id": digest(message.key), "to": message.recipient, "text": message.body}
    request = Request(
        settings.sms_url,
        json.dumps(told, ensure_ascii=False).encode(),
        {
            "Content-Type": "application/json; charset=utf-8",
            "Authorization": f"Bearer {settings.sms_secret}",
        },
    )
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS):
            pass
    except HTTPError as refused:
        if 400 <= refused.code < 500 and refused.code not in RETRY_LATER:
            raise Undeliverable(f"refused with {refused.code}") from None
        raise


def _shown(message: OutboxMessage) -> EmailMessage:
    """As a letter to the number, for the mailbox that plays the phone."""
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(message.created_at)
    mail["To"] = Address(addr_spec=f"{message.recipient}@tin-nhan.invalid")
    mail["Subject"] = "Tin nhắn SMS"
    mail.set_content(message.body + "\n", cte="quoted-printable")
    return mail
