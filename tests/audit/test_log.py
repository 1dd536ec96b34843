"""What is read and done is logged; nothing of it can be changed; what was changed anyway is named."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.audit import anchoring, cli, verifying
from portal.audit.chain import Damage
from portal.audit.models import LogEntry, Purpose, Verb
from portal.db import db
from portal.units.models import UnitKind
from tests.dossiers import walk
from tests.factories import Cast, make_cast, make_keys, make_officer, make_unit, sign_in


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def _no_anchors(app: Flask) -> None:
    for path in anchoring.folder().glob("*"):
        path.unlink()


def log(session: Session) -> list[LogEntry]:
    session.expire_all()
    return list(session.scalars(sa.select(LogEntry).order_by(LogEntry.id)))


def days(start: int, end: int) -> str:
    return "&".join(
        f"{name}-day={day}&{name}-month=3&{name}-year=2026"
        for name, day in (("tu", start), ("den", end))
    )


def fill(session: Session, cast: Cast, client: FlaskClient) -> str:
    """Three readings and an act on one dossier; returns its reference."""
    dossier = walk.received(cast)
    session.commit()
    address = f"/can-bo/ho-so/{dossier.reference}"
    sign_in(client, cast.hoa)
    assert client.get(address).status_code == 200
    assert client.get(f"{address}/tep/{dossier.attachments[0].id}").status_code == 200
    assert client.get("/tham-dinh").status_code == 200
    assert client.post(f"{address}/ghi-chu", data={"note": "Đã xem"}).status_code == 303
    return dossier.reference


def test_readings_and_acts_of_officers_are_logged_and_shown_to_the_owner(
    session: Session, client: FlaskClient, cast: Cast
) -> None:
    reference = fill(session, cast, client)
    rows = log(session)
    assert [(row.verb, row.page) for row in rows] == [
        (Verb.READ, "case.dossier"),
        (Verb.READ, "case.attachment"),
        (Verb.READ, "specialist.queue"),
        (Verb.ACT, "case.note"),
    ]
    opened, paper, listed, _note = rows
    assert (opened.name, opened.role, opened.unit_id) == (
        "Trần Thị Hoa",
        "specialist",
        cast.unit.id,
    )
    assert (opened.purpose, opened.address) == (Purpose.PROCESSING, "127.0.0.1")
    assert opened.label and paper.detail.startswith("attachment_id=")
    assert json.loads(listed.shown) == [opened.dossier_id]
    # Neither somebody who may not see it, nor its owner, is somebody who looked at it.
    sign_in(client, cast.binh)
    assert client.get(f"/can-bo/ho-so/{reference}").status_code == 404
    sign_in(client, cast.lan)
    page = client.get(f"/ho-so/{reference}/ai-da-xem")
    assert page.status_code == 200 and "Chuyên viên" in page.text and cast.unit.name in page.text
    assert "Trần Thị Hoa" not in page.text
    assert f"/ho-so/{reference}/ai-da-xem" in client.get(f"/ho-so/{reference}").text
    assert len(log(session)) == len(rows)


def test_a_form_that_comes_back_is_a_reading_and_an_undone_act_none(
    session: Session, client: FlaskClient, cast: Cast
) -> None:
    dossier = walk.received(cast)
    session.commit()
    sign_in(client, cast.hoa)
    answer = client.post(f"/can-bo/ho-so/{dossier.reference}/ghi-chu", data={"note": ""})
    assert answer.status_code == 422
    assert [(row.verb, row.page) for row in log(session)] == [(Verb.READ, "case.note")]


def test_what_cannot_be_logged_is_not_shown(
    session: Session, client: FlaskClient, cast: Cast
) -> None:
    dossier = walk.received(cast)
    session.commit()
    sign_in(client, cast.hoa)

    def refuse(session: Session, *_: object) -> None:
        if session.info.get("notes_readings"):
            raise RuntimeError("no room on the disk")

    sa.event.listen(Session, "before_flush", refuse)
    try:
        answer = client.get(f"/can-bo/ho-so/{dossier.reference}")
    finally:
        sa.event.remove(Session, "before_flush", refuse)
    assert answer.status_code == 500 and dossier.applicant_name not in answer.text


def test_the_log_is_searched_within_reach_and_that_is_logged(
    session: Session, client: FlaskClient, cast: Cast
) -> None:
    province = make_unit(kind=UnitKind.PROVINCE, name="Tỉnh Thử")
    auditor = make_officer("Hoàng Thị Sát", province, Role.AUDITOR)
    near = make_officer("Vũ Quang Trị", cast.unit, Role.ADMINISTRATOR)
    far = make_officer("Vũ Quang Xa", cast.elsewhere, Role.ADMINISTRATOR)
    fill(session, cast, client)
    for reader, sees in ((auditor, True), (near, True), (far, False)):
        sign_in(client, reader)
        page = client.get(f"/nhat-ky?ai=Hoa&{days(18, 18)}")
        assert page.status_code == 200
        assert ("Trần Thị Hoa" in page.text) is sees, reader.full_name
    assert [row.page for row in log(session)][-3:] == ["audit.log"] * 3
    assert client.get(f"/nhat-ky?{days(19, 18)}").status_code == 422
    sign_in(client, cast.hoa)
    assert client.get("/nhat-ky").status_code == 403


CHANGES = [
    "UPDATE log_entry SET name = 'khác'",
    "UPDATE log_entry SET hash = NULL, position = NULL",
    "DELETE FROM log_entry",
]
CHANGES_ON = {
    "postgresql": ["TRUNCATE log_entry"],
    "sqlite": [
        "INSERT OR REPLACE INTO log_entry SELECT * FROM log_entry",
        "UPDATE OR REPLACE log_entry SET position = 1",
    ],
}
UNLOCK = {
    "postgresql": ["ALTER TABLE log_entry DISABLE TRIGGER ALL"],
    "sqlite": [
        f"DROP TRIGGER log_entry_{name}" for name in ("no_update", "no_delete", "no_replace")
    ],
}


def test_the_database_refuses_changes_and_verify_names_those_made_behind_its_back(
    app: Flask, session: Session, client: FlaskClient, cast: Cast
) -> None:
    province = make_unit(kind=UnitKind.PROVINCE, name="Tỉnh Thử")
    make_keys([province], [])
    fill(session, cast, client)
    assert cli.seal_all() == 4
    cli.anchor_all()
    cli.anchor_all()  # one a day
    assert len(anchoring.anchors()) == 1
    run = app.test_cli_runner()
    told = run.invoke(args=["audit", "verify", "--json"])
    assert told.exit_code == 0 and json.loads(told.output)["links"] == 4

    for statement in [*CHANGES, *CHANGES_ON[db.engine.dialect.name]]:
        with pytest.raises(sa.exc.DBAPIError, match="only ever added"), session.begin_nested():
            session.execute(sa.text(statement))

    for statement in UNLOCK[db.engine.dialect.name]:
        session.execute(sa.text(statement))
    session.execute(sa.text("UPDATE log_entry SET name = 'Ai đó' WHERE position = 1"))
    session.execute(sa.text("DELETE FROM log_entry WHERE position = 2"))
    session.execute(sa.text("DELETE FROM log_entry WHERE position = 4"))
    session.expunge_all()
    found = verifying.verify().findings
    assert [(f.damage, f.first) for f in found] == [
        (Damage.ALTERED, 1), (Damage.REMOVED, 2), (Damage.CUT_OFF, 4),
    ]  # fmt: skip
    told = run.invoke(args=["audit", "verify"])
    assert told.exit_code == 1 and "Dòng 1: bị sửa." in told.output
    path = next(anchoring.folder().glob("0*.json"))
    path.write_bytes(path.read_bytes().replace(b'"position":4', b'"position":3'))
    assert verifying.verify().bad_anchors == [(path.name, "signature")]
    assert clock.today().year == 2026


def test_who_opens_or_saves_the_list_of_late_dossiers_is_logged_with_those_it_names(
    session: Session, client: FlaskClient, cast: Cast
) -> None:
    dossier = walk.received(cast)
    province = make_unit(name="Tỉnh", kind=UnitKind.PROVINCE)
    cast.unit.parent_id = province.id
    auditor = make_officer("Hoàng Thị Sát", province, Role.AUDITOR)
    session.commit()
    sign_in(client, auditor)
    days_asked = "from=2026-01-01&to=2026-12-31"
    with clock.travelling(clock.now() + timedelta(days=40)):
        assert dossier.label in client.get(f"/so-lieu/noi-bo/qua-han?{days_asked}").text
        assert client.get(f"/so-lieu/noi-bo/qua-han/tep.csv?{days_asked}").status_code == 200
        assert client.get(f"/so-lieu/noi-bo/qua-han/bieu-do.svg?{days_asked}").status_code == 200
        assert client.get(f"/so-lieu/noi-bo/thoi-gian-buoc?{days_asked}").status_code == 200
        cell = f"/so-lieu/danh-sach/qua-han?{days_asked}&row=tong&column=all"
        assert client.get(cell).status_code == 200
    # Pictures and sums name nobody, and are not logged.
    assert [(row.page, json.loads(row.shown)) for row in log(session)] == [
        ("statistics.inner_report", [dossier.id]),
        ("statistics.inner_report_file", [dossier.id]),
        ("statistics.report_list", [dossier.id]),
    ]
