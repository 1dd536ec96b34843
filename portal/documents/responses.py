"""What an authority's responder says of one certificate (OCSP, RFC 6960), and whether it may say it.
Pure: bytes and certificates in, a word out."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import AuthorityWithCert, TrustAnchor
from pyhanko_certvalidator.errors import RevokedError, ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

CLOCKS_DIFFER = timedelta(minutes=5)

log = logging.getLogger("portal.documents")


@dataclass(frozen=True)
class Word:
    """As of `said_at` the certificate was good, or had been withdrawn at `revoked_at`; to be asked
    again after `until`, if the responder says when."""

    said_at: datetime
    until: datetime | None
    revoked_at: datetime | None = None

    def is_fresh(self, at: datetime) -> bool:
        return self.said_at <= at + CLOCKS_DIFFER and (self.until is None or at <= self.until)


def word(response: bytes, certificate: x509.Certificate, issuer: x509.Certificate) -> Word | None:
    """None where it says nothing of this certificate, or is not signed by its issuer or by a
    responder the issuer made one. Whether it is recent is the caller's to judge."""
    try:
        told = ocsp.load_der_ocsp_response(response)
        if told.serial_number != certificate.serial_number:
            return None
        said = Word(told.this_update_utc, told.next_update_utc)
        revoked_at = _verified(response, certificate, issuer, said.said_at)
    except ValidationError:
        return None
    except Exception as broken:  # what lies in a file from outside breaks wherever it likes
        log.info("an OCSP response cannot be read: %s", type(broken).__name__)
        return None
    return Word(said.said_at, said.until, revoked_at)


def _verified(
    response: bytes, certificate: x509.Certificate, issuer: x509.Certificate, moment: datetime
) -> datetime | None:
    """When it was withdrawn, None for a good one. Raises ValidationError."""
    leaf, authority = (
        asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in (certificate, issuer)
    )
    context = ValidationContext(
        trust_roots=[authority],
        ocsps=[asn1_ocsp.OCSPResponse.load(response)],
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    anchor = TrustAnchor(AuthorityWithCert(authority))
    path = ValidationPath(trust_anchor=anchor, interm=[], leaf=leaf)
    try:
        asyncio.run(verify_ocsp_response(leaf, path, context))
    except RevokedError as withdrawn:
        return withdrawn.revocation_dt.astimezone(UTC)
    return None
