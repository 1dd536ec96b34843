"""Responders (OCSP) are asked when something is signed, their answers go into the file, and only
answers they may give count. The responder at the other end, and the reader of ours, is openssl."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509 import ocsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext
from sqlalchemy.orm import Session

from portal import config
from portal.documents import (
    certificates,
    demo_certificates,
    demo_responder,
    long_term,
    responders,
    responses,
    samples,
    signing,
    trust,
    verification,
)
from portal.documents.papers import render_paper
from portal.documents.signing_models import KeySource
from portal.errors import Invalid
from tests.documents import tools
from tests.factories import make_cast

START = datetime(2025, 7, 1, tzinfo=UTC)
SECRET = "khóa"


class Authority:
    """A root whose certificates name a responder, and openssl to be it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.root = demo_certificates.make_authority(
            "CA thử", START, responder=f"http://127.0.0.1:{self.port}"
        )
        self.responder = self.root.issue_responder("Trả lời", SECRET, START)
        self.known: dict[int, str] = {}
        self.server: subprocess.Popen[bytes] | None = None

    def personal(self, name: str) -> signing.Signer:
        return self._remembered(self.root.issue_personal(name, "Phường", SECRET, START))

    def seal(self) -> signing.Signer:
        return self._remembered(self.root.issue_seal("Phường", "H99.12", SECRET, START))

    def time_stamping(self) -> bytes:
        passphrase = config.current().keys_passphrase
        made = self.root.issue_time_stamping("Cấp dấu", passphrase, START)
        self._remembered(made, passphrase)
        return made

    def withdraw(self, signer: signing.Signer, when: datetime) -> None:
        serial = signer.certificate.serial_number
        self.known[serial] = (
            f"R\t400101000000Z\t{when:%y%m%d%H%M%SZ}\t{serial:X}\tunknown\t/CN={serial}"
        )

    def __enter__(self) -> Authority:
        """Openssl answers with what is known now."""
        if shutil.which("openssl") is None:
            pytest.skip("openssl is not installed")
        key, certificate, _others = pkcs12.load_key_and_certificates(
            self.responder, SECRET.encode()
        )
        assert key is not None and certificate is not None
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        for name, content in (
            ("key.pem", private),
            ("own.pem", certificate.public_bytes(Encoding.PEM)),
            ("root.pem", self.root.pem),
            ("index.txt", "".join(f"{line}\n" for line in self.known.values()).encode()),
        ):
            (self.folder / name).write_bytes(content)
        self.server = subprocess.Popen(
            ["openssl", "ocsp", "-port", str(self.port), "-index", "index.txt", "-CA", "root.pem",
             "-rsigner", "own.pem", "-rkey", "key.pem", "-ndays", "1"],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self.server.stdout is not None
        assert b"ACCEPT" in self.server.stdout.readline()
        return self

    def __exit__(self, *_error: object) -> None:
        assert self.server is not None
        self.server.kill()
        self.server.communicate()

    def _remembered(self, content: bytes, passphrase: str = SECRET) -> signing.Signer:
        signer = signing.load_pkcs12(content, passphrase)
        serial = signer.certificate.serial_number
        self.known[serial] = f"V\t400101000000Z\t\t{serial:X}\tunknown\t/CN={serial}"
        return signer


@pytest.fixture
def authority(tmp_path: Path, session: Session) -> Iterator[Authority]:
    """Trusted here, its responder not yet running; the folder of keys is this test's alone."""
    before = config.current()
    config.use(replace(before, keys_dir=tmp_path / "keys"))
    (tmp_path / "keys" / "crls").mkdir(parents=True)
    made = Authority(tmp_path / "authority")
    trust.own_roots_path().write_bytes(made.root.pem)
    responders.forget()
    yield made
    responders.forget()
    config.use(before)


@pytest.fixture(scope="module")
def blank() -> bytes:
    return signing.prepare(render_paper("result", samples.sample_result()))


def sealed(blank: bytes, leader: signing.Signer, seal: signing.Signer, at: datetime) -> bytes:
    stamper = trust.time_stamper(at)
    signed = signing.sign_personally(blank, leader, at, timestamper=stamper)
    proofs = long_term.proofs(signed, seal, at)
    line, place = "Số: 05/GXN", "Hải An, ngày 18 tháng 3 năm 2026"
    return signing.seal(signed, seal, line, place, at, timestamper=stamper, long_term=proofs)


def kept_in(pdf: bytes) -> list[bytes]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        dss = opened.Root.get("/DSS", {})
        return [bytes(one.read_bytes()) for one in dss.get("/OCSPs", [])]


def test_the_answers_are_in_the_file_and_prove_it_without_the_responder(
    authority: Authority, blank: bytes, tmp_path: Path
) -> None:
    leader, seal = authority.personal("Trần Văn Tuấn"), authority.seal()
    (config.current().keys_dir / "tsa.p12").write_bytes(authority.time_stamping())
    at = datetime.now(UTC).replace(microsecond=0)
    with authority:
        made = sealed(blank, leader, seal, at)

    answers = kept_in(made)
    assert len(answers) == 3  # of the leader, the seal, the authority of time
    told = verification.check(made, [authority.root.pem])
    assert verification.is_sound(told)
    for report in told:
        assert report.confirmed_at is not None
        assert abs(report.confirmed_at - at) < timedelta(minutes=1)
    # pyHanko, with nothing but the file and the root, told to fail where anything is not proven.
    root = asn1_x509.Certificate.load(authority.root.certificate.public_bytes(Encoding.DER))
    reader = PdfFileReader(BytesIO(made))
    dss = DocumentSecurityStore.read_dss(reader)
    for signature in reader.embedded_regular_signatures:
        for proven in (True, False):
            how = {"trust_roots": [root], "moment": at, "allow_fetching": False,
                   "revocation_mode": "hard-fail", "retroactive_revinfo": True}  # fmt: skip
            context = (
                dss.as_validation_context(how) if proven else ValidationContext(**how, ocsps=[])
            )
            assert validate_pdf_signature(signature, context).trusted == proven
    with authority:  # poppler asks it too
        read = tools.pdfsig(made, tmp_path, authority.root.pem)
    assert read.count("Signature Validation: Signature is Valid.") == 2
    assert read.count("Certificate Validation: Certificate is Trusted.") == 2


def test_a_certificate_withdrawn_at_the_responder_does_not_sign(
    authority: Authority, blank: bytes
) -> None:
    leader, seal = authority.personal("Trần Văn Tuấn"), authority.seal()
    at = datetime.now(UTC).replace(microsecond=0)
    authority.withdraw(leader, at - timedelta(hours=1))
    with authority:
        with pytest.raises(signing.CertificateRefused, match="Tuấn đã bị nơi cấp thu hồi"):
            responders.refuse_withdrawn(leader, at)
        responders.refuse_withdrawn(seal, at)
        # Nor is a paper sealed that it signed before somebody said so: the time it claims proves nothing.
        with pytest.raises(signing.CertificateRefused):
            sealed(blank, leader, seal, at)


def test_one_withdrawn_is_not_recorded(authority: Authority) -> None:
    tuan = make_cast().tuan
    trust.own_roots_path().write_bytes(authority.root.pem)
    passphrase = config.current().keys_passphrase
    content = authority.root.issue_personal(tuan.full_name, "Phường", passphrase, START)
    (config.current().keys_dir / "tuan.p12").write_bytes(content)
    authority.withdraw(signing.load_pkcs12(content, passphrase), START + timedelta(days=1))
    at = datetime.now(UTC)

    with authority, pytest.raises(Invalid, match="thu hồi ngày 02/07/2025"):
        certificates.record(tuan, KeySource.PKCS12, "tuan.p12", by=None, at=at)


def test_a_silent_responder_stops_the_signing_unless_a_list_speaks(authority: Authority) -> None:
    leader = authority.personal("Trần Văn Tuấn")
    at = datetime.now(UTC)

    with pytest.raises(responders.ResponderSilent, match="Hãy thử lại"):
        responders.refuse_withdrawn(leader, at)
    lists = config.current().keys_dir / "crls"
    (lists / "a.crl").write_bytes(authority.root.withdrawn([], START))
    responders.refuse_withdrawn(leader, at)
    (lists / "a.crl").unlink()
    stranger = demo_certificates.make_authority("CA lạ", START)
    (lists / "a.crl").write_bytes(stranger.withdrawn([], START))
    with pytest.raises(responders.ResponderSilent):
        responders.refuse_withdrawn(leader, at)


def test_a_leader_who_signs_many_asks_once(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader, asked = authority.personal("Trần Văn Tuấn"), []
    real: Callable[[str, bytes], bytes] = responders._sent
    monkeypatch.setattr(responders, "_sent", lambda *how: asked.append(how) or real(*how))
    at = datetime.now(UTC)

    with authority:
        for seconds in range(20):
            responders.refuse_withdrawn(leader, at + timedelta(seconds=seconds))
        assert len(asked) == 1
        responders.refuse_withdrawn(leader, at + timedelta(minutes=6))
    assert len(asked) == 2


def test_openssl_believes_the_demonstrations_own_responder(
    authority: Authority, blank: bytes, tmp_path: Path
) -> None:
    """It answers in this process, for the moment it is asked of."""
    leader, seal = authority.personal("Trần Văn Tuấn"), authority.seal()
    passphrase = config.current().keys_passphrase
    own = authority.root.issue_responder("Trả lời", passphrase, START)
    (config.current().keys_dir / "ocsp.p12").write_bytes(own)
    at = datetime.now(UTC).replace(microsecond=0)

    made = sealed(blank, leader, seal, at)

    answers = kept_in(made)
    assert len(answers) == 2
    (tmp_path / "root.pem").write_bytes(authority.root.pem)
    told = ""
    for number, answer in enumerate(answers):
        (tmp_path / f"{number}.der").write_bytes(answer)
        for signer in (leader, seal):
            (tmp_path / "one.pem").write_bytes(signer.certificate.public_bytes(Encoding.PEM))
            done = subprocess.run(
                ["openssl", "ocsp", "-respin", f"{number}.der", "-CAfile", "root.pem",
                 "-issuer", "root.pem", "-cert", "one.pem"],
                cwd=tmp_path, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert "Response verify OK" in done.stderr
            told += done.stdout
    assert told.count("one.pem: good") == 2

    listed = authority.root.withdrawn([leader.certificate.serial_number], at)
    (config.current().keys_dir / "crls" / "a.crl").write_bytes(listed)
    responders.forget()
    with pytest.raises(signing.CertificateRefused):
        responders.refuse_withdrawn(leader, at)


def test_only_the_issuer_or_its_responder_is_believed(authority: Authority) -> None:
    leader, other = authority.personal("Trần Văn Tuấn"), authority.personal("Người Khác")
    root, at = authority.root.certificate, datetime.now(UTC).replace(microsecond=0)
    own = demo_responder.load(authority.responder, SECRET)
    stranger = demo_certificates.make_authority("CA thử", START)  # of the same name
    strangers = demo_responder.load(stranger.issue_responder("Trả lời", SECRET, START), SECRET)
    no_responder = demo_responder.load(
        authority.root.issue_personal("Nhân viên", "CA", SECRET, START), SECRET
    )
    question = (
        ocsp.OCSPRequestBuilder()
        .add_certificate(leader.certificate, root, hashes.SHA1())
        .build()
        .public_bytes(Encoding.DER)
    )
    good = own.answer(question, [], at)

    said = responses.word(good, leader.certificate, root)
    assert said == responses.Word(at, at + demo_responder.GOOD_FOR)
    assert responses.word(good, other.certificate, root) is None
    assert responses.word(good, leader.certificate, stranger.certificate) is None
    for wrong in (strangers, no_responder):
        assert responses.word(wrong.answer(question, [], at), leader.certificate, root) is None
    for place in range(0, len(good), 7):
        altered = good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]
        found = responses.word(altered, leader.certificate, root)
        assert found is None or found == said  # a flag of the certificate's own may not matter
    for broken in (b"", b"0", good[:-1], b"\x30\x03\x0a\x01\x06"):
        assert responses.word(broken, leader.certificate, root) is None
    assert not said.is_fresh(at + demo_responder.GOOD_FOR + timedelta(seconds=1))
    assert not said.is_fresh(at - timedelta(minutes=6))


def test_a_withdrawal_told_in_the_file_counts_and_a_false_answer_there_does_not(
    authority: Authority, blank: bytes
) -> None:
    leader, at = authority.personal("Trần Văn Tuấn"), datetime.now(UTC).replace(microsecond=0)
    own = demo_responder.load(authority.responder, SECRET)
    root = authority.root.certificate
    request = ocsp.OCSPRequestBuilder().add_certificate(leader.certificate, root, hashes.SHA1())
    question = request.build().public_bytes(Encoding.DER)
    listed = trust_list(authority.root.withdrawn([leader.certificate.serial_number], at))
    signed = signing.sign_personally(blank, leader, at)
    stranger = demo_certificates.make_authority("CA thử", START)
    false = demo_responder.load(stranger.issue_responder("Trả lời", SECRET, START), SECRET)

    (report,) = verification.check(
        with_answer(signed, own.answer(question, [listed], at)), [authority.root.pem]
    )
    assert report.revoked_at == at and not report.trusted
    (report,) = verification.check(
        with_answer(signed, false.answer(question, [listed], at)), [authority.root.pem]
    )
    assert report.trusted and report.revoked_at is None and report.confirmed_at is None
    (report,) = verification.check(
        with_answer(signed, own.answer(question, [], at)), [authority.root.pem]
    )
    assert report.trusted and report.confirmed_at == at


def trust_list(der: bytes) -> trust.asn1_crl.CertificateList:
    return trust.asn1_crl.CertificateList.load(der)


def with_answer(signed: bytes, answer: bytes) -> bytes:
    from asn1crypto import ocsp as asn1_ocsp

    output = BytesIO(signed)
    DocumentSecurityStore.add_dss(
        output, sig_contents=None, ocsps=[asn1_ocsp.OCSPResponse.load(answer)]
    )
    return output.getvalue()


def test_certificates_of_a_chain_are_followed_to_the_root() -> None:
    from portal.documents import chains

    root = demo_certificates.make_authority("CA", START)
    leaf = signing.load_pkcs12(root.issue_personal("A", "B", "x", START), "x").certificate
    stranger = demo_certificates.make_authority("CA", START).certificate

    assert chains.path(leaf, [], [root.certificate]) == [(leaf, root.certificate)]
    assert chains.path(root.certificate, [], [root.certificate]) == []
    assert chains.path(leaf, [root.certificate], [stranger]) is None
    assert chains.path(leaf, [], []) is None
    assert isinstance(leaf, x509.Certificate)
