"""The wire to the remote signing service: a hash goes out, a signature comes back, later.

POST   /signatures          Idempotency-Key; {credential, hash, hash_algorithm, description, expires_at}
GET    /signatures/<id>     {id, state: waiting | signed | refused | expired, signature?, reason?}
GET    /credentials/<name>  {certificate, chain} as PEM

The same Idempotency-Key is the same request, however often it is sent.
"""

from __future__ import annotations

import base64
import binascii
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from portal import config
from portal.errors import Refusal
from portal.i18n import _

PATIENCE_SECONDS = 10
MOST = 256 * 1024


@dataclass(frozen=True)
class Question:
    """One signature asked for; `reference` is empty until the service answered once."""

    key: str
    credential: str
    digest: bytes
    description: str
    expires_at: datetime
    reference: str


@dataclass(frozen=True)
class Answer:
    """`state` as the service says; `signature` only with "signed"."""

    reference: str
    state: str
    signature: bytes = b""
    reason: str = ""


class ServiceSilent(Refusal):
    """The service does not answer, or not in its own language; what was asked stays asked."""

    status = 503


def is_set_up() -> bool:
    return bool(config.current().remote_signing_url)


def page_to_try() -> str:
    """Where the demonstration's service asks its signers; empty outside development."""
    settings = config.current()
    return settings.remote_signing_url if settings.is_development else ""


def exchange(question: Question) -> Answer:
    """Ask, or ask again: never signs twice. Raises ServiceSilent."""
    if question.reference:
        return _answer(_call("GET", f"/signatures/{quote(question.reference, safe='')}"))
    body = {
        "credential": question.credential,
        "hash": base64.b64encode(question.digest).decode(),
        "hash_algorithm": "SHA-256",
        "description": question.description,
        "expires_at": question.expires_at.isoformat(),
    }
    return _answer(_call("POST", "/signatures", body, question.key))


def credential(name: str) -> bytes:
    """Certificate and chain as PEM. Raises ServiceSilent."""
    told = _call("GET", f"/credentials/{quote(name, safe='')}")
    return f"{told.get('certificate', '')}\n{told.get('chain', '')}".encode()


def _call(method: str, path: str, body: Any = None, key: str = "") -> dict[str, Any]:
    settings = config.current()
    if not settings.remote_signing_url:
        raise _silent()
    headers = {
        "Authorization": f"Bearer {settings.remote_signing_secret}",
        "Accept": "application/json",
    }
    if body is not None:
        headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
    asked = urllib.request.Request(
        settings.remote_signing_url + path,
        None if body is None else json.dumps(body).encode(),
        headers,
        method=method,
    )
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:
            told = json.loads(answer.read(MOST))
    except urllib.error.HTTPError as refused:
        refused.close()
        raise _silent() from refused
    except (OSError, ValueError) as silent:
        raise _silent() from silent
    if not isinstance(told, dict):
        raise _silent()
    return told


def _answer(told: dict[str, Any]) -> Answer:
    try:
        return Answer(
            str(told["id"])[:100],
            str(told["state"]),
            base64.b64decode(told.get("signature") or "", validate=True),
            str(told.get("reason") or "")[:500],
        )
    except (KeyError, TypeError, binascii.Error) as wrong:
        raise _silent() from wrong


def _silent() -> ServiceSilent:
    return ServiceSilent(_("Dịch vụ ký số từ xa không trả lời. Hãy thử lại sau ít phút."))
