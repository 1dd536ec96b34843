"""Asking the authorities' responders whether a certificate is still good (OCSP), when something is
signed. Only certificates that lead to a trusted root are asked for, so the address is the authority's."""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from portal import clock, config
from portal.documents import chains, demo_responder, responses, trust
from portal.documents.responses import Word
from portal.documents.signing import CertificateRefused, Signer
from portal.errors import Refusal
from portal.i18n import _

PATIENCE_SECONDS = 10
MOST = 64 * 1024
KEPT = timedelta(minutes=5)  # a leader signs many papers in a row
SILENCE_KEPT = timedelta(minutes=1)
MOST_KEPT = 500

log = logging.getLogger("portal.documents")


class ResponderSilent(Refusal):
    """Nobody says that the certificate is good: nothing is signed with it now."""

    status = 503


def refuse_withdrawn(signer: Signer, at: datetime) -> None:
    """Raises `CertificateRefused` if a responder says it was withdrawn, or one above it;
    `ResponderSilent` if it names a responder that says nothing and no list of the issuer is here."""
    answers(signer.certificate, signer.others, at)


def answers(
    certificate: x509.Certificate,
    others: Iterable[x509.Certificate],
    at: datetime,
    *,
    used_at: datetime | None = None,
) -> list[bytes]:
    """The responses (DER) for the certificate and those above it that name a responder. A withdrawal
    after `used_at` (an attested moment; otherwise `at`) takes nothing away. Errors as
    `refuse_withdrawn`."""
    said = []
    for each, issuer in chains.path(certificate, others, trust.root_certificates()) or []:
        if not _addresses(each):
            continue
        known = _known(each, issuer, at)
        if known is None:
            if not trust.has_list_of(issuer, at):
                raise ResponderSilent(
                    _(
                        "Nơi cấp chứng thư số của %(name)s chưa xác nhận chứng thư còn hiệu lực nên "
                        "chưa ký được. Hãy thử lại sau ít phút.",
                        name=_name(each),
                    )
                )
            continue
        response, word = known
        if word.revoked_at is not None and word.revoked_at <= (used_at or at):
            raise CertificateRefused(
                _(
                    "Chứng thư số của %(name)s đã bị nơi cấp thu hồi ngày %(day)s.",
                    name=_name(each),
                    day=f"{clock.local(word.revoked_at):%d/%m/%Y}",
                )
            )
        said.append(response)
    return said


def forget() -> None:
    """What was said is asked for anew."""
    _kept.clear()


_kept: dict[bytes, tuple[datetime, tuple[bytes, Word] | None]] = {}


def _known(
    certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
) -> tuple[bytes, Word] | None:
    key = certificate.fingerprint(hashes.SHA256())
    if key in _kept:
        asked_at, known = _kept[key]
        age = at - asked_at
        is_young = timedelta(0) <= age < (KEPT if known else SILENCE_KEPT)
        if is_young and (known is None or known[1].is_fresh(at)):
            return known
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    known = _asked(certificate, issuer, at)
    _kept[key] = (at, known)
    return known


def _asked(
    certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
) -> tuple[bytes, Word] | None:
    """The first usable answer."""
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1()).build()  # noqa: S303 — the hash every responder knows names the issuer, it proves nothing
    question = request.public_bytes(Encoding.DER)
    own = _own_answer(question, issuer, at)
    if own is not None:
        found = responses.word(own, certificate, issuer)
        return (own, found) if found is not None else None
    for address in _addresses(certificate):
        answer = _sent(address, question)
        found = responses.word(answer, certificate, issuer) if answer else None
        if found is not None and found.is_fresh(at):
            return answer, found
    return None


def _sent(address: str, question: bytes) -> bytes:
    """Empty for silence."""
    headers = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
    asked = urllib.request.Request(address, question, headers)
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:
            return bytes(answer.read(MOST))
    except (OSError, ValueError) as silent:
        log.warning("a responder does not answer: %s", type(silent).__name__)
        return b""


def _own_answer(question: bytes, issuer: x509.Certificate, at: datetime) -> bytes | None:
    """In development, the demonstration authority's own responder, in this process."""
    settings = config.current()
    path = settings.keys_dir / "ocsp.p12"
    if not settings.is_development or not path.exists():
        return None
    responder = _own_responder(path, path.stat().st_mtime_ns)
    if responder.issuer.subject != issuer.subject:
        return None
    return responder.answer(question, trust.withdrawn_lists(), at)


@lru_cache(maxsize=4)
def _own_responder(path: Path, _changed_ns: int) -> demo_responder.Responder:
    return demo_responder.load(path.read_bytes(), config.current().keys_passphrase)


def _addresses(certificate: x509.Certificate) -> list[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except (x509.ExtensionNotFound, ValueError):
        return []
    return [
        one.access_location.value
        for one in access.value
        if one.access_method == AuthorityInformationAccessOID.OCSP
        and isinstance(one.access_location, x509.UniformResourceIdentifier)
        and one.access_location.value.startswith(("http://", "https://"))
    ]


def _name(certificate: x509.Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.subject.rfc4514_string()
