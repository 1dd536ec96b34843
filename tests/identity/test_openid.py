"""Signing in through an OpenID provider: a certified one, started here; and answers that lie."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy.orm import Session

from portal import clock, config
from portal.accounts.models import Account, AccountKind
from portal.accounts.passwords import hash_password
from portal.identity.provider_models import ExternalIdentity
from portal.integrations.identity import openid
from portal.integrations.identity.openid import LOGOUT, Provider, Untrusted
from tests.factories import make_citizen, sign_in

BUNDLE = Path(__file__).parent / "oracle" / "provider.bundle.mjs"
PORTAL = "http://127.0.0.1:8000"
WAY = "/dang-nhap/qua/thu"
LAN = {
    "LoaiTaiKhoan": 1, "SoDinhDanh": "001190000001", "HoVaTen": "Nguyễn Thị Lan",
    "NgayThangNamSinh": "05/03/1990", "ThuDienTu": "lan@dan.example", "loAs": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    node = shutil.which("node")
    if node is None:
        # `./test` installs it. Where somebody runs pytest alone it may be missing, in CI never.
        if os.environ.get("CI"):
            pytest.fail("Node is missing: the provider cannot run")
        pytest.skip("the provider runs on Node")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [node, str(BUNDLE), str(port), PORTAL + WAY, f"{PORTAL}{WAY}/dang-xuat"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline().strip() == "ready"
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


@pytest.fixture(autouse=True)
def providers(issuer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """Two by the setting; the second is the same house under another name."""
    path = tmp_path / "providers.toml"
    lines = [
        f'[[provider]]\nkey = "{key}"\nname = "{name}"\nissuer = "{issuer}"\n'
        f'client_id = "{client}"\nclient_secret = "bi-mat"\n'
        for key, name, client in (("thu", "Định danh thử", "cong"), ("khac", "Nhà khác", "khac"))
    ]
    path.write_text("\n".join(lines), "utf-8")
    settings = replace(config.current(), identity_providers=str(path), base_url=PORTAL)
    monkeypatch.setattr(config, "_current", settings)
    openid.forget_providers()
    return Provider("thu", "Định danh thử", issuer, "cong", "bi-mat")


def at_the_provider(address: str, person: dict[str, Any], browser: requests.Session) -> str:
    """Signs in and consents there as a person would; the address the browser is sent back to."""
    name = base64.urlsafe_b64encode(json.dumps(person).encode()).decode().rstrip("=")
    answer = browser.get(address, allow_redirects=False)
    for _step in range(12):
        to = answer.headers.get("Location")
        if to and to.startswith(PORTAL):
            return to
        if to:
            answer = browser.get(requests.compat.urljoin(answer.url, to), allow_redirects=False)
            continue
        action = re.search(r'action="([^"]+)"', answer.text)
        assert action, answer.text
        prompt = "login" if 'name="login"' in answer.text else "consent"
        answer = browser.post(
            requests.compat.urljoin(answer.url, action[1]),
            data={"prompt": prompt, "login": name, "password": "x"}, allow_redirects=False,
        )  # fmt: skip
    raise AssertionError("the provider never sent anybody back")


def through(client: FlaskClient, person: dict[str, Any], **query: str) -> str:
    """The whole way to the provider; the path and query it comes back with."""
    there = client.get(WAY, query_string={"di": "1", **query})
    assert there.status_code == 303
    asked = dict(parse_qsl(urlsplit(there.location).query))
    assert asked["code_challenge_method"] == "S256" and asked["nonce"] and asked["state"]
    return at_the_provider(there.location, person, requests.Session()).removeprefix(PORTAL)


def test_a_person_comes_in_through_a_provider_and_is_the_same_the_next_time(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    assert "Định danh thử" in client.get("/dang-nhap").text
    assert "số định danh, họ tên" in client.get(WAY).text
    assert "không có cách đăng nhập này" in client.get("/dang-nhap/qua/la").text
    back = through(client, LAN, next="/tai-khoan/thiet-bi")
    assert client.get(back).location == "/tai-khoan/thiet-bi"
    assert "Định danh thử" in client.get("/tai-khoan/thiet-bi").text
    account = session.query(Account).one()
    assert (account.full_name, account.personal_number, str(account.birth_date), account.email) == (
        "Nguyễn Thị Lan", "001190000001", "1990-03-05", "lan@dan.example",
    )  # fmt: skip
    again = app.test_client()
    assert again.get(through(again, LAN)).location == "/ho-so"
    assert session.query(Account).count() == session.query(ExternalIdentity).count() == 1
    # The same answer once more: the question is gone; with the question, the code is used.
    refused = client.get(back)
    assert refused.location == "/dang-nhap" and "không xác minh được" in client.get("/dang-nhap", follow_redirects=True).text  # noqa: E501  # fmt: skip


def test_an_account_of_the_same_number_is_linked_and_one_of_the_same_e_mail_is_not(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    own = make_citizen(personal_number="001190000001", password_hash=hash_password("x" * 12))
    same_mail = make_citizen(personal_number="001190000002", email="lan@dan.example")
    session.commit()
    elsewhere = app.test_client()
    sign_in(elsewhere, own)
    assert client.get(through(client, LAN)).location == "/ho-so"
    session.expire_all()
    assert session.query(ExternalIdentity).one().account_id == own.id
    assert own.password_hash == "!" and same_mail.password_hash == "!"
    assert elsewhere.get("/tai-khoan").status_code == 303
    tom = {**LAN, "SoDinhDanh": "001190000003"}  # a new person with an address somebody has
    client.get(through(client, tom))
    newest = session.query(Account).filter_by(personal_number="001190000003").one()
    assert newest.email.endswith("@khong-co.invalid") and newest.kind is AccountKind.CITIZEN


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"loAs": 1}, "Cổng cần mức 2"),
        ({"LoaiTaiKhoan": 2}, "mã số thuế và tên của tổ chức"),
        ({"SoDinhDanh": ""}, "không gửi số định danh"),
    ],
)
def test_who_cannot_come_in_is_told_why(
    client: FlaskClient, session: Session, change: dict[str, Any], sentence: str
) -> None:
    answer = client.get(through(client, {**LAN, **change}))
    assert answer.location == "/dang-nhap" and sentence in client.get(answer.location).text
    assert session.query(Account).count() == 0


def test_an_answer_that_was_tampered_with_is_refused_with_a_sentence(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    back = through(client, LAN)
    with client.session_transaction() as cookie:
        asked = dict(cookie["provider_question"])
    path, _mark, query = back.partition("?")
    sent = dict(parse_qsl(query))
    assert sent["iss"]
    lies: list[tuple[str, dict[str, Any], dict[str, str]]] = [
        ("state", asked, {**sent, "state": "khac"}),
        ("another issuer", asked, {**sent, "iss": "https://xau.example"}),
        ("no issuer", asked, {k: v for k, v in sent.items() if k != "iss"}),
        ("no code", asked, {k: v for k, v in sent.items() if k != "code"}),
        ("an error", asked, {**sent, "error": "access_denied"}),
        ("mixed up", {**asked, "provider": "khac"}, sent),
        ("wrong verifier", {**asked, "verifier": "x" * 50}, sent),
    ]
    for what, question, answer in lies:
        with client.session_transaction() as cookie:
            cookie["provider_question"] = question
        refused = client.get(path, query_string=answer)
        assert refused.location == "/dang-nhap", what
        assert "không xác minh được" in client.get("/dang-nhap").text, what
    replay = through(client, LAN)
    with client.session_transaction() as cookie:
        asked = dict(cookie["provider_question"])
    with client.session_transaction() as cookie:  # a nonce of another sign-in
        cookie["provider_question"] = {**asked, "nonce": "khac"}
    assert client.get(replay).location == "/dang-nhap"
    with client.session_transaction() as cookie:  # and the code, already spent
        cookie["provider_question"] = asked
    assert client.get(replay).location == "/dang-nhap"
    assert client.get(path, query_string={"error": "x"}).location == "/dang-nhap"
    assert session.query(Account).count() == 0


def forged(provider: Provider, key: RSAKey, **claims: Any) -> str:
    now = int(clock.now().timestamp())
    body = {"iss": provider.issuer, "aud": "cong", "sub": "lan", "iat": now, "exp": now + 60}
    kept = {name: value for name, value in {**body, **claims}.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": key.kid}, kept, key)


def test_a_token_that_lies_is_refused(providers: Provider) -> None:
    key, other = (RSAKey.generate_key(2048, auto_kid=True) for _one in range(2))
    keys, at = KeySet([key]), clock.now()
    now = int(at.timestamp())
    assert openid._claims(providers, forged(providers, key), keys, at=at)["sub"] == "lan"
    lies = {
        "signature": forged(providers, other),
        "issuer": forged(providers, key, iss="https://xau.example"),
        "audience": forged(providers, key, aud="khac"),
        "audiences without us first": forged(providers, key, aud=["cong", "khac"]),
        "expired": forged(providers, key, exp=now - 120),
        "future": forged(providers, key, iat=now + 600),
        "no time": forged(providers, key, iat=None),
        "no signature": jwt.encode({"alg": "RS256"}, {"sub": "lan"}, key)[:-20],
        "nothing": "",
    }
    for what, token in lies.items():
        with pytest.raises(Untrusted):
            openid._claims(providers, token, keys, at=at)
            raise AssertionError(what)


def test_signing_out_at_the_provider_ends_the_session_here(
    app: Flask, client: FlaskClient, session: Session, providers: Provider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    other = app.test_client()
    for browser in (client, other):
        browser.get(through(browser, LAN))
        assert browser.get("/tai-khoan").status_code == 200
    subject = session.query(ExternalIdentity).one().subject
    at, about, _keys = openid._known[providers.issuer]
    key = RSAKey.generate_key(2048, auto_kid=True)
    monkeypatch.setitem(openid._known, providers.issuer, (at, about, KeySet([key])))
    good = {"sub": subject, "jti": "1", "events": {LOGOUT: {}}, "exp": None}
    for lie in ({**good, "events": {}}, {**good, "nonce": "x"}, {**good, "sub": None}):
        token = forged(providers, key, **lie)
        assert client.post(f"{WAY}/dang-xuat", data={"logout_token": token}).status_code == 400
    assert client.get("/tai-khoan").status_code == 200
    token = forged(providers, key, **good)
    assert (
        app.test_client().post(f"{WAY}/dang-xuat", data={"logout_token": token}).status_code == 200
    )
    assert client.get("/tai-khoan").status_code == other.get("/tai-khoan").status_code == 303
