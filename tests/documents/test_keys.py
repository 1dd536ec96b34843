"""Keys in files, on a token and at a service sign alike; certificates that may not sign do not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy.orm import Session

from portal import clock, config
from portal.documents import (
    certificates,
    demo_certificates,
    keys,
    long_term,
    samples,
    signing,
    trust,
    verification,
)
from portal.documents.papers import render_paper
from portal.documents.signing_models import KeySource
from portal.documents.verify_cli import verify_command
from portal.errors import Conflict, Invalid
from tests.documents import tools
from tests.factories import authority, make_cast

AT = datetime(2026, 3, 18, 10, tzinfo=clock.VIETNAM)
MODULE = "/usr/lib/softhsm/libsofthsm2.so"
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def keys_dir(tmp_path: Path, session: Session) -> Iterator[Path]:
    """A folder of keys of this test alone, with our root in it."""
    before = config.current()
    config.use(replace(before, keys_dir=tmp_path / "keys"))
    (tmp_path / "keys" / "crls").mkdir(parents=True)
    trust.own_roots_path().write_bytes(authority().pem)
    yield tmp_path / "keys"
    config.use(before)


@pytest.fixture(scope="module")
def blank() -> bytes:
    return signing.prepare(render_paper("result", samples.sample_result()))


def personal(name: str, **more: datetime) -> bytes:
    start = datetime(2025, 7, 1, tzinfo=clock.VIETNAM)
    passphrase = config.current().keys_passphrase
    return authority().issue_personal(name, "Phường Hải An", passphrase, start, **more)


def test_a_certificate_of_another_or_past_or_foreign_is_not_recorded(keys_dir: Path) -> None:
    tuan = make_cast().tuan
    (keys_dir / "other.p12").write_bytes(personal("Người Khác"))
    (keys_dir / "past.p12").write_bytes(personal(tuan.full_name, until=AT - timedelta(days=1)))
    (keys_dir / "good.p12").write_bytes(personal(tuan.full_name))

    for name, sentence in (
        ("other.p12", "cấp cho “Người Khác”"),
        ("past.p12", "đã hết hạn ngày 17/03/2026"),
        ("absent.p12", "Không tìm thấy khóa"),
        ("../keys/good.p12", "Không tìm thấy khóa"),
    ):
        with pytest.raises(Invalid, match=sentence):
            certificates.record(tuan, KeySource.PKCS12, name, by=None, at=AT)

    recorded = certificates.record(tuan, KeySource.PKCS12, "good.p12", by=None, at=AT)
    signer = keys.signer_of(tuan)
    assert signer.serial == recorded.serial

    serial = int(recorded.serial, 16)
    (keys_dir / "crls" / "a.crl").write_bytes(authority().withdrawn([serial], AT))
    with pytest.raises(signing.CertificateRefused, match="đã bị nơi cấp thu hồi"):
        keys.signer_of(tuan)
    (keys_dir / "crls" / "a.crl").unlink()
    stranger = demo_certificates.make_authority("CA lạ", AT - timedelta(days=9))
    trust.own_roots_path().write_bytes(stranger.pem + b"\n")
    os.utime(trust.own_roots_path(), ns=(1, 1))
    with pytest.raises(signing.CertificateRefused, match="không do tổ chức được cổng tin cậy cấp"):
        keys.signer_of(tuan)
    trust.own_roots_path().write_bytes(authority().pem)

    certificates.end(recorded, "Nghỉ hưu", at=AT)
    with pytest.raises(signing.CertificateRefused, match="Nghỉ hưu"):
        keys.signer_of(tuan)
    with pytest.raises(Conflict):
        certificates.end(recorded, "Nghỉ hưu", at=AT)


def test_with_lists_and_an_authority_of_time_a_result_can_be_checked_for_decades(
    keys_dir: Path, blank: bytes, tmp_path: Path
) -> None:
    """PAdES B-LTA: stamps of time, the certificates and their lists are in the file itself."""
    passphrase, start = config.current().keys_passphrase, datetime(2025, 7, 1, tzinfo=clock.VIETNAM)
    stamping = authority().issue_time_stamping("Cấp dấu thời gian", passphrase, start)
    (keys_dir / "tsa.p12").write_bytes(stamping)
    (keys_dir / "crls" / "a.crl").write_bytes(authority().withdrawn([], start))
    leader = signing.load_pkcs12(personal("Trần Văn Tuấn"), passphrase)
    made = authority().issue_seal("Phường Hải An", "H99.12", passphrase, start)
    seal = signing.load_pkcs12(made, passphrase)

    signed = signing.sign_personally(blank, leader, AT, timestamper=trust.time_stamper(AT))
    sealed = signing.seal(
        signed,
        seal,
        "Số: 05/GXN",
        "Hải An, ngày 18 tháng 3 năm 2026",
        AT,
        timestamper=trust.time_stamper(AT),
        long_term=long_term.proofs(signed, seal, AT),
    )

    reader = PdfFileReader(BytesIO(sealed))
    assert len(list(reader.embedded_timestamp_signatures)) == 1
    with pikepdf.open(BytesIO(sealed)) as opened:
        assert len(opened.Root.DSS.CRLs) == 1
        assert len(opened.Root.DSS.Certs) >= 3
    reports = verification.check(sealed, [authority().pem])
    assert verification.is_sound(reports)
    assert [report.stamped_at for report in reports] == [AT, AT]

    # Withdrawn later: what an authority of time stamped before stays good. Withdrawn before: it fell.
    serial = leader.certificate.serial_number
    for days, is_good in ((1, True), (-1, False)):
        listed = authority().withdrawn([serial], AT + timedelta(days=days))
        (keys_dir / "crls" / "a.crl").write_bytes(listed)
        reports = verification.check(sealed, [authority().pem], trust.withdrawn_lists())
        assert [report.trusted for report in reports] == [is_good, True]
        assert reports[0].revoked_at == AT + timedelta(days=days)
        assert "thu hồi" in reports[0].sentence and reports[1].revoked_at is None
        assert verification.is_sound(reports) == is_good

    told = tools.pdfsig(sealed, tmp_path, authority().pem)
    assert told.count("Signature Validation: Signature is Valid.") == 2
    assert told.count("Certificate Validation: Certificate is Trusted.") == 2

    added = sealed + b"\n% them vao sau\n"
    assert not verification.is_sound(verification.check(added, [authority().pem]))


def test_the_command_names_a_withdrawn_certificate(
    keys_dir: Path, blank: bytes, tmp_path: Path
) -> None:
    """Without a stamp the time a signer claims proves nothing: the withdrawal decides."""
    leader = signing.load_pkcs12(personal("Trần Văn Tuấn"), config.current().keys_passphrase)
    file = tmp_path / "signed.pdf"
    file.write_bytes(signing.sign_personally(blank, leader, AT))
    serial = leader.certificate.serial_number
    listed = authority().withdrawn([serial], AT + timedelta(days=1))
    (keys_dir / "crls" / "a.crl").write_bytes(listed)

    told = CliRunner().invoke(verify_command, [str(file), "--json"])

    (signature,) = json.loads(told.stdout)["signatures"]
    assert told.exit_code == 1 and not signature["trusted"]
    assert signature["serial"] == f"{serial:x}" and signature["revoked_at"].startswith("2026-03-19")
    assert f"{serial:x}" in CliRunner().invoke(verify_command, [str(file)]).stdout


def test_a_silent_authority_of_time_stops_the_signing(keys_dir: Path, blank: bytes) -> None:
    config.use(replace(config.current(), tsa_url="http://127.0.0.1:9/tsa"))
    leader = signing.load_pkcs12(personal("Trần Văn Tuấn"), config.current().keys_passphrase)

    with pytest.raises(signing.NoTimeStamp, match="Hãy thử lại"):
        signing.sign_personally(blank, leader, AT, timestamper=trust.time_stamper(AT))


def test_a_token_signs_as_a_file_does(
    keys_dir: Path, blank: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pkcs11 = pytest.importorskip("pkcs11")
    if shutil.which("softhsm2-util") is None and not os.environ.get("CI"):
        pytest.skip("softhsm2 is not installed")
    tuan = make_cast().tuan
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    passphrase = config.current().keys_passphrase
    key, certificate, _others = pkcs12.load_key_and_certificates(
        personal(tuan.full_name), passphrase.encode()
    )
    assert key is not None and certificate is not None
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(plain)
    util = ["softhsm2-util", "--token", "ky-so", "--pin", "1234"]
    make = ["softhsm2-util", "--init-token", "--free", "--label", "ky-so"]
    for command in (
        [*make, "--so-pin", "5678", "--pin", "1234"],
        [*util, "--import", str(tmp_path / "key.pem"), "--label", "tuan", "--id", "01"],
    ):
        subprocess.run(command, check=True, capture_output=True)
    settings = replace(
        config.current(), pkcs11_module=MODULE, pkcs11_token="ky-so", pkcs11_pin="1234"
    )
    config.use(settings)
    pkcs11.lib(MODULE).reinitialize()  # a process reads its folder of tokens once
    with pkcs11.lib(MODULE).get_token(token_label="ky-so").open(rw=True, user_pin="1234") as open_:
        open_.create_object({
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
            pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
            pkcs11.Attribute.TOKEN: True,
            pkcs11.Attribute.LABEL: "tuan",
            pkcs11.Attribute.ID: b"\x01",
            pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
            pkcs11.Attribute.VALUE: certificate.public_bytes(Encoding.DER),
        })  # fmt: skip

    with pytest.raises(Invalid, match="không có khóa “khac”"):
        certificates.record(tuan, KeySource.PKCS11, "khac", by=None, at=AT)
    certificates.record(tuan, KeySource.PKCS11, "tuan", by=None, at=AT)
    signed = signing.sign_personally(blank, keys.signer_of(tuan), AT)

    (report,) = verification.check(signed, [authority().pem])
    assert report.is_sound and report.signer == tuan.full_name
    keys.close_tokens()
