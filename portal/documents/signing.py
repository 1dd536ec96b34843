"""Signing a result: the leader signs, the clerk numbers, the unit seals, in this order.

(Luật Giao dịch điện tử 20/2023/QH15; NĐ 30/2020/NĐ-CP art. 18 and annex I.) A result is printed with
two empty signature fields, `LEADER` and `SEAL`, and two empty text fields for its number and its
place and date. Each signature is an incremental PAdES update, so what was signed before stays in
the file byte for byte: the seal's update fills the two text fields, which a signature permits, and
covers everything.
"""

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import NoOpStampStyle

from portal import clock
from portal.documents import appearances
from portal.errors import Refusal
from portal.i18n import _

LEADER = "LEADER"
SEAL = "SEAL"
NUMBER = "NUMBER"
PLACE_DATE = "PLACE_DATE"
RESERVED = 16_384  # hexadecimal digits kept for one signature with its certificates: 8 KiB


@dataclass(frozen=True)
class Signer:
    """Somebody, or a unit, able to sign. Load it once and keep it: loading costs a key derivation."""

    name: str
    organisation: str
    subject: str
    serial: str  # hexadecimal
    valid_from: datetime
    valid_until: datetime
    key: signers.SimpleSigner = field(repr=False, compare=False)


def load_pkcs12(source: bytes | Path, passphrase: str) -> Signer:
    """The signer in a PKCS#12 file; raises `CertificateRefused` if it cannot be opened."""
    content = source.read_bytes() if isinstance(source, Path) else source
    try:
        certificate = pkcs12.load_key_and_certificates(content, passphrase.encode())[1]
    except ValueError as wrong:
        raise CertificateRefused(
            _("Không mở được chứng thư số: sai mật khẩu hoặc tệp bị hỏng.")
        ) from wrong
    key = signers.SimpleSigner.load_pkcs12_data(content, [], passphrase.encode())
    if certificate is None or key is None:
        raise CertificateRefused(_("Tệp không chứa chứng thư số và khóa bí mật."))
    return Signer(
        name=_first(certificate.subject, NameOID.COMMON_NAME),
        organisation=_first(certificate.subject, NameOID.ORGANIZATION_NAME),
        subject=certificate.subject.rfc4514_string(),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        key=key,
    )


def prepare(pdf: bytes) -> bytes:
    """A paper that can be signed: as it is if it was printed with its fields, otherwise with
    invisible ones (a paper without number line can be signed, not sealed)."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    missing = [name for name in (LEADER, SEAL) if name not in _fields(writer)]
    if not missing:
        return pdf
    for name in missing:
        fields.append_signature_field(writer, fields.SigFieldSpec(sig_field_name=name))
    return _written(writer)


def sign_personally(
    pdf: bytes,
    signer: Signer,
    at: datetime,
    *,
    picture: bytes | None = None,
    timestamper: TimeStamper | None = None,
) -> bytes:
    """The leader's signature (PAdES B-B, B-T with a `timestamper`) on a prepared paper.

    `at` is the claimed signing time, aware; `picture` a PNG of the handwritten signature. Raises
    `CertificateRefused` outside the certificate's validity, `AlreadySigned`.
    """
    refuse_outside_validity(signer, at)
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    leader = _empty_signature_field(writer, LEADER)
    if _size(leader) is not None:
        width, height = _size(leader) or (0, 0)
        _draw(writer, leader, appearances.personal_signature(at, picture, width, height))
    return _sign(writer, LEADER, signer, at, timestamper)


def seal(
    pdf: bytes,
    signer: Signer,
    number_line: str,
    place_date: str,
    at: datetime,
    *,
    picture: bytes | None = None,
    timestamper: TimeStamper | None = None,
) -> bytes:
    """Fill in the number ("Số: 05/GXN-UBND") and the place and date, and set the unit's seal.

    `at` and errors as `sign_personally`; `picture` is a PNG of the seal, a plain one is drawn
    without it. Raises `NotYetSigned` if the leader has not signed, `ValueError` if the paper has no
    number line.
    """
    refuse_outside_validity(signer, at)
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    found = _fields(writer)
    _expect_signed(found)
    stamp = _empty_signature_field(writer, SEAL)
    for name, text, draw in (
        (NUMBER, number_line, appearances.number_line),
        (PLACE_DATE, place_date, appearances.place_date),
    ):
        size = _size(found[name]) if name in found else None
        if size is None:
            raise ValueError(f"The paper has no field {name}")
        found[name]["/V"] = generic.TextStringObject(text)
        _draw(writer, found[name], draw(text, *size))
    return _stamped(writer, stamp, signer, at, picture, timestamper)


def seal_letter(
    pdf: bytes,
    signer: Signer,
    at: datetime,
    *,
    picture: bytes | None = None,
    timestamper: TimeStamper | None = None,
) -> bytes:
    """Set the unit's seal on a letter whose number, place and date were printed (Mẫu 04, 05).
    Arguments and errors as `seal`."""
    refuse_outside_validity(signer, at)
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    _expect_signed(_fields(writer))
    stamp = _empty_signature_field(writer, SEAL)
    return _stamped(writer, stamp, signer, at, picture, timestamper)


class CertificateRefused(Refusal):
    """A certificate that cannot be opened, or is not valid at the moment of signing."""


class AlreadySigned(Refusal):
    """The field already holds a signature."""


class NotYetSigned(Refusal):
    """A seal before the leader's signature."""


def _expect_signed(found: dict[str, generic.DictionaryObject]) -> None:
    if "/V" not in found.get(LEADER, {}):
        raise NotYetSigned(
            _("Văn bản chưa có chữ ký của người có thẩm quyền nên chưa đóng dấu được.")
        )


def _stamped(
    writer: IncrementalPdfFileWriter,
    stamp: generic.DictionaryObject,
    signer: Signer,
    at: datetime,
    picture: bytes | None,
    timestamper: TimeStamper | None,
) -> bytes:
    size = _size(stamp)
    if size is not None:
        _draw(writer, stamp, appearances.unit_seal(signer.name, picture, *size))
    return _sign(writer, SEAL, signer, at, timestamper)


def refuse_outside_validity(signer: Signer, at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("at must be an aware datetime")
    if at < signer.valid_from:
        raise CertificateRefused(
            _(
                "Chứng thư số của %(name)s chưa có hiệu lực; có hiệu lực từ ngày %(day)s.",
                name=signer.name,
                day=f"{clock.local(signer.valid_from):%d/%m/%Y}",
            )
        )
    if at > signer.valid_until:
        raise CertificateRefused(
            _(
                "Chứng thư số của %(name)s đã hết hạn ngày %(day)s.",
                name=signer.name,
                day=f"{clock.local(signer.valid_until):%d/%m/%Y}",
            )
        )


class _SignerAt(signers.PdfSigner):
    """pyHanko's signer with the signing time told, not read from the system's clock."""

    def __init__(self, at: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


def _sign(
    writer: IncrementalPdfFileWriter,
    name: str,
    signer: Signer,
    at: datetime,
    timestamper: TimeStamper | None,
) -> bytes:
    metadata = signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=signer.name,
    )
    pdf_signer = _SignerAt(
        clock.local(at),
        metadata,
        signer.key,
        timestamper=timestamper,
        stamp_style=NoOpStampStyle(),  # the appearances are drawn here, with embedded fonts
    )
    # Without a size pyHanko signs twice, the first time only to learn it. A time stamp and its
    # chain are of any size: then it shall find out.
    reserved = None if timestamper else RESERVED
    signed = pdf_signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=reserved)
    return bytes(signed.getbuffer())


def _empty_signature_field(writer: IncrementalPdfFileWriter, name: str) -> generic.DictionaryObject:
    found = _fields(writer)
    if name not in found:
        raise ValueError(f"The paper has no field {name}: prepare it first")
    if "/V" in found[name]:
        raise AlreadySigned(_("Văn bản đã có chữ ký này, không ký lại được."))
    return found[name]


def _fields(writer: IncrementalPdfFileWriter) -> dict[str, generic.DictionaryObject]:
    if "/AcroForm" not in writer.root:
        return {}
    found = (reference.get_object() for reference in writer.root["/AcroForm"]["/Fields"])
    return {str(item["/T"]): item for item in found if "/T" in item}


def _size(item: generic.DictionaryObject) -> tuple[float, float] | None:
    """Width and height in points, None for an invisible field."""
    left, bottom, right, top = (float(number) for number in item.get("/Rect", [0, 0, 0, 0]))
    return (right - left, top - bottom) if right > left and top > bottom else None


def _draw(
    writer: IncrementalPdfFileWriter, item: generic.DictionaryObject, appearance: bytes
) -> None:
    page = writer.import_page_as_xobject(PdfFileReader(BytesIO(appearance)))
    item["/AP"] = generic.DictionaryObject({generic.NameObject("/N"): page})
    writer.update_container(item)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
