"""The leader's key at a remote service: asked, waited for, checked; killed and asked again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock, config
from portal.accounts.passwords import hash_password
from portal.cli import ask_for_signatures
from portal.demonstration.signing_service import Service, server
from portal.documents import certificates, remote_service, remote_signing, trust, verification
from portal.documents.issuing import store
from portal.documents.models import Document, DocumentState
from portal.documents.signing_models import KeySource, RequestState, SigningRequest
from portal.dossiers import decisions, queries, remote_signatures
from portal.dossiers.models import Dossier
from portal.errors import Conflict
from tests.dossiers import test_batches, walk
from tests.factories import Cast, authority, make_cast, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")


@dataclass
class Remote:
    """The service, which can be killed and started again on the same folder and port."""

    folder: Path
    port: int = 0
    running: ThreadingHTTPServer | None = None
    made: int = 0

    def start(self) -> None:
        self.service = Service(self.folder, "bi-mat", config.current().keys_passphrase)
        self.running = server(self.service, self.port)
        self.port = self.running.server_address[1]
        threading.Thread(target=self.running.serve_forever, args=(0.02,), daemon=True).start()

    def kill(self) -> None:
        if self.running is not None:
            self.made += self.service.made
            self.running.shutdown()
            self.running.server_close()
            self.running = None


@pytest.fixture
def remote(session: Session, tmp_path: Path) -> Iterator[Remote]:
    service = Remote(tmp_path)
    service.start()
    before = config.current()
    config.use(
        replace(
            before,
            remote_signing_url=f"http://127.0.0.1:{service.port}",
            remote_signing_secret="bi-mat",
        )
    )
    yield service
    config.use(before)
    service.kill()


@pytest.fixture
def cast(session: Session, remote: Remote) -> Cast:
    """Tuấn's key lies at the service alone."""
    made = make_cast()
    start = datetime(2025, 7, 1, tzinfo=clock.VIETNAM)
    key = authority().issue_personal(
        made.tuan.full_name, "Phường Hải An", config.current().keys_passphrase, start
    )
    (remote.folder / "tuan.p12").write_bytes(key)
    certificates.record(made.tuan, KeySource.REMOTE, "tuan", by=None, at=clock.now())
    session.commit()
    return made


def approved(cast: Cast, session: Session) -> tuple[Dossier, Document, SigningRequest]:
    """Proposed, and approved by a leader who has to confirm at the service."""
    dossier = walk.proposed(cast)
    document = decisions.approve(dossier, note="Đồng ý", by=cast.tuan, at=clock.now())
    session.commit()
    request = remote_signing.open_request_of(document.id)
    assert request is not None
    return dossier, document, request


def test_nothing_changes_until_the_signature_has_come_and_then_it_all_does(
    session: Session, cast: Cast, remote: Remote, client: FlaskClient
) -> None:
    dossier, document, request = approved(cast, session)
    events = len(dossier.events)
    sign_in(client, cast.tuan)

    ask_for_signatures()
    assert (document.state, len(dossier.events)) == (DocumentState.DRAFT, events)
    page = client.get("/phe-duyet/cho-ky-so").text
    assert "Chờ ký số" in page and dossier.label in page
    assert "đang chờ ký số" in client.get(f"/phe-duyet/{dossier.reference}/ky").text
    with pytest.raises(Conflict, match="đang chờ ký số"):
        decisions.approve(dossier, note="", by=cast.tuan, at=clock.now())

    remote.service.decide(request.service_reference, agreed=True)
    answer = client.post(f"/phe-duyet/cho-ky-so/{request.id}/hoi-lai")
    assert answer.status_code == 303
    session.expire_all()
    assert document.state is DocumentState.SIGNED and document.signer_name == cast.tuan.full_name
    assert request.state is RequestState.SIGNED
    assert "Đã ký" in client.get("/phe-duyet/cho-ky-so").text
    (report,) = verification.check(
        store().read(document.sha256), [root.dump() for root in trust.roots()]
    )
    assert report.is_sound and report.signer == cast.tuan.full_name
    decisions.issue(dossier, by=cast.dung, at=clock.now())
    reports = verification.check(
        store().read(document.sha256), [root.dump() for root in trust.roots()]
    )
    assert verification.is_sound(reports) and len(reports) == 2


def test_killed_between_request_and_answer_it_resumes_and_signs_once(
    session: Session, cast: Cast, remote: Remote
) -> None:
    _dossier, document, request = approved(cast, session)
    question = remote_signing.question_of(request)
    first = remote_service.exchange(question)  # and this answer is lost
    remote.kill()
    ask_for_signatures()
    assert request.state is RequestState.WAITING

    remote.start()
    assert remote_service.exchange(question) == first, "the same key is the same request"
    remote.service.decide(first.reference, agreed=True)
    remote.service.decide(first.reference, agreed=False)
    answer = remote_signatures.ask_service(request.id)  # heard, and we are killed
    assert answer is not None and answer.state == "signed"
    remote.kill()
    remote.start()
    ask_for_signatures()
    session.expire_all()
    assert document.state is DocumentState.SIGNED
    signed = document.sha256
    remote_signatures.take_answer(request.id, answer, at=clock.now())  # the late answer
    ask_for_signatures()
    assert document.sha256 == signed
    remote.kill()
    assert remote.made == 1


@pytest.mark.parametrize("what", ["refused", "expired", "forged", "sent back", "cancelled"])
def test_without_a_sound_signature_the_paper_stays_a_draft(
    session: Session, cast: Cast, remote: Remote, what: str
) -> None:
    dossier, document, request = approved(cast, session)
    ask_for_signatures()
    at, reference = clock.now(), request.service_reference
    match what:
        case "refused":
            remote.service.decide(reference, agreed=False)
        case "expired":
            at += timedelta(hours=25)
        case "sent back":
            decisions.send_back(dossier, reason="Sai tên", by=cast.tuan, at=at)
            remote.service.decide(reference, agreed=True)
        case "cancelled":
            remote_signatures.cancel(request, at=at)
            remote.service.decide(reference, agreed=True)
    session.commit()
    if what == "forged":
        forged = remote_service.Answer(reference, "signed", b"0" * 70)
        remote_signatures.take_answer(request.id, forged, at=at)
    else:
        with clock.travelling(at):
            ask_for_signatures()
    session.expire_all()

    assert document.state is DocumentState.DRAFT
    assert request.state is not RequestState.WAITING and request.sentence
    if what != "sent back":
        again = decisions.approve(dossier, note="", by=cast.tuan, at=clock.now())
        assert remote_signing.open_request_of(again.id) is not None
    assert queries.result_of(dossier, DocumentState.SIGNED) is None


def test_a_leader_signs_many_with_one_word_and_reads_what_became_of_each(
    session: Session, cast: Cast, remote: Remote, client: FlaskClient
) -> None:
    cast.tuan.password_hash = hash_password(test_batches.PASSWORD)
    dossiers = [walk.proposed(cast, key=str(number)) for number in range(2)]
    pressed = test_batches.press(
        client, cast.tuan, "sign", dossiers, password=test_batches.PASSWORD
    )
    text = test_batches.told(client, pressed)
    assert "Xong 0 trong 2" in text and "2 văn bản đã gửi tới dịch vụ ký số từ xa" in text

    ask_for_signatures()
    asked = remote.service.waiting()
    assert len(asked) == 2, "one review list at the service"
    remote.service.decide(asked[0]["id"], agreed=True)
    remote.service.decide(asked[1]["id"], agreed=False)
    ask_for_signatures()
    session.expire_all()

    text = test_batches.told(client, pressed)
    assert "Xong 1 trong 2" in text and "đã gửi tới" not in text
    assert "1 văn bản không được ký" in text and "Người ký từ chối ký." in text
    signed = [queries.result_of(dossier, DocumentState.SIGNED) for dossier in dossiers]
    assert [bool(one) for one in signed] == [True, False]
