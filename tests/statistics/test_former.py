"""Addresses that stand in old letters and bookmarks lead to the same figures."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.roles import Role
from tests.factories import make_officer, sign_in
from tests.statistics.world import make_province

DAYS = "from=2026-01-01&to=2026-01-31"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/so-lieu/tien-do", "/so-lieu/bao-cao/tien-do"),
        ("/so-lieu/tien-do.pdf", "/so-lieu/bao-cao/tien-do/tep.pdf"),
        ("/so-lieu/ty-le-truc-tuyen.csv", "/so-lieu/bao-cao/ty-le-truc-tuyen/tep.csv"),
        ("/so-lieu/bieu-do.svg", "/so-lieu/bao-cao/ty-le-truc-tuyen/bieu-do.svg"),
    ],
)
def test_what_anybody_may_read_moved_with_its_filters(
    client: FlaskClient, session: Session, old: str, new: str
) -> None:
    make_province("Phường Một")
    session.commit()
    answer = client.get(f"{old}?{DAYS}&tree=today&nothing=1")
    assert answer.status_code == 301
    path, _mark, query = answer.location.partition("?")
    assert path == new and set(query.split("&")) == {*DAYS.split("&"), "tree=today"}
    assert client.get(answer.location).status_code == 200


def test_what_officers_read_stays_theirs(client: FlaskClient, session: Session) -> None:
    world = make_province("Phường Một")
    session.commit()
    assert client.get("/so-lieu/qua-han").status_code == 303  # to sign in
    sign_in(client, make_officer("Lê Anh Tuấn", world.units[0], Role.LEADER))
    late = client.get(f"/so-lieu/qua-han?{DAYS}")
    assert late.location == f"/so-lieu/noi-bo/qua-han?{DAYS}"
    assert client.get(late.location).status_code == 200
    assert client.get(f"/so-lieu/ho-so?{DAYS}&unit=H99").status_code == 301


def test_the_first_page_is_the_online_share(client: FlaskClient, session: Session) -> None:
    make_province("Phường Một")
    session.commit()
    text = client.get("/so-lieu").text
    assert "Tỷ lệ hồ sơ tiếp nhận trực tuyến" in text and 'aria-current="page"' in text
