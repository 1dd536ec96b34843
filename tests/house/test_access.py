"""Every route says who may use it, and keeps everybody else out before anything is looked up."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal.accounts.access import Access
from portal.accounts.models import Account, RoleGrant
from portal.accounts.roles import Role
from portal.units.models import Unit
from tests.factories import make_citizen, make_officer, make_unit, sign_in
from tests.house.world import access_of, pages

# Where a page stands says who it is for; the roles stand on each page.
OFFICERS = ("/can-bo", "/quay", "/tham-dinh", "/phe-duyet", "/van-thu", "/quan-tri", "/danh-muc")
CITIZENS = ("/ho-so", "/nop-ho-so")


def routes(app: Flask) -> list[tuple[str, Rule, Access]]:
    """(method, rule, access) of every route that is not public."""
    found = []
    for method in ("GET", "POST"):
        for rule in pages(app, method):
            access = access_of(app, rule.endpoint)
            assert access is not None, f"{rule.endpoint} does not say who may use it"
            if access.audience != "public":
                found.append((method, rule, access))
    return found


def address(app: Flask, rule: Rule) -> str:
    """An address the rule answers to; what it names need not exist."""
    return app.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, 1))


def test_every_route_declares_who_may_use_it(app: Flask) -> None:
    undeclared = [
        name
        for name in app.view_functions
        if name != "static" and not isinstance(access_of(app, name), Access)
    ]
    assert undeclared == []


def test_officers_pages_name_their_roles_and_citizens_pages_are_citizens(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        access, place = access_of(app, rule.endpoint), f"/{rule.rule.split('/')[1]}"
        if access and place in OFFICERS:
            assert access.audience == "officer" and access.roles, rule
        if access and place in CITIZENS:
            assert access == Access("citizen"), rule
        if access and place == "/quan-tri":
            assert access.roles == {Role.ADMINISTRATOR}, rule


def test_who_is_not_signed_in_is_asked_to(app: Flask, client: FlaskClient) -> None:
    for method, rule, _access in routes(app):
        answer = client.open(address(app, rule), method=method)
        assert answer.status_code == 303, rule
        assert answer.location.startswith("/dang-nhap"), rule


@pytest.fixture
def unit(session: Session, at_noon: None) -> Unit:
    return make_unit()


def test_the_wrong_audience_is_refused(
    app: Flask, session: Session, client: FlaskClient, unit: Unit
) -> None:
    citizen, nobody = make_citizen(), make_officer("Phan Văn Bình", unit)
    session.commit()
    for method, rule, access in routes(app):
        strangers = {"officer": [citizen], "citizen": [nobody], "signed_in": []}[access.audience]
        for stranger in [*strangers, *([nobody] if access.roles else [])]:
            sign_in(client, stranger)
            answer = client.open(address(app, rule), method=method)
            assert answer.status_code == 403, (rule, stranger.kind)


def test_neither_another_role_nor_the_right_one_on_another_day_opens_a_page(
    app: Flask, session: Session, client: FlaskClient, unit: Unit
) -> None:
    yesterday, tomorrow = date(2026, 3, 17), date(2026, 3, 19)
    kept_out: dict[frozenset[Role], Account] = {}
    for method, rule, access in routes(app):
        if not access.roles:
            continue
        if access.roles not in kept_out:
            binh = make_officer("Phan Văn Bình", unit, *(set(Role) - access.roles))
            for role in access.roles:
                binh.grants += [
                    RoleGrant(unit_id=unit.id, role=role, valid_from=yesterday, valid_to=yesterday),
                    RoleGrant(unit_id=unit.id, role=role, valid_from=tomorrow),
                ]
            session.commit()
            kept_out[access.roles] = binh
        sign_in(client, kept_out[access.roles])
        assert client.open(address(app, rule), method=method).status_code == 403, rule
    assert kept_out


def test_a_view_that_declares_nothing_is_nobodys(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "procedures.home", lambda: "undeclared")
    assert client.get("/").status_code == 403
