"""Signatures beside a file instead of in it: CMS (RFC 5652), which any tool can check, for example
`openssl cms -verify -binary -inform DER -in X.p7s -content X.json -CAfile roots.pem -purpose any`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from portal.documents.signing import Signer, refuse_outside_validity
from portal.documents.verification import TrustRoot, certificates

log = logging.getLogger("portal.documents")


@dataclass(frozen=True)
class DetachedReport:
    """`is_intact`: the file is what was signed. `is_trusted`: by a certificate of a trusted root,
    valid at the moment asked for."""

    signer: str
    is_intact: bool
    is_trusted: bool

    @property
    def is_sound(self) -> bool:
        return self.is_intact and self.is_trusted


def sign_detached(content: bytes, signer: Signer, at: datetime) -> bytes:
    """A signature of `content`, DER. Raises `CertificateRefused` outside the certificate's validity."""
    refuse_outside_validity(signer, at)
    made: cms.ContentInfo = asyncio.run(
        signer.key.async_sign_general_data(content, "sha256", detached=True)
    )
    return bytes(made.dump())


def check_detached(
    content: bytes, signature: bytes, roots: Sequence[TrustRoot], at: datetime
) -> DetachedReport:
    """Is `signature` one of exactly `content`, and was the signer's certificate good at `at`?"""
    context = ValidationContext(
        trust_roots=[root for source in roots for root in certificates(source)],
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    try:
        signed = cms.ContentInfo.load(signature)["content"]
        status = asyncio.run(
            async_validate_detached_cms(content, signed, signer_validation_context=context)
        )
        name = str(status.signing_cert.subject.native.get("common_name", ""))
    except Exception:  # a damaged signature breaks wherever it was damaged
        log.warning("a detached signature cannot be read")
        return DetachedReport("", is_intact=False, is_trusted=False)
    return DetachedReport(name, bool(status.intact and status.valid), bool(status.trusted))
