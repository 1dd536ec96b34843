"""Is this file what was signed, and by whom? Pure: a file and the roots to trust, nothing stored."""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

from asn1crypto import crl as asn1_crl
from asn1crypto import parser, pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    SignatureCoverageLevel,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from portal import clock
from portal.documents import chains, responses
from portal.errors import Refusal
from portal.i18n import _

# They log the signers' names, with a traceback for each signature that is merely not trusted.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

MOST_ANSWERS = 100
MOST_OF_AN_ANSWER = 64 * 1024

TrustRoot = bytes | x509.Certificate


@dataclass(frozen=True)
class SignatureReport:
    """One signature. `signed_at` is the time the signer claims, at which the certificate is judged;
    `stamped_at` the time an authority attests, if one does; `revoked_at` when the issuer withdrew
    the certificate. A signature stamped before that stays good; without a stamp the claimed time
    proves nothing. `confirmed_at` is when the issuer's responder, by an answer in the file, last
    said that the certificate was good. `later_changes_permitted` is true when what was added after
    the signature, if anything, is a later signature or a filled field."""

    field: str
    signer: str
    organisation: str
    serial: str
    signed_at: datetime | None
    intact: bool
    trusted: bool
    covers_whole_document: bool
    later_changes_permitted: bool
    sentence: str
    stamped_at: datetime | None = None
    is_stamp_trusted: bool = False
    revoked_at: datetime | None = None
    confirmed_at: datetime | None = None

    @property
    def is_sound(self) -> bool:
        return self.intact and self.trusted and self.later_changes_permitted


def check(
    pdf: bytes,
    trust_roots: Sequence[TrustRoot],
    withdrawn: Sequence[asn1_crl.CertificateList] = (),
) -> list[SignatureReport]:
    """A report for each signature, in signing order; none for a file without signatures.

    `trust_roots` are certificates, or PEM/DER bytes; `withdrawn` the authorities' lists of
    withdrawn certificates. What the authorities' responders said and the file keeps counts if they
    signed it. Raises `UnreadableFile` if it is not a PDF.
    """
    roots = [root for source in trust_roots for root in certificates(source)]
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        signatures = list(reader.embedded_regular_signatures)
        stamps = list(reader.embedded_timestamp_signatures)
    except Exception as broken:  # a hostile file may break the parser in any way it likes
        raise UnreadableFile(_("Tệp này không phải là tệp PDF đọc được.")) from broken
    said = _kept_answers(reader)
    reports = [
        _judged(_report(signature, roots), _words(signature, said, roots), signature, withdrawn)
        for signature in signatures
    ]
    if not all(_room_is_clean(one, pdf) for one in (*signatures, *stamps)):
        reports = [_with_a_touched_room(report) for report in reports]
    if reports and stamps and not reports[-1].covers_whole_document:
        # What keeps a signature provable for decades is added after it, under a stamp of time.
        is_only_proof = (
            reports[-1].later_changes_permitted
            and pdf.rstrip().endswith(b"%%EOF")
            and _stamps_the_rest(stamps[-1], roots)
        )
        reports[-1] = replace(reports[-1], covers_whole_document=is_only_proof)
    return reports


def is_sound(reports: Sequence[SignatureReport]) -> bool:
    """There are signatures, all are sound, and nothing was added after the last one."""
    return (
        bool(reports)
        and all(report.is_sound for report in reports)
        and reports[-1].covers_whole_document
    )


def verdict(reports: Sequence[SignatureReport]) -> str:
    """One sentence about the whole file."""
    if not reports:
        return _("Tệp này không có chữ ký số.")
    if is_sound(reports):
        return _("Văn bản còn nguyên như khi ký; mọi chữ ký số đều hợp lệ.")
    if not all(report.intact and report.later_changes_permitted for report in reports):
        return _("Văn bản đã bị thay đổi sau khi ký.")
    if not reports[-1].covers_whole_document:
        return _("Tệp có phần được thêm vào sau chữ ký cuối cùng.")
    return _("Văn bản còn nguyên, nhưng có chữ ký không được tin cậy.")


def sha256(content: bytes) -> str:
    """The file's fingerprint, lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class UnreadableFile(Refusal):
    """What was handed in cannot be read as a PDF."""

    status = 422


def _kept_answers(reader: PdfFileReader) -> list[bytes]:
    """The responders' answers the file keeps beside its signatures (DSS), as they lie there."""
    try:
        kept = DocumentSecurityStore.read_dss(reader).ocsps[:MOST_ANSWERS]
        return [
            one.get_object().read_data(DecodePurpose.OCSP_RESPONSE)[:MOST_OF_AN_ANSWER]
            for one in kept
        ]
    except Exception:  # there are none, or a hostile file made them
        return []


def _words(
    signature: EmbeddedPdfSignature, said: list[bytes], roots: list[asn1_x509.Certificate]
) -> list[responses.Word]:
    """What those answers say of the signer's certificate."""
    if not said:
        return []
    try:
        others = map(_known_to_issue, signature.other_embedded_certs)
        own = _known_to_issue(signature.signer_cert)
        links = chains.path(own, others, map(_known_to_issue, roots))
    except Exception:  # a damaged signature breaks wherever it was damaged
        return []
    if not links:
        return []
    found = (responses.word(one, *links[0]) for one in said)
    return [word for word in found if word is not None]


def _known_to_issue(certificate: asn1_x509.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())


def _judged(
    report: SignatureReport,
    words: list[responses.Word],
    signature: EmbeddedPdfSignature,
    withdrawn: Sequence[asn1_crl.CertificateList],
) -> SignatureReport:
    """The report with what responders and lists say of the certificate."""
    try:
        listed = revocation_date(signature.signer_cert, withdrawn)
    except Exception:  # a damaged signature has no certificate to look for
        return report
    good = [word.said_at for word in words if word.revoked_at is None]
    report = replace(report, confirmed_at=max(good, default=None))
    dates = [listed, *(word.revoked_at for word in words)]
    revoked_at = min((date for date in dates if date is not None), default=None)
    if revoked_at is None:
        return report
    day = f"{clock.local(revoked_at):%d/%m/%Y}"
    if report.is_stamp_trusted and report.stamped_at and report.stamped_at < revoked_at:
        later = _("Chứng thư số bị nơi cấp thu hồi sau khi ký, ngày %(day)s.", day=day)
        return replace(report, revoked_at=revoked_at, sentence=f"{report.sentence} {later}")
    sentence = report.sentence
    if report.intact and report.later_changes_permitted:
        sentence = _(
            "Chữ ký còn nguyên, nhưng chứng thư số của %(signer)s đã bị nơi cấp thu hồi ngày %(day)s.",
            signer=report.signer,
            day=day,
        )
    return replace(report, revoked_at=revoked_at, trusted=False, sentence=sentence)


def revocation_date(
    certificate: asn1_x509.Certificate, withdrawn: Sequence[asn1_crl.CertificateList]
) -> datetime | None:
    """Since when a list of its issuer names the certificate."""
    dates = [
        row["revocation_date"].native
        for found in withdrawn
        if found.issuer == certificate.issuer
        for row in found["tbs_cert_list"]["revoked_certificates"]
        if row["user_certificate"].native == certificate.serial_number
    ]
    return min(dates, default=None)


def _room_is_clean(signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """The room a signature lies in is the one part of the file it does not cover: nothing but the
    signature and zeros may be there, written in one way."""
    try:
        _start, before, after, _length = (int(number) for number in signature.byte_range)
        room = pdf[before:after]
        digits = room[1:-1]
        content = bytes.fromhex(digits.decode("ascii"))
        is_plain = room[:1] + room[-1:] == b"<>" and digits in (digits.lower(), digits.upper())
        return is_plain and not content[parser.peek(content) :].strip(b"\0")
    except (ValueError, TypeError):
        return False


def _with_a_touched_room(report: SignatureReport) -> SignatureReport:
    sentence = _sentence(report.signer, report.signed_at, False, report.trusted, False)
    return replace(report, intact=False, sentence=sentence)


def _stamps_the_rest(stamp: EmbeddedPdfSignature, roots: list[asn1_x509.Certificate]) -> bool:
    try:
        context = ValidationContext(
            trust_roots=roots,
            moment=stamp.self_reported_timestamp or clock.now(),
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        status = validate_pdf_timestamp(stamp, context)
    except Exception:  # a damaged stamp breaks wherever it was damaged
        return False
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return bool(status.intact and status.valid)
    # The proof of the stamp itself stands behind it.
    return bool(
        status.intact
        and status.valid
        and status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and status.modification_level is not None
        and status.modification_level <= ModificationLevel.LTA_UPDATES
    )


def _report(signature: EmbeddedPdfSignature, roots: list[asn1_x509.Certificate]) -> SignatureReport:
    try:
        certificate = signature.signer_cert
        subject = certificate.subject.native
        signed_at = signature.self_reported_timestamp
        status = validate_pdf_signature(
            signature,
            # Nothing is fetched: revocation is not known offline, validity and chain are.
            ValidationContext(
                trust_roots=roots,
                moment=signed_at,
                best_signature_time=signed_at,
                allow_fetching=False,
                revocation_mode="soft-fail",
            ),
        )
        intact = status.intact and status.valid
        trusted = status.trusted
        covers = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        permitted = covers or (
            status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
            and status.docmdp_ok is True
            and status.modification_level is not None
            and status.modification_level <= ModificationLevel.FORM_FILLING
        )
    except Exception:  # a damaged signature breaks wherever it was damaged
        return SignatureReport(
            field=str(signature.field_name or ""),
            signer="",
            organisation="",
            serial="",
            signed_at=None,
            intact=False,
            trusted=False,
            covers_whole_document=False,
            later_changes_permitted=False,
            sentence=_("Chữ ký này bị hỏng, không kiểm tra được."),
        )
    stamp = status.timestamp_validity
    signer = str(subject.get("common_name", ""))
    return SignatureReport(
        field=str(signature.field_name or ""),
        signer=signer,
        organisation=str(subject.get("organization_name", "")),
        serial=f"{certificate.serial_number:x}",
        signed_at=signed_at,
        intact=intact,
        trusted=trusted,
        covers_whole_document=covers,
        later_changes_permitted=permitted,
        sentence=_sentence(signer, signed_at, intact, trusted, permitted),
        stamped_at=stamp.timestamp if stamp else None,
        is_stamp_trusted=bool(stamp and stamp.intact and stamp.valid and stamp.trusted),
    )


def _sentence(
    signer: str, signed_at: datetime | None, intact: bool, trusted: bool, permitted: bool
) -> str:
    if not intact:
        return _("Nội dung đã bị thay đổi sau khi %(signer)s ký.", signer=signer)
    if not permitted:
        return _(
            "Chữ ký của %(signer)s còn nguyên, nhưng văn bản đã bị sửa sau khi ký.", signer=signer
        )
    if not trusted:
        return _(
            "Chữ ký còn nguyên, nhưng chứng thư số của %(signer)s không do tổ chức được tin cậy cấp "
            "hoặc không có hiệu lực khi ký.",
            signer=signer,
        )
    if signed_at is None:
        return _("Chữ ký của %(signer)s hợp lệ.", signer=signer)
    return _(
        "Chữ ký của %(signer)s hợp lệ, ký lúc %(time)s.",
        signer=signer,
        time=f"{clock.local(signed_at):%H:%M:%S %d/%m/%Y}",
    )


def certificates(source: TrustRoot) -> Iterable[asn1_x509.Certificate]:
    if isinstance(source, x509.Certificate):
        source = source.public_bytes(Encoding.DER)
    if pem.detect(source):
        for _kind, _headers, der in pem.unarmor(source, multiple=True):
            yield asn1_x509.Certificate.load(der)
    else:
        yield asn1_x509.Certificate.load(source)
