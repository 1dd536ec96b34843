"""What is measured: requests as a browser sends them, with a real session and CSRF token."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import EnvironBuilder

from bench import timing
from bench.world import World
from portal.accounts.models import Account
from portal.db import db
from portal.dossiers.models import Dossier
from tests.factories import sign_in


@dataclass
class Action:
    """`requests` yields one environment after the other; writing ones each for its own dossier.
    `afterwards` brings the world to where the next action begins."""

    name: str
    requests: Iterator[dict[str, Any]]
    is_writing: bool = False
    afterwards: Callable[[], None] = field(default=lambda: None)

    def next_request(self) -> dict[str, Any]:
        return next(self.requests)


def all_of(made: World) -> Iterator[Action]:
    """In the order of the walk: what one leaves behind the next needs."""
    lan = Browser(made.app, "lan@dan.example", "/tai-khoan")
    minh = Browser(made.app, "minh@h99.example", "/quay")
    dung = Browser(made.app, "dung@h99.example", "/van-thu")
    to_receive = made.waiting[: len(made.drafts)]
    stranger = Browser(made.app)
    yield Action(
        "submit",
        (lan.post(f"/ho-so/{r}/nop", is_true="y") for r in made.drafts),
        is_writing=True,
        afterwards=lambda: _take_back(made, made.drafts),
    )
    yield Action(
        "accept",
        (minh.post(f"/quay/{r}/tiep-nhan", version=_version(made.app, r)) for r in to_receive),
        is_writing=True,
        afterwards=lambda: made.sign_results(to_receive),
    )
    yield Action(
        "issue",
        (dung.post(f"/van-thu/{r}/phat-hanh", version=_version(made.app, r)) for r in to_receive),
        is_writing=True,
    )
    yield Action("queue", minh.gets("/quay"))
    yield Action("search khai sinh", stranger.gets("/thu-tuc", q="đăng ký khai sinh"))
    yield Action("search giay phep", stranger.gets("/thu-tuc", q="giay phep"))
    yield Action("catalogue, first page", stranger.gets("/thu-tuc"))


def skip(action: Action, made: World) -> None:
    """Do a writing action unmeasured, because later ones stand on it."""
    for environment in action.requests:
        timing.request(made.app, environment)


def _take_back(made: World, references: list[str]) -> None:
    """Submitted ones out of the queue again, so that it holds what was asked for."""
    with made.app.app_context():
        db.session.execute(
            sa.update(Dossier).where(Dossier.reference.in_(references)).values(state="withdrawn")
        )
        db.session.commit()


def _version(app: Flask, reference: str) -> str:
    """What the officer's page carries in its form."""
    with app.app_context():
        found = db.session.scalar(sa.select(Dossier.version).where(Dossier.reference == reference))
        return str(found)


class Browser:
    """Somebody's cookies, and the token of their forms."""

    def __init__(self, app: Flask, email: str = "", page: str = "/") -> None:
        client = app.test_client()
        if email:
            with app.app_context():
                account = db.session.scalars(sa.select(Account).where(Account.email == email)).one()
                sign_in(client, account)
        text = client.get(page).get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        self.token = found[1] if found else ""
        cookie = client.get_cookie("portal")
        self.headers = [("Cookie", f"portal={cookie.value}")] if cookie else []

    def gets(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        while True:
            yield EnvironBuilder(path, query_string=query, headers=self.headers).get_environ()

    def post(self, path: str, **fields: str) -> dict[str, Any]:
        data = {"csrf_token": self.token, **fields}
        return EnvironBuilder(path, method="POST", data=data, headers=self.headers).get_environ()
