from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy.orm import Session

from portal.accounts.roles import Role
from portal.statistics.target_report_models import Stage, TargetReport
from tests.factories import make_keys, make_officer, sign_in
from tests.statistics.courses import make_courses, recount_events
from tests.statistics.reports.reading import in_pdf

pytestmark = pytest.mark.usefixtures("at_noon")
PAGE = "/so-lieu/bao-cao-quy"


def only(session: Session) -> TargetReport:
    session.expire_all()
    return session.scalars(sa.select(TargetReport)).one()


def test_a_quarter_is_composed_signed_numbered_sealed_and_published(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    world = make_courses(session, 11, count=80)
    unit, other = world.units[0], world.units[1]
    leader = make_officer("Lê Anh Tuấn", unit, Role.LEADER)
    clerk = make_officer("Phạm Thị Dung", unit, Role.CLERK)
    stranger = make_officer("Lê Anh Hai", other, Role.LEADER)
    make_keys([unit], [leader])
    session.commit()
    sign_in(client, leader)
    asked = {"unit": unit.code, "year": "2025", "quarter": "4"}
    assert client.post(PAGE, data={**asked, "quarter": "1", "year": "2026"}).status_code == 422
    assert client.post(PAGE, data={**asked, "unit": other.code}).status_code == 422
    assert client.post(PAGE, data=asked).status_code == 303
    assert client.post(PAGE, data=asked).status_code == 409
    report = only(session)
    done = recount_events(session, date(2025, 10, 1), date(2025, 12, 31), {unit.id})
    of_unit = report.figures[1]["rows"][0]
    assert of_unit[1:7] == [str(done[n]) for n in (3, 4, 7, 10, 11, 13)]

    here = f"{PAGE}/{report.id}"
    texts = {"opening": "Kính gửi <b>tỉnh</b>", "assessment": "Tốt.\nĐúng hạn.", "version": "1"}
    assert client.post(here, data={**texts, "version": "0"}).status_code == 409
    assert client.post(here, data=texts).status_code == 303
    draft = in_pdf(client.get(f"{here}/van-ban.pdf").data, tmp_path)
    assert "Số: ………" in draft and "Kính gửi <b>tỉnh</b>" in draft and "Đánh giá chung" in draft

    assert client.post(f"{here}/ky", data={"version": "1"}).status_code == 409  # changed since
    assert client.post(f"{here}/ky", data={"version": "2"}).status_code == 303
    assert client.post(here, data={**texts, "version": "3"}).status_code == 404  # signed: as it is
    assert client.get(f"{PAGE}/xem/{report.verify_code}").status_code == 404  # not issued yet
    sign_in(client, stranger)
    assert client.get(here).status_code == 404
    sign_in(client, clerk)
    assert client.post(f"{here}/phat-hanh").status_code == 303
    assert client.post(f"{here}/phat-hanh").status_code == 409

    report = only(session)
    assert report.stage is Stage.ISSUED and report.number == "01/BC-UBND"
    client.post("/dang-xuat")
    public = client.get(f"{PAGE}/xem/{report.verify_code}")
    assert public.status_code == 200 and "01/BC-UBND" in public.text
    content = client.get(f"{PAGE}/xem/{report.verify_code}/van-ban.pdf").data
    signatures = PdfFileReader(io.BytesIO(content)).embedded_signatures
    names = [s.signer_cert.subject.native["common_name"] for s in signatures]
    assert names == [leader.full_name, unit.name]
    text = in_pdf(content, tmp_path)
    assert "01/BC-UBND" in text and "Tốt." in text
    assert re.search(r"Hồ sơ tiếp nhận trực tuyến", text)


def test_figures_are_taken_again_only_while_it_is_a_draft(
    client: FlaskClient, session: Session
) -> None:
    world = make_courses(session, 11, count=20)
    unit = world.units[0]
    leader = make_officer("Lê Anh Tuấn", unit, Role.LEADER)
    make_keys([unit], [leader])
    session.commit()
    sign_in(client, leader)
    client.post(PAGE, data={"unit": unit.code, "year": "2025", "quarter": "4"})
    report = only(session)
    kept = report.figures_sha256
    here = f"{PAGE}/{report.id}"
    report.figures = [*report.figures, {"title": "Bịa", "head": [], "rows": []}]
    session.commit()
    version = only(session).version
    assert client.post(f"{here}/ky", data={"version": str(version)}).status_code == 409
    assert client.post(f"{here}/so-lieu").status_code == 303
    assert only(session).figures_sha256 == kept
    version = only(session).version
    assert client.post(f"{here}/ky", data={"version": str(version)}).status_code == 303
    assert client.post(f"{here}/so-lieu").status_code == 409
