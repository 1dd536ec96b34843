"""An officer is transferred: out at once, and their open work waits for somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account, RoleGrant, Substitution
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import processing
from portal.dossiers.workplace import assigning, substituting
from portal.notifications.models import OutboxMessage
from tests.dossiers.walk import received
from tests.factories import Cast, make_cast, make_officer, make_unit, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


@pytest.fixture
def boss(cast: Cast, session: Session) -> Account:
    found = make_officer("Vũ Quang Trị", cast.unit, Role.ADMINISTRATOR)
    session.commit()
    return found


def test_a_transferred_officer_is_out_at_once_and_the_leader_gives_the_work_on(
    app: Flask, client: FlaskClient, session: Session, cast: Cast, boss: Account
) -> None:
    dossier = received(cast)
    processing.take(dossier, dossier.open_task, by=cast.hoa, at=clock.now())
    other = make_officer("Đỗ Thị Mai", cast.unit, Role.SPECIALIST)
    day = clock.today()
    substituting.appoint(cast.hoa, other, day, day + timedelta(days=3), by=cast.hoa, at=clock.now())
    session.commit()
    hers, admin, leader = app.test_client(), client, app.test_client()
    sign_in(hers, cast.hoa)
    assert hers.get("/tham-dinh").status_code == 200
    sign_in(admin, boss)
    address = f"/quan-tri/tai-khoan/{cast.hoa.id}/dieu-chuyen"
    assert address in admin.get(f"/quan-tri/tai-khoan/{cast.hoa.id}").text
    asked = admin.get(address).text
    assert "Việc còn mở" in asked and dossier.code not in asked
    assert admin.post(address, data={"unit": "", "role": ""}).status_code == 422
    half = {"unit": str(cast.unit.id), "role": "", "reason": "QĐ 12"}
    assert "Hãy chọn vai trò" in admin.post(address, data=half).text
    done = admin.post(address, data={"unit": "", "role": "", "reason": "QĐ 12/QĐ-UBND"})
    assert done.status_code == 303
    assert hers.get("/tham-dinh").status_code == 303
    session.expire_all()
    assert cast.hoa.roles_on(day) == set() and cast.hoa.roles_on(day - timedelta(days=1))
    assert all(s.ended_on == day for s in session.query(Substitution))
    assert "QĐ 12/QĐ-UBND" in admin.get(f"/quan-tri/tai-khoan/{cast.hoa.id}").text
    told = session.scalars(
        sa.select(OutboxMessage).where(
            OutboxMessage.account_id == cast.tuan.id, OutboxMessage.subject.contains("điều chuyển")
        )
    ).one()
    assert "1 việc đang mở" in told.subject
    sign_in(leader, cast.tuan)
    assert dossier.code in leader.get(told.link).text
    assert "Không còn giữ vai trò" in leader.get("/can-bo/khoi-luong").text
    assigning.assign(dossier, other, by=cast.tuan, at=clock.now())
    assert dossier.open_task is not None and dossier.open_task.assignee_id == other.id
    again = admin.post(address, data={"unit": "", "role": "", "reason": "x"})
    assert again.status_code == 409


def test_a_transfer_to_another_unit_leaves_only_the_new_role(
    client: FlaskClient, session: Session, cast: Cast, boss: Account
) -> None:
    there = make_unit(name="Xã Mới", parent_id=cast.unit.id)
    elsewhere = make_unit(name="Tỉnh khác")
    session.commit()
    sign_in(client, boss)
    address = f"/quan-tri/tai-khoan/{cast.hoa.id}/dieu-chuyen"
    far = {"unit": str(elsewhere.id), "role": "clerk", "reason": "QĐ"}
    assert client.post(address, data=far).status_code == 422
    sent = {"unit": str(there.id), "role": "clerk", "reason": "QĐ 13"}
    assert client.post(address, data=sent).status_code == 303
    session.expire_all()
    assert [(g.role, g.unit_id) for g in cast.hoa.grants_on(clock.today())] == [
        (Role.CLERK, there.id)
    ]


def test_nobody_transfers_themself_or_somebody_elses_officer(
    client: FlaskClient, session: Session, cast: Cast, boss: Account
) -> None:
    stranger = make_officer("Người Xa", make_unit(name="Xa"), Role.SPECIALIST)
    session.commit()
    sign_in(client, boss)
    sent = {"unit": "", "role": "", "reason": "x"}
    own = f"/quan-tri/tai-khoan/{boss.id}/dieu-chuyen"
    assert client.post(own, data=sent).status_code == 403
    far = f"/quan-tri/tai-khoan/{stranger.id}/dieu-chuyen"
    assert client.get(far).status_code == client.post(far, data=sent).status_code == 404
    assert db.session.query(RoleGrant).filter_by(account_id=stranger.id, valid_to=None).count()
