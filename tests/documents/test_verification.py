"""Whatever was changed in a signed file is noticed, and said."""

import hashlib
import random
import re
from datetime import datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal import clock
from portal.documents import demo_certificates, samples, signing, verification
from portal.documents.papers import render_paper

AT = datetime(2026, 1, 5, 9, 0, tzinfo=clock.VIETNAM)
UNIT = "Ủy ban nhân dân phường Hải An"


@pytest.fixture(scope="module")
def authority() -> demo_certificates.DemoAuthority:
    return demo_certificates.make_authority("CA thử nghiệm", AT - timedelta(days=1))


@pytest.fixture(scope="module")
def sealed(authority: demo_certificates.DemoAuthority) -> bytes:
    day = AT - timedelta(days=1)
    leader = signing.load_pkcs12(authority.issue_personal("Trần Văn Tuấn", UNIT, "x", day), "x")
    unit = signing.load_pkcs12(authority.issue_seal(UNIT, "H99.12", "x", day), "x")
    result = signing.prepare(render_paper("result", samples.sample_result()))
    signed = signing.sign_personally(result, leader, AT)
    return signing.seal(
        signed,
        unit,
        "Số: 05/GXN-UBND",
        "Hải An, ngày 05 tháng 01 năm 2026",
        AT + timedelta(hours=1),
    )


def test_a_sealed_result_is_sound(
    sealed: bytes, authority: demo_certificates.DemoAuthority
) -> None:
    reports = verification.check(sealed, [authority.pem])

    assert [(r.field, r.signer, r.organisation) for r in reports] == [
        ("LEADER", "Trần Văn Tuấn", UNIT),
        ("SEAL", UNIT, UNIT),
    ]
    assert [r.signed_at for r in reports] == [AT, AT + timedelta(hours=1)]
    assert all(r.intact and r.trusted and r.later_changes_permitted for r in reports)
    assert [r.covers_whole_document for r in reports] == [False, True]
    assert "hợp lệ, ký lúc 09:00:00 05/01/2026" in reports[0].sentence
    assert verification.is_sound(reports)
    assert "còn nguyên" in verification.verdict(reports)


def test_roots_may_be_pem_der_or_certificates(
    sealed: bytes, authority: demo_certificates.DemoAuthority
) -> None:
    der = authority.certificate.public_bytes(Encoding.DER)
    for root in (authority.pem, authority.pem * 2, der, authority.certificate):
        assert verification.is_sound(verification.check(sealed, [root]))


def test_any_changed_byte_makes_the_file_unsound(
    sealed: bytes, authority: demo_certificates.DemoAuthority
) -> None:
    _, start, end, _ = map(int, re.findall(rb"/ByteRange ?\[([\d ]+)\]", sealed)[-1].split())
    assert end - start <= signing.RESERVED + 2  # the only bytes no signature covers
    places = random.Random(7).sample(range(len(sealed)), 40)
    for place in places:
        changed = bytearray(sealed)
        changed[place] ^= 0x01
        try:
            reports = verification.check(bytes(changed), [authority.pem])
        except verification.UnreadableFile:
            continue
        if verification.is_sound(reports):
            # A signature cannot sign itself: copies of certificates and padding in it say nothing.
            assert start <= place < end


def test_a_changed_page_is_said_to_be_changed(
    sealed: bytes, authority: demo_certificates.DemoAuthority
) -> None:
    changed = bytearray(sealed)
    changed[2000] ^= 0x01

    reports = verification.check(bytes(changed), [authority.pem])

    assert not any(report.intact for report in reports)
    assert verification.verdict(reports) == "Văn bản đã bị thay đổi sau khi ký."


def test_a_page_painted_over_after_signing_is_noticed(
    sealed: bytes, authority: demo_certificates.DemoAuthority
) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 300 300 re f"))
    writer.update_container(page)
    output = BytesIO()
    writer.write(output)

    reports = verification.check(output.getvalue(), [authority.pem])

    assert all(report.intact for report in reports)
    assert not any(report.later_changes_permitted for report in reports)
    assert not verification.is_sound(reports)
    assert "đã bị sửa sau khi ký" in reports[1].sentence


def test_a_number_rewritten_after_the_seal_is_noticed(
    sealed: bytes, authority: demo_certificates.DemoAuthority
) -> None:
    """Filling a field is a permitted change; after the last signature it is not."""
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    number = signing._fields(writer)[signing.NUMBER]
    number["/V"] = generic.TextStringObject("Số: 99/GXN-UBND")
    writer.update_container(number)
    output = BytesIO()
    writer.write(output)

    reports = verification.check(output.getvalue(), [authority.pem])

    assert not verification.is_sound(reports)
    assert "sau chữ ký cuối cùng" in verification.verdict(reports)


def test_a_stranger_with_the_same_names_is_not_trusted(sealed: bytes) -> None:
    stranger = demo_certificates.make_authority("CA thử nghiệm", AT - timedelta(days=1))

    reports = verification.check(sealed, [stranger.pem])

    assert all(report.intact and not report.trusted for report in reports)
    assert not verification.is_sound(reports)
    assert "không được tin cậy" in verification.verdict(reports)


def test_a_file_saved_anew_has_lost_its_signatures(
    sealed: bytes, authority: demo_certificates.DemoAuthority
) -> None:
    output = BytesIO()
    with pikepdf.open(BytesIO(sealed)) as opened:
        opened.save(output)

    assert not verification.is_sound(verification.check(output.getvalue(), [authority.pem]))


def test_a_file_without_signatures_has_no_report() -> None:
    plain = render_paper("result", samples.sample_result())

    assert verification.check(plain, []) == []
    assert not verification.is_sound([])
    assert verification.verdict([]) == "Tệp này không có chữ ký số."


@pytest.mark.parametrize("content", [b"", b"abc", b"%PDF-1.7\n", b"PK\x03\x04", b"\x00" * 5000])
def test_what_is_not_a_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(verification.UnreadableFile):
        verification.check(content, [])


def test_the_fingerprint_is_sha_256() -> None:
    assert verification.sha256(b"abc") == hashlib.sha256(b"abc").hexdigest()
