"""A file is checked on the page and by command: ours, replaced, revoked, signed elsewhere, altered."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock, config
from portal.documents import demo_certificates, samples, signing, trust, verification
from portal.documents.issuing import store
from portal.documents.papers import render_paper
from portal.dossiers import queries, revocation
from portal.dossiers.workflow import Outcome
from tests.dossiers.walk import issued
from tests.factories import make_cast

pytestmark = pytest.mark.usefixtures("at_noon")


def told(app: Flask, content: bytes, folder: Path) -> dict[str, Any]:
    (folder / "văn bản.pdf").write_bytes(content)
    run = app.test_cli_runner().invoke(
        args=["documents", "verify", str(folder / "văn bản.pdf"), "--json"]
    )
    found: dict[str, Any] = json.loads(run.output)
    assert run.exit_code == (0 if found["sound"] and "thu hồi" not in found["verdict"] else 1)
    return found


def test_a_replaced_result_and_the_one_in_its_place_name_each_other(
    app: Flask, client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    cast, at = make_cast(), clock.now()
    dossier = issued(cast)
    (first,) = [d for d in queries.documents_of(dossier) if d.kind == "result"]
    content = store().read(first.sha256)
    session.commit()
    assert told(app, content, tmp_path)["standing"] == "in force"

    revocation.revoke(dossier, ground="Sai tên", by=cast.tuan, at=at)
    session.commit()
    assert told(app, content, tmp_path)["standing"] == "revoked"

    revocation.correct(dossier, outcome=Outcome.GRANTED, values={}, remark="", by=cast.hoa, at=at)
    session.flush()
    revocation.sign(dossier, by=cast.tuan, at=at)
    session.flush()
    second = revocation.replace(dossier, by=cast.dung, at=at)
    session.commit()
    found = told(app, content, tmp_path)
    assert found["standing"] == "replaced" and found["sound"]
    assert found["document"]["replaced_by"] == second.verify_code
    newer = told(app, store().read(second.sha256), tmp_path)
    assert newer["standing"] == "in force"
    assert newer["document"]["replaces"] == first.verify_code
    old_page = unescape(client.get(f"/xac-thuc/{first.verify_code}").text)
    new_page = unescape(client.get(f"/xac-thuc/{second.verify_code}").text)
    assert f"/xac-thuc/{second.verify_code}" in old_page and "thu hồi" in old_page
    assert f"/xac-thuc/{first.verify_code}" in new_page and "thay thế" in new_page

    # A byte changed anywhere is noticed: our store does not know the file, or it does not hold.
    chance = random.Random(766)
    for position in (chance.randrange(len(content)) for _time in range(25)):
        altered = bytearray(content)
        altered[position] ^= 1 << chance.randrange(8)
        run = told(app, bytes(altered), tmp_path)
        assert not run["sound"], position


def test_a_file_signed_elsewhere_is_valid_but_not_known_here(
    app: Flask, client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    at = clock.now()
    elsewhere = demo_certificates.make_authority("CA nơi khác", at - timedelta(days=9))
    key = elsewhere.issue_personal("Lê Thị Xa", "Cơ quan khác", "x", at - timedelta(days=9))
    blank = signing.prepare(render_paper("result", samples.sample_result()))
    signed = signing.sign_personally(blank, signing.load_pkcs12(key, "x"), at)
    before = config.current()
    before.keys_dir.mkdir(parents=True, exist_ok=True)

    assert not told(app, signed, tmp_path)["sound"], "nobody here trusts that authority"
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "noi-khac.pem").write_bytes(elsewhere.pem)
    config.use(replace(before, trust_roots=tmp_path / "roots"))
    try:
        found = told(app, signed, tmp_path)
        assert (found["sound"], found["standing"]) == (True, "not known here")
        page = client.post("/xac-thuc/tep", data={"file": (BytesIO(signed), "a.pdf")}).text
        assert "không có trong kho văn bản của cổng" in unescape(page)
        assert len(trust.roots()) >= 1
    finally:
        config.use(before)
    assert verification.check(signed, [elsewhere.pem])[0].is_sound
    assert told(app, b"khong phai PDF", tmp_path)["sound"] is False
