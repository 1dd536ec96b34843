"""What is sent while the virus scanner is silent is taken in and opened by nobody until it speaks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from portal import clock, config, quarantine, uploads
from portal.db import db
from portal.documents.issuing import store
from portal.dossiers import archiving, quarantined, submission
from portal.dossiers.document_store import entries, keeping
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.errors import Conflict
from portal.notifications.models import OutboxMessage
from portal.privacy import exporting
from portal.uploads import Accepted
from tests.dossiers.walk import ANSWERS, issued
from tests.factories import Cast, make_cast, sign_in
from tests.test_virus_scan import (
    EICAR,
    Conversation,
    Daemon,
    TcpDaemon,
    address,
    nobody_there,
    serving,
)


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


@pytest.fixture
def settings(session: Session) -> Iterator[config.Settings]:
    before = config.current()
    yield before
    config.use(before)


@pytest.fixture
def clamd() -> Iterator[Daemon]:
    with serving(TcpDaemon(("127.0.0.1", 0), Conversation)) as daemon:
        yield daemon


def sent_in_silence(settings: config.Settings, shade: int = 1) -> Accepted:
    config.use(replace(settings, clamd=nobody_there()))
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (shade, 2, 3)).save(out, "PNG")
    return uploads.accept(io.BytesIO(out.getvalue()), "ảnh.png", max_bytes=1_000_000)


def draft_with(cast: Cast, file: Accepted) -> tuple[Dossier, str]:
    draft = submission.begin(
        cast.procedure, cast.unit, answers=dict(ANSWERS), key="d", by=cast.lan, at=clock.now()
    )
    attached = submission.attach(draft, "birth_note", file, at=clock.now())
    db.session.commit()
    return draft, f"/ho-so/{draft.reference}/tep/{attached.id}"


def infect(sha256: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stored bytes are a virus's, as the scanner sees them."""
    stored = type(store())
    monkeypatch.setattr(stored, "stream", lambda _self, _key: io.BytesIO(EICAR))


def test_it_is_taken_in_and_opened_by_nobody(
    cast: Cast, settings: config.Settings, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    file = sent_in_silence(settings)
    assert "does not answer" in caplog.text, "the operator is told"
    assert "ảnh" not in caplog.text
    _draft, path = draft_with(cast, file)
    sign_in(client, cast.lan)
    assert client.get(path).status_code == 409
    assert client.get(f"{path}?trang=1").status_code == 409
    shown = client.get(f"{path}?xem=1").text
    assert "đang chờ quét vi-rút" in shown and "<img" not in shown


def test_called_clean_it_opens(
    cast: Cast, settings: config.Settings, client: FlaskClient, clamd: Daemon
) -> None:
    file = sent_in_silence(settings)
    _draft, path = draft_with(cast, file)
    quarantined.scan(file.sha256, at=clock.now())  # still silent
    assert quarantine.waiting() == [file.sha256]
    config.use(replace(settings, clamd=address(clamd)))
    quarantined.scan(file.sha256, at=clock.now())
    db.session.commit()
    assert quarantine.waiting() == [] and clamd.scanned == [store().read(file.sha256)]
    sign_in(client, cast.lan)
    assert client.get(path).status_code == 200


def test_a_virus_leaves_draft_and_store_and_its_owner_is_told(
    cast: Cast, settings: config.Settings, clamd: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sent_in_silence(settings)
    draft, _path = draft_with(cast, file)
    keeping.add(cast.lan, keeping.Said("Giấy chứng sinh"), file, at=clock.now())
    config.use(replace(settings, clamd=address(clamd)))
    infect(file.sha256, monkeypatch)
    quarantined.scan(file.sha256, at=clock.now())
    db.session.commit()
    assert draft.kept_attachments == []
    assert entries.papers_of(cast.lan, clock.today()) == []
    told = db.session.query(OutboxMessage).filter(OutboxMessage.subject.contains("có vi-rút"))
    assert sorted(one.link for one in told) == [f"/ho-so/{draft.reference}", "/kho-giay-to"]
    assert quarantine.waiting() == [], "it is not asked about again"
    with pytest.raises(Conflict, match="có vi-rút"):
        quarantine.expect_open(file.sha256)


def test_in_a_dossier_handed_in_it_stays_closed(
    cast: Cast, settings: config.Settings, clamd: Daemon, client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    file = sent_in_silence(settings)
    draft, _path = draft_with(cast, file)
    submission.submit(draft, by=cast.lan, at=clock.now())
    config.use(replace(settings, clamd=address(clamd)))
    with monkeypatch.context() as patch:
        infect(file.sha256, patch)
        quarantined.scan(file.sha256, at=clock.now())
    db.session.commit()
    (attached,) = draft.kept_attachments
    sign_in(client, cast.minh)
    case = f"/can-bo/ho-so/{draft.reference}"
    assert client.get(f"{case}/tep/{attached.id}").status_code == 409
    assert "có vi-rút nên không mở được" in client.get(case).text


def test_neither_copies_of_ones_data_nor_archives_carry_it(
    cast: Cast, settings: config.Settings, client: FlaskClient
) -> None:
    ended = issued(cast, delivery=DeliveryMethod.ONLINE)
    attached = ended.kept_attachments[0]
    sign_in(client, cast.dung)
    path = f"/can-bo/ho-so/{ended.reference}/goi-luu-tru"
    whole = client.get(path)
    assert whole.status_code == 200
    with zipfile.ZipFile(io.BytesIO(whole.data)) as bundle:
        assert any(name.endswith(".pdf") for name in bundle.namelist())
    assert (
        archiving.faults_of(io.BytesIO(whole.data), []) != []
    )  # sealed by a key nobody trusts here
    whole.close()
    quarantine.hold(attached.sha256, at=clock.now())
    db.session.commit()
    assert client.get(path).status_code == 409
    wish = exporting.ask(cast.lan, at=clock.now())
    db.session.flush()
    exporting.make(wish.id, at=clock.now())
    with zipfile.ZipFile(io.BytesIO(store().read(wish.sha256))) as bundle:
        assert not any("giay-to/" in name for name in bundle.namelist())


def test_what_is_made_of_held_pages_is_held(session: Session, at_noon: None) -> None:
    quarantine.hold("a" * 64, at=clock.now())
    quarantine.hold_as("b" * 64, ["a" * 64, "c" * 64], at=clock.now())
    quarantine.hold_as("d" * 64, ["c" * 64], at=clock.now())
    assert set(quarantine.held(["a" * 64, "b" * 64, "d" * 64])) == {"a" * 64, "b" * 64}
