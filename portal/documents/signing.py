"""Signing a result: the leader signs, the clerk numbers, the unit seals, in this order.

(Luật Giao dịch điện tử 20/2023/QH15; NĐ 30/2020/NĐ-CP art. 18 and annex I.) A result is printed with
two empty signature fields, `LEADER` and `SEAL`, and two empty text fields for its number and its
place and date. Each signature is an incremental PAdES update, so what was signed before stays in
the file byte for byte: the seal's update fills the two text fields, which a signature permits, and
covers everything.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import NoOpStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal import clock
from portal.documents import appearances
from portal.errors import Refusal
from portal.i18n import _

LEADER = "LEADER"
SEAL = "SEAL"
NUMBER = "NUMBER"
PLACE_DATE = "PLACE_DATE"
# Draws what is seen of a signature: width and height in points, then the page.
Looks = Callable[[float, float], bytes]
RESERVED = 16_384  # hexadecimal digits kept for one signature with its certificates: 8 KiB
RESERVED_WITH_TIME = 32_768  # and with the stamp of an authority of time, and its chain


@dataclass(frozen=True)
class Signer:
    """Somebody, or a unit, able to sign. Load it once and keep it: loading costs a key derivation.

    `credential` is set when the key is at the remote service: then `key` knows the certificate
    only, and a signature is begun and finished instead of made.
    """

    name: str
    organisation: str
    subject: str
    serial: str  # hexadecimal
    valid_from: datetime
    valid_until: datetime
    key: signers.Signer = field(repr=False, compare=False)
    certificate: x509.Certificate = field(repr=False, compare=False)
    others: tuple[x509.Certificate, ...] = field(default=(), repr=False, compare=False)
    credential: str = ""
    certificate_id: int = 0

    @property
    def is_remote(self) -> bool:
        return bool(self.credential)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> str:
        """With the chain that came with it."""
        chain = (self.certificate, *self.others)
        return "".join(one.public_bytes(Encoding.PEM).decode() for one in chain)


@dataclass(frozen=True)
class Begun:
    """A paper signed but for the signature's value: the hash of `attributes` is what is signed."""

    pdf: bytes
    attributes: bytes
    document_digest: bytes
    room_start: int
    room_end: int


def load_pkcs12(source: bytes | Path, passphrase: str) -> Signer:
    """The signer in a PKCS#12 file; raises `CertificateRefused` if it cannot be opened."""
    content = source.read_bytes() if isinstance(source, Path) else source
    try:
        _key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase.encode())
    except ValueError as wrong:
        raise CertificateRefused(
            _("Không mở được chứng thư số: sai mật khẩu hoặc tệp bị hỏng.")
        ) from wrong
    key = signers.SimpleSigner.load_pkcs12_data(content, [], passphrase.encode())
    if certificate is None or key is None:
        raise CertificateRefused(_("Tệp không chứa chứng thư số và khóa bí mật."))
    return _signer(key, certificate, others)


def locked_anew(content: bytes, passphrase: str, ours: str) -> bytes:
    """The same key and certificates as PKCS#12 under another passphrase. Errors as `load_pkcs12`."""
    load_pkcs12(content, passphrase)
    key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase.encode())
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise CertificateRefused(_("Tệp không chứa chứng thư số và khóa bí mật."))
    return pkcs12.serialize_key_and_certificates(
        None, key, certificate, others, BestAvailableEncryption(ours.encode())
    )


def token_signer(session: Any, label: str) -> Signer:
    """The signer whose certificate and key a PKCS#11 token keeps under `label`."""
    from pyhanko.sign.pkcs11 import PKCS11Signer

    key = PKCS11Signer(session, cert_label=label, key_label=label, other_certs_to_pull=None)
    found = key.signing_cert
    if found is None:
        raise CertificateRefused(_("Tệp không chứa chứng thư số và khóa bí mật."))
    # Not every token hashes by itself for an elliptic curve; all sign a hash.
    key.use_raw_mechanism = found.public_key.algorithm == "ec"
    others = [one for one in key.cert_registry if one.dump() != found.dump()]
    return _signer(
        key,
        x509.load_der_x509_certificate(found.dump()),
        [x509.load_der_x509_certificate(one.dump()) for one in others],
    )


def remote_signer(chain: bytes, credential: str, certificate_id: int) -> Signer:
    """The signer whose key is at the remote service; `chain` is PEM, its own certificate first."""
    try:
        certificate, *others = x509.load_pem_x509_certificates(chain)
    except ValueError as wrong:
        raise CertificateRefused(
            _("Không mở được chứng thư số: sai mật khẩu hoặc tệp bị hỏng.")
        ) from wrong
    key = _external(certificate, others, None)
    return _signer(key, certificate, others, credential=credential, certificate_id=certificate_id)


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
    writer = _ready_for_the_leader(pdf, at, picture)
    return _sign(writer, LEADER, signer, at, timestamper)


def begin_personally(
    pdf: bytes, signer: Signer, at: datetime, *, picture: bytes | None = None
) -> Begun:
    """As `sign_personally`, up to the value of the signature, which a remote service makes."""
    refuse_outside_validity(signer, at)
    writer = _ready_for_the_leader(pdf, at, picture)
    pdf_signer = _SignerAt(
        clock.local(at), _metadata(LEADER, signer), signer.key, stamp_style=NoOpStampStyle()
    )

    async def begin() -> Begun:
        output = BytesIO()
        digest, _rest, _output = await pdf_signer.async_digest_doc_for_signing(
            writer, existing_fields_only=True, bytes_reserved=RESERVED_WITH_TIME, output=output
        )
        attributes = await signer.key.signed_attrs(digest.document_digest, "sha256", use_pades=True)
        return Begun(
            pdf=output.getvalue(),
            attributes=attributes.dump(),
            document_digest=digest.document_digest,
            room_start=digest.reserved_region_start,
            room_end=digest.reserved_region_end,
        )

    return asyncio.run(begin())


def finish_personally(
    begun: Begun, signer: Signer, value: bytes, *, timestamper: TimeStamper | None = None
) -> bytes:
    """Put the value made elsewhere into its place. Raises `WrongSignature` unless it is one of
    exactly this hash by exactly this certificate."""
    _expect_signature(signer.certificate, value, hashlib.sha256(begun.attributes).digest())
    key = _external(signer.certificate, signer.others, value)
    digest = PreparedByteRangeDigest(begun.document_digest, begun.room_start, begun.room_end)
    made = asyncio.run(
        key.async_sign_prescribed_attributes(
            "sha256", cms.CMSAttributes.load(begun.attributes), timestamper=timestamper
        )
    )
    output = BytesIO(begun.pdf)
    digest.fill_with_cms(output, made)
    return output.getvalue()


def seal(
    pdf: bytes,
    signer: Signer,
    number_line: str,
    place_date: str,
    at: datetime,
    *,
    picture: bytes | None = None,
    timestamper: TimeStamper | None = None,
    long_term: ValidationContext | None = None,
) -> bytes:
    """Fill in the number ("Số: 05/GXN-UBND") and the place and date, and set the unit's seal.

    `at` and errors as `sign_personally`; `picture` is a PNG of the seal, a plain one is drawn
    without it. With `long_term` what proves the certificates goes into the file too (PAdES
    B-LTA with a `timestamper`). Raises `NotYetSigned` if the leader has not signed, `ValueError` if the paper has no
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
    return _stamped(writer, stamp, signer, at, picture, timestamper, long_term)


def seal_letter(
    pdf: bytes,
    signer: Signer,
    at: datetime,
    *,
    picture: bytes | None = None,
    looks: Looks | None = None,
    timestamper: TimeStamper | None = None,
    long_term: ValidationContext | None = None,
) -> bytes:
    """Set the unit's seal on a letter whose number, place and date were printed (Mẫu 04, 05, copies).
    `looks` draws what is seen of it instead of a seal. Arguments and errors as `seal`."""
    refuse_outside_validity(signer, at)
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    _expect_signed(_fields(writer))
    stamp = _empty_signature_field(writer, SEAL)
    return _stamped(writer, stamp, signer, at, picture, timestamper, long_term, looks)


class CertificateRefused(Refusal):
    """A certificate that cannot be opened, or is not valid at the moment of signing."""


class NoTimeStamp(Refusal):
    """The authority of time does not answer: nothing is signed without its stamp."""

    status = 503


class AlreadySigned(Refusal):
    """The field already holds a signature."""


class NotYetSigned(Refusal):
    """A seal before the leader's signature."""


class WrongSignature(Refusal):
    """A value that is no signature of the hash by the certificate."""


def _ready_for_the_leader(
    pdf: bytes, at: datetime, picture: bytes | None
) -> IncrementalPdfFileWriter:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    leader = _empty_signature_field(writer, LEADER)
    if _size(leader) is not None:
        width, height = _size(leader) or (0, 0)
        _draw(writer, leader, appearances.personal_signature(at, picture, width, height))
    return writer


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
    long_term: ValidationContext | None,
    looks: Looks | None = None,
) -> bytes:
    size = _size(stamp)
    if size is not None:
        drawn = looks(*size) if looks else appearances.unit_seal(signer.name, picture, *size)
        _draw(writer, stamp, drawn)
    return _sign(writer, SEAL, signer, at, timestamper, long_term)


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
    long_term: ValidationContext | None = None,
) -> bytes:
    if signer.is_remote:
        raise CertificateRefused(
            _(
                "Khóa của %(name)s ở dịch vụ ký từ xa; việc này cần khóa trên máy chủ hoặc thiết bị "
                "ký số.",
                name=signer.name,
            )
        )
    pdf_signer = _SignerAt(
        clock.local(at),
        _metadata(name, signer, long_term, is_stamped=timestamper is not None),
        signer.key,
        timestamper=timestamper,
        stamp_style=NoOpStampStyle(),  # the appearances are drawn here, with embedded fonts
    )
    # Without a size pyHanko signs twice, the first time only to learn it.
    reserved = RESERVED_WITH_TIME if timestamper else RESERVED
    try:
        signed = pdf_signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=reserved)
    except TimestampRequestError as silent:
        raise NoTimeStamp(
            _("Dịch vụ cấp dấu thời gian không trả lời nên chưa ký được. Hãy thử lại sau ít phút.")
        ) from silent
    except (SigningError, PathError) as refused:
        raise CertificateRefused(
            _(
                "Chứng thư số của %(name)s, hoặc của dịch vụ cấp dấu thời gian, không kiểm chứng được.",
                name=signer.name,
            )
        ) from refused
    return bytes(signed.getbuffer())


def _metadata(
    name: str, signer: Signer, long_term: ValidationContext | None = None, is_stamped: bool = False
) -> signers.PdfSignatureMetadata:
    return signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=signer.name,
        embed_validation_info=long_term is not None,
        use_pades_lta=long_term is not None and is_stamped,
        validation_context=long_term,
    )


def _signer(
    key: signers.Signer,
    certificate: x509.Certificate,
    others: Iterable[x509.Certificate],
    **more: Any,
) -> Signer:
    return Signer(
        name=_first(certificate.subject, NameOID.COMMON_NAME),
        organisation=_first(certificate.subject, NameOID.ORGANIZATION_NAME),
        subject=certificate.subject.rfc4514_string(),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        key=key,
        certificate=certificate,
        others=tuple(others),
        **more,
    )


def _external(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], value: bytes | None
) -> signers.ExternalSigner:
    chain = SimpleCertificateStore()
    chain.register_multiple(
        asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in (certificate, *others)
    )
    own = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    return signers.ExternalSigner(own, chain, signature_value=value)


def _expect_signature(certificate: x509.Certificate, value: bytes, digest: bytes) -> None:
    key, hashed = certificate.public_key(), utils.Prehashed(hashes.SHA256())
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, digest, ec.ECDSA(hashed))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(value, digest, padding.PKCS1v15(), hashed)
        else:
            raise InvalidSignature
    except InvalidSignature as wrong:
        raise WrongSignature(
            _("Chữ ký nhận được không khớp với văn bản và chứng thư số nên không được dùng.")
        ) from wrong


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
