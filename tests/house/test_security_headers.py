"""Every answer, of whatever kind, carries the headers that keep a browser from being misled."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import config, configure
from portal.accounts.access import public
from portal.accounts.models import Account
from portal.db import db
from portal.documents.issuing import store
from portal.dossiers.models import Dossier
from tests.dossiers import walk
from tests.factories import make_cast, make_citizen, sign_in

STATIC = "/static/css/portal.css"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
PRODUCTION = {
    "PORTAL_ENV": "production",
    "PORTAL_SECRET_KEY": "x" * 40,
    "PORTAL_KEYS_PASSPHRASE": "x" * 40,
    "PORTAL_BASE_URL": "https://cong.h99.example",
}
ELSEWHERE = [
    "https://xau.example/", "//xau.example", "///xau.example", "/\\xau.example", "\\\\xau.example",
    "/\t/xau.example", "\t//xau.example", "/\n/xau.example", "javascript:alert(1)", "xau.example",
    "http:xau.example", "https:/xau.example", " //xau.example",
]  # fmt: skip


@pytest.fixture
def dossier(session: Session, at_noon: None) -> Dossier:
    made = walk.submitted(make_cast())
    session.commit()
    return made


def test_every_kind_of_answer_carries_the_headers(
    app: Flask, client: FlaskClient, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down() -> None:
        raise RuntimeError

    account = dossier.events[0].actor_id
    assert account is not None
    file = f"/ho-so/{dossier.reference}/tep/{dossier.attachments[0].id}"
    monkeypatch.setitem(app.view_functions, "procedures.levels", public(break_down))
    kinds = {
        "/": 200,
        "/khoe": 200,
        STATIC: 200,
        "/static/no": 404,
        "/ho-so": 303,
        "/no-such-page": 404,
        "/thu-tuc/muc-do": 500,
        "/dang-xuat": 405,
    }
    for path, status in kinds.items():
        with client.get(path) as answer:
            check(answer, path, status)
    sign_in(client, db.session.get_one(Account, account))
    check(client.get(file), file, 200)
    check(client.get("/can-bo/ho-so/x"), "another's page", 403)


def check(answer, what: str, status: int) -> None:  # type: ignore[no-untyped-def]
    assert answer.status_code == status, what
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value], (what, name)
    policies = answer.headers.getlist("Content-Security-Policy")
    assert len(policies) == 1, what
    policy = dict(
        part.strip().split(" ", 1) for part in policies[0].split(";") if " " in part.strip()
    )
    assert "'unsafe-inline'" not in policy.get("script-src", policy["default-src"]), what
    assert "'unsafe-eval'" not in policies[0] and "*" not in policies[0], what
    assert policy["frame-ancestors"] == "'self'", what
    # A page of error too may show whose session it is.
    assert ("no-store" in answer.headers.get("Cache-Control", "")) == (what != STATIC), what
    assert "Python" not in answer.headers.get("Server", ""), what


def test_over_https_the_browser_is_told_to_stay_there(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    answer = client.get("/", base_url="https://cong.h99.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_session_cookie_is_out_of_reach(
    app: Flask,
    client: FlaskClient,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = config.load({"PORTAL_DATA_DIR": str(tmp_path), **PRODUCTION})
    behind_https = Flask("behind_https")
    configure(behind_https, settings)
    for name in ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_HTTPONLY"):
        monkeypatch.setitem(app.config, name, behind_https.config[name])
    answer = client.post("/ngon-ngu", data={"language": "en"}, base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= parts
    assert not any(part.startswith("Domain") for part in parts)


def test_only_hosts_that_are_ours_are_answered(
    app: Flask, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "PORTAL_DATA_DIR": str(tmp_path),
        "PORTAL_TRUSTED_HOSTS": "cong.h99.example, localhost",
    }
    apart = Flask("apart")
    configure(apart, config.load(given))
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", apart.config["TRUSTED_HOSTS"])
    assert client.get("/", base_url="http://cong.h99.example").status_code == 200
    assert client.get("/", base_url="http://localhost").status_code == 200
    for host in ("xau.example", "cong.h99.example.xau.example"):
        answer = client.get("/", base_url=f"http://{host}")
        assert answer.status_code == 400
        assert host not in answer.text


def test_a_request_too_large_is_refused_on_a_page(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.config["MAX_CONTENT_LENGTH"] == 20 * 1024 * 1024
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10_000)
    kept = set(store().keys())
    answer = client.post("/dang-nhap", data={"identifier": "x" * 20_000, "password": "x"})
    check(answer, "too large", 413)
    assert "Tệp quá lớn" in answer.text
    assert set(store().keys()) == kept


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_led_elsewhere(client: FlaskClient, session: Session, elsewhere: str) -> None:
    answer = client.post("/ngon-ngu", data={"language": "vi", "next": elsewhere})
    assert (answer.status_code, answer.location) == (303, "/")
    lan = make_citizen()
    session.commit()
    sign_in(client, lan)
    for path in ("/dang-nhap", "/dang-ky"):
        answer = client.get(path, query_string={"next": elsewhere})
        assert answer.status_code in (302, 303)
        assert "xau" not in answer.location and "javascript" not in answer.location
