"""The matrix, cell by cell: whoever is right in everything but the place finds nothing there."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal import clock
from portal.accounts import disabling
from portal.accounts.access import Access
from portal.accounts.roles import Role
from portal.audit.reach import Reach, reach_of
from portal.audit.views.matrix import lines
from portal.audit.words import GROUPS
from portal.db import db
from tests.factories import make_cast, make_citizen, make_officer, make_unit, sign_in
from tests.house.world import World, access_of, make_world, pages

# What the whole province shares: the catalogue, the printed forms, letters that did not go out.
SHARED = {
    "publisher", "procedures", "paper_templates", "notifications", "form_preview", "result_samples",
    "letter_samples",
}  # fmt: skip
# Closed figures of the province: no person is named in them.
SHARED_PAGES = {
    "statistics.closing_page", "statistics.closing_figures", "statistics.closing_signature",
}  # fmt: skip
# Not about a thing of somebody's: kinds of reports, of labels, of procedures.
NOBODYS = {
    "worklist",
    "any_report",
    "inner_report",
    "ending",
    "code",
    "unit_code",
    "profile",
    "kind",
    "change",
}
NOT_THERE = {403, 404}


def test_who_looks_after_accounts_does_not_read_dossiers(app: Flask) -> None:
    dossiers = {"case", "desk", "specialist", "leader", "clerk", "application", "register"}
    for line in lines(app):
        if line.group in dossiers:
            assert line.reaches[Role.ADMINISTRATOR] is Reach.NONE, line
    assert reach_of("case", Role.RECEPTIONIST) is Reach.DESK


def test_every_role_opens_what_the_matrix_says_and_nothing_else(
    app: Flask, session: Session, at_noon: None, record_property: Callable[[str, object], None]
) -> None:
    """Role × page through HTTP: 403 in every empty cell, for GET and POST; whoever looks after
    accounts finds no page of a dossier among the others."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the same questions, asked of the same code")
    unit, addresses = make_unit(), app.url_map.bind("localhost")
    officers = {role: make_officer(f"Chỉ {role}", unit, role) for role in Role}
    session.commit()
    cells, leaks, open_to_administrators = 0, [], []
    for role, account in officers.items():
        client = app.test_client()
        sign_in(client, account)
        for method in ("GET", "POST"):
            for rule in pages(app, method):
                access = access_of(app, rule.endpoint)
                if access is None or access.audience != "officer" or not access.roles:
                    continue
                cells += 1
                if role in access.roles:
                    if role is Role.ADMINISTRATOR and "reference" in rule.arguments:
                        open_to_administrators.append(rule.rule)
                    continue
                address = addresses.build(rule.endpoint, dict.fromkeys(rule.arguments, 1))
                answer = client.open(address, method=method)
                answer.close()  # a large file is open until then
                if answer.status_code != 403:
                    leaks.append((role, method, rule.rule, answer.status_code))
    record_property("cells", cells)
    sys.stdout.write(f"{cells} cells of role and page\n")
    assert leaks == []
    assert open_to_administrators == []
    assert cells > 1000


def test_no_two_lines_of_the_matrix_are_called_alike(app: Flask) -> None:
    with app.test_request_context():
        named = [line.name for line in lines(app)]
    assert len(named) == len(set(named))


def test_every_room_of_pages_has_words_for_the_log(app: Flask) -> None:
    rooms = {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()} - {"static"}
    assert rooms - set(GROUPS) == set()


def test_the_right_roles_in_another_unit_and_other_citizens_find_nothing(
    app: Flask, session: Session, at_noon: None, record_property: Callable[[str, object], None]
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the same questions, asked of the same code")
    world = make_world()
    far = make_unit(name="Phường Rất Xa")
    everything, stranger = make_officer("Phan Văn Xa", far, *Role), make_citizen("Lê Thị Lạ")
    session.commit()
    officer, citizen = app.test_client(), app.test_client()
    sign_in(officer, everything)
    sign_in(citizen, stranger)
    addresses = app.url_map.bind("localhost")
    cells, leaks = 0, []
    for method in ("GET", "POST"):
        for rule in pages(app, method):
            access = access_of(app, rule.endpoint)
            assert access is not None
            if not rule.arguments or rule.endpoint.partition(".")[0] in SHARED:
                continue
            if rule.endpoint in SHARED_PAGES:
                continue
            if access.audience not in ("officer", "citizen") or rule.arguments <= NOBODYS:
                continue
            client = citizen if access == Access("citizen") else officer
            values = a_thing(world, rule)
            answer = client.open(addresses.build(rule.endpoint, values), method=method)
            answer.close()
            cells += 1
            if answer.status_code not in NOT_THERE:
                leaks.append((method, rule.rule, answer.status_code))
    record_property("cells", cells)
    sys.stdout.write(f"{cells} cells of other people's and other units' things\n")
    assert leaks == []
    assert cells > 80


def a_thing(world: World, rule: Rule) -> dict[str, object]:
    """Something in the world that the rule is about; else one that is not there."""
    known = "reference" in rule.arguments or "consultation_id" in rule.arguments
    if known or rule.arguments <= set(world.others):
        found = next(iter(world.arguments(rule)), None)
        if found:
            return dict(found)
    return dict.fromkeys(rule.arguments, 1)


def test_a_session_ends_the_moment_its_role_is_taken_away(
    session: Session, client: FlaskClient, at_noon: None
) -> None:
    cast = make_cast()
    admin = make_officer("Vũ Quang Trị", cast.unit, Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, cast.hoa)
    assert client.get("/tham-dinh").status_code == 200
    day = clock.today()
    disabling.revoke_role(
        cast.hoa.grants[0],
        by=admin.acting_as(Role.ADMINISTRATOR, cast.unit.id, day),
        last_day=day - timedelta(days=1),
    )
    session.commit()
    answer = client.get("/tham-dinh")
    assert answer.status_code == 303 and answer.location.startswith("/dang-nhap")


def test_the_matrix_is_a_page_and_a_file(
    app: Flask, session: Session, client: FlaskClient, at_noon: None
) -> None:
    unit = make_unit()
    admin = make_officer("Vũ Quang Trị", unit, Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, admin)
    shown = client.get("/quan-tri/quyen")
    assert shown.status_code == 200 and "/can-bo/ho-so/&lt;reference&gt;" in shown.text
    told = json.loads(app.test_cli_runner().invoke(args=["access", "matrix", "--json"]).output)
    case = next(line for line in told if "GET /can-bo/ho-so/<reference>" in line["pages"])
    assert case["reaches"]["specialist"] == "unit" and case["reaches"]["administrator"] == "none"
