"""The responder of the demonstration's authority: says of its certificates whether they are good
(OCSP, RFC 6960). For demonstration and tests only; it answers in this process, as the demonstration's
authority of time does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509 import ocsp

GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Responder:
    """`certificate` lets it speak for `issuer`."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    issuer: x509.Certificate

    def answer(
        self, question: bytes, withdrawn: Sequence[asn1_crl.CertificateList], at: datetime
    ) -> bytes:
        """The response (DER), as of `at`; withdrawn are those `withdrawn` names."""
        asked = ocsp.load_der_ocsp_request(question)
        revoked_at = _revocation(asked.serial_number, withdrawn)
        is_good = revoked_at is None or revoked_at > at
        made = (
            ocsp.OCSPResponseBuilder()
            .add_response_by_hash(
                issuer_name_hash=asked.issuer_name_hash,
                issuer_key_hash=asked.issuer_key_hash,
                serial_number=asked.serial_number,
                algorithm=asked.hash_algorithm,
                cert_status=ocsp.OCSPCertStatus.GOOD if is_good else ocsp.OCSPCertStatus.REVOKED,
                this_update=at,
                next_update=at + GOOD_FOR,
                revocation_time=None if is_good else revoked_at,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, self.certificate)
            .certificates([self.certificate])
        )
        return made.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)


def load(content: bytes, passphrase: str) -> Responder:
    """From PKCS#12 with the authority's certificate beside the responder's own."""
    key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase.encode())
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate is None or not others:
        raise ValueError("Not the key of a responder")
    return Responder(certificate, key, others[0])


def _revocation(serial: int, withdrawn: Sequence[asn1_crl.CertificateList]) -> datetime | None:
    return next(
        (
            row["revocation_date"].native
            for found in withdrawn
            for row in found["tbs_cert_list"]["revoked_certificates"]
            if row["user_certificate"].native == serial
        ),
        None,
    )
