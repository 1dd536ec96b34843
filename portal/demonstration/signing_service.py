"""A remote signing service to try with: keeps keys, asks the signer on a page of its own, answers
later. Speaks what `documents.remote_service` speaks; a process of its own (`flask documents
signing-service`). For demonstration and tests only: its people need no password.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import threading
from datetime import datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from portal import clock, config

MOST = 64 * 1024


class Service:
    """What was asked, kept in one file that survives a kill, and the keys `<name>.p12`."""

    def __init__(self, folder: Path, secret: str, passphrase: str) -> None:
        self.folder, self.secret, self._passphrase = folder, secret, passphrase
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = folder / "requests.json"
        self._lock = threading.Lock()
        self.made = 0  # signatures made by this process

    def ask(self, key: str, body: dict[str, Any]) -> dict[str, Any]:
        """The request of this key: a new one, or the one it was asked for before."""
        with self._lock:
            kept = self._kept()
            known = next((one for one in kept if one["key"] == key), None)
            if known is None:
                known = {"id": str(len(kept) + 1), "key": key, "state": "waiting"}
                known |= {
                    name: str(body[name])
                    for name in ("credential", "hash", "description", "expires_at")
                }
                self._keep([*kept, known])
            return _told(known)

    def look(self, identifier: str) -> dict[str, Any] | None:
        with self._lock:
            kept = self._kept()
            found = next((one for one in kept if one["id"] == identifier), None)
            if found is None:
                return None
            if found["state"] == "waiting" and _is_over(found):
                found["state"] = "expired"
                self._keep(kept)
            return _told(found)

    def decide(self, identifier: str, agreed: bool) -> None:
        """The signer's word, once: what is decided stays."""
        with self._lock:
            kept = self._kept()
            for one in kept:
                if one["id"] != identifier or one["state"] != "waiting" or _is_over(one):
                    continue
                one["state"] = "refused"
                if agreed:
                    one["signature"] = self._signed(one["credential"], one["hash"])
                    one["state"] = "signed"
            self._keep(kept)

    def credential(self, name: str) -> dict[str, Any] | None:
        opened = self._opened(name)
        if opened is None:
            return None
        certificate, others = opened[1:]
        return {
            "certificate": certificate.public_bytes(Encoding.PEM).decode(),
            "chain": "".join(one.public_bytes(Encoding.PEM).decode() for one in others),
        }

    def waiting(self) -> list[dict[str, Any]]:
        with self._lock:
            return [one for one in self._kept() if one["state"] == "waiting" and not _is_over(one)]

    def _signed(self, credential: str, digest: str) -> str:
        opened = self._opened(credential)
        if opened is None:
            raise KeyError(credential)
        self.made += 1
        value = opened[0].sign(base64.b64decode(digest), ec.ECDSA(utils.Prehashed(hashes.SHA256())))
        return base64.b64encode(value).decode()

    def _opened(
        self, name: str
    ) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate, list[x509.Certificate]] | None:
        path = self.folder / f"{name}.p12"
        if path.parent != self.folder or not path.is_file():
            return None
        key, certificate, others = pkcs12.load_key_and_certificates(
            path.read_bytes(), self._passphrase.encode()
        )
        assert isinstance(key, ec.EllipticCurvePrivateKey) and certificate is not None
        return key, certificate, others

    def _kept(self) -> list[dict[str, Any]]:
        return json.loads(self._file.read_text("utf-8")) if self._file.exists() else []

    def _keep(self, requests: list[dict[str, Any]]) -> None:
        part = self._file.with_suffix(".part")
        with part.open("w", encoding="utf-8") as out:
            json.dump(requests, out, ensure_ascii=False)
            out.flush()
            os.fsync(out.fileno())
        part.replace(self._file)


def of(settings: config.Settings) -> Service:
    """The demonstration's, with the keys its seeding laid there."""
    return Service(folder_of(settings), settings.remote_signing_secret, settings.keys_passphrase)


def folder_of(settings: config.Settings) -> Path:
    return settings.data_dir / "signing-service"


def server(service: Service, port: int) -> ThreadingHTTPServer:
    """On this machine only."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = [unquote(part) for part in self.path.split("/")[1:]]
            match parts:
                case [""]:
                    self._page(service.waiting())
                case ["signatures", identifier] if self._is_known():
                    self._json(service.look(identifier))
                case ["credentials", name] if self._is_known():
                    self._json(service.credential(name))
                case _:
                    self._json(None)

        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST))
            if self.path == "/signatures" and self._is_known():
                self._json(service.ask(self.headers["Idempotency-Key"], json.loads(body)))
            elif self.path == "/decide":
                told = parse_qs(body.decode())
                for identifier in told.get("id", []):
                    service.decide(identifier, told.get("say") == ["yes"])
                self.send_response(303)
                self.send_header("Location", "/")
                self.end_headers()
            else:
                self._json(None)

        def log_message(self, *_anything: object) -> None:
            """Quiet: the portal says what went wrong."""

        def _is_known(self) -> bool:
            given = self.headers.get("Authorization") or ""
            return hmac.compare_digest(given.encode(), f"Bearer {service.secret}".encode())

        def _json(self, told: dict[str, Any] | None) -> None:
            self._send(404 if told is None else 200, "application/json", json.dumps(told or {}))

        def _page(self, waiting: list[dict[str, Any]]) -> None:
            self._send(200, "text/html; charset=utf-8", _page(waiting))

        def _send(self, status: int, kind: str, text: str) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def _told(request: dict[str, Any]) -> dict[str, Any]:
    return {name: request[name] for name in ("id", "state", "signature") if name in request}


def _is_over(request: dict[str, Any]) -> bool:
    return clock.now() >= datetime.fromisoformat(request["expires_at"])


def _page(waiting: list[dict[str, Any]]) -> str:
    rows = "".join(
        f'<p><label><input type="checkbox" name="id" value="{escape(one["id"])}" checked> '
        f"{escape(one['description'])} ({escape(one['credential'])})</label></p>"
        for one in waiting
    )
    buttons = (
        '<p><button name="say" value="yes">Ký các văn bản đã chọn</button> '
        '<button name="say" value="no">Từ chối</button></p>'
    )
    inside = rows + buttons if waiting else "<p>Không có văn bản nào chờ ký.</p>"
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Ký số từ xa</title>'
        '<meta name="viewport" content="width=device-width">'
        "<style>body { font: 18px/1.5 sans-serif; max-width: 40em; margin: 2em auto; padding: 0 1em }"
        " button { font: inherit; padding: .5em 1em; margin: .2em 0 }</style>"
        "<h1>Dịch vụ ký số từ xa (thử nghiệm)</h1>"
        f'<form method="post" action="/decide">{inside}</form></html>'
    )
