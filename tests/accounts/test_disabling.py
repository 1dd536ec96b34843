"""The administrator's list; accounts closed and opened; roles given and taken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.disabling import disable_account, grant_role, revoke_role
from portal.accounts.models import SYSTEM, Account
from portal.accounts.queries import officers_under
from portal.accounts.roles import Role
from portal.errors import Conflict, Forbidden
from portal.units.models import Unit
from tests.factories import make_citizen, make_officer, make_unit, sign_in


class Province:
    """Two communes below the province, one elsewhere, an officer in each, an administrator."""

    def __init__(self) -> None:
        self.root = make_unit(name="Tỉnh")
        self.here = make_unit(name="Phường Hải An", parent_id=self.root.id)
        self.elsewhere = make_unit(name="Phường Khác")
        self.trị = make_officer("Vũ Quang Trị", self.root, Role.ADMINISTRATOR)
        self.minh = make_officer("Nguyễn Văn Minh", self.here, Role.RECEPTIONIST, Role.CLERK)
        self.binh = make_officer("Trần Bình", self.elsewhere, Role.LEADER)


@pytest.fixture
def province(session: Session) -> Province:
    made = Province()
    session.commit()
    return made


@pytest.fixture
def minh_browser(app: Flask, province: Province) -> FlaskClient:
    browser = app.test_client()
    sign_in(browser, province.minh)
    assert browser.get("/tai-khoan").status_code == 200
    return browser


def test_the_list_shows_the_officers_of_the_administrators_units_with_their_roles(
    client: FlaskClient, province: Province
) -> None:
    sign_in(client, province.trị)
    text = client.get("/quan-tri/tai-khoan").text
    assert "Nguyễn Văn Minh" in text and "Cán bộ tiếp nhận – Phường Hải An" in text
    assert "Trần Bình" not in text
    found = client.get("/quan-tri/tai-khoan?q=MINH").text
    assert "Nguyễn Văn Minh" in found and "Vũ Quang Trị</" not in found.split("<table")[1]
    assert "Nguyễn Văn Minh" in client.get("/quan-tri/tai-khoan?q=nguyen+van").text
    assert "Không có cán bộ nào" in client.get("/quan-tri/tai-khoan?q=xyz").text


def test_a_disabled_officer_is_out_at_once_and_in_again_when_enabled(
    client: FlaskClient, session: Session, province: Province, minh_browser: FlaskClient
) -> None:
    sign_in(client, province.trị)
    address = f"/quan-tri/tai-khoan/{province.minh.id}"
    assert client.post(f"{address}/khoa").status_code == 303
    assert minh_browser.get("/tai-khoan").status_code == 303
    assert client.post(f"{address}/khoa").status_code == 409
    assert client.post(f"{address}/mo").status_code == 303
    assert client.post(f"{address}/mo").status_code == 409
    assert minh_browser.get("/tai-khoan").status_code == 303  # the old session stays ended
    session.expire_all()
    sign_in(minh_browser, province.minh)
    assert minh_browser.get("/tai-khoan").status_code == 200


def test_nobody_disables_the_account_in_use_or_an_officer_of_another_province(
    client: FlaskClient, session: Session, province: Province
) -> None:
    sign_in(client, province.trị)
    assert client.post(f"/quan-tri/tai-khoan/{province.trị.id}/khoa").status_code == 403
    assert client.post(f"/quan-tri/tai-khoan/{province.binh.id}/khoa").status_code == 404
    citizen = make_citizen()
    session.commit()
    assert client.post(f"/quan-tri/tai-khoan/{citizen.id}/khoa").status_code == 404
    session.expire_all()
    assert province.trị.disabled_at is None and province.binh.disabled_at is None


def test_only_an_administrator_opens_the_list(
    app: Flask, session: Session, province: Province, minh_browser: FlaskClient
) -> None:
    assert minh_browser.get("/quan-tri/tai-khoan").status_code == 403
    assert minh_browser.post(f"/quan-tri/tai-khoan/{province.trị.id}/khoa").status_code == 403
    citizen = make_citizen()
    session.commit()
    browser = app.test_client()
    assert browser.get("/quan-tri/tai-khoan").status_code == 303
    sign_in(browser, citizen)
    assert browser.get("/quan-tri/tai-khoan").status_code == 403


def test_a_new_role_and_a_lost_one_end_the_sessions(
    session: Session, province: Province, minh_browser: FlaskClient
) -> None:
    today = clock.today()
    by = province.trị.acting_as(Role.ADMINISTRATOR, province.root.id, today)
    grant = grant_role(province.minh, Role.CASHIER, province.here.id, by=by, valid_from=today)
    session.commit()
    assert minh_browser.get("/tai-khoan").status_code == 303
    sign_in(minh_browser, province.minh)
    assert Role.CASHIER in province.minh.roles_on(today)
    revoke_role(grant, by=by, last_day=today - timedelta(days=1))
    session.commit()
    assert minh_browser.get("/tai-khoan").status_code == 303
    assert Role.CASHIER not in province.minh.roles_on(today)


def test_a_role_is_not_given_twice_nor_to_a_citizen(session: Session, province: Province) -> None:
    here: Unit = province.here
    with pytest.raises(Conflict):
        grant_role(province.minh, Role.CLERK, here.id, by=SYSTEM, valid_from=date(2026, 1, 1))
    citizen: Account = make_citizen()
    with pytest.raises(Conflict):
        grant_role(citizen, Role.CLERK, here.id, by=SYSTEM, valid_from=date(2026, 1, 1))


def test_a_role_taken_away_before_it_began_was_never_held(
    session: Session, province: Province
) -> None:
    grant = grant_role(
        province.minh, Role.LEADER, province.here.id, by=SYSTEM, valid_from=date(2027, 1, 1)
    )
    revoke_role(grant, by=SYSTEM, last_day=date(2026, 1, 1))
    for day in (date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)):
        assert Role.LEADER not in province.minh.roles_on(day)
    with pytest.raises(Conflict):
        revoke_role(grant, by=SYSTEM, last_day=date(2027, 5, 1))


def test_one_cannot_disable_oneself(session: Session, province: Province) -> None:
    by = province.trị.acting_as(Role.ADMINISTRATOR, province.root.id, clock.today())
    with pytest.raises(Forbidden):
        disable_account(province.trị, by=by, at=clock.now())


def test_officers_stand_in_vietnamese_order(client: FlaskClient, province: Province) -> None:
    for name in ("Đỗ An", "Dương An", "Ân An", "An An", "Em An"):
        make_officer(name, province.here, Role.CLERK)
    rows = officers_under(province.trị, clock.today(), "an")
    names = [row.account.full_name for row in rows if row.account.full_name.endswith(" An")]
    assert names == ["An An", "Ân An", "Dương An", "Đỗ An", "Em An"]
