"""Whom the portal trusts: its root certificates, and the lists of those withdrawn."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import pem, tsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers
from pyhanko_certvalidator.registry import CertificateStore

from portal import config
from portal.documents import chains, verification

TSA_PATIENCE_SECONDS = 10
MOST_OF_A_STAMP = 64 * 1024


def own_roots_path() -> Path:
    """PEM of the roots our own certificates come from."""
    return config.current().keys_dir / "roots.pem"


def roots() -> list[asn1_x509.Certificate]:
    """Every root trusted here: our own, and the files in PORTAL_TRUST_ROOTS."""
    folder = config.current().trust_roots
    paths = [own_roots_path(), *(sorted(folder.iterdir()) if folder and folder.is_dir() else [])]
    return [
        certificate
        for path in paths
        if path.is_file()
        for certificate in _certificates(path, path.stat().st_mtime_ns)
    ]


def root_certificates() -> list[x509.Certificate]:
    """`roots`, as the library that signs and issues knows them."""
    return [x509.load_der_x509_certificate(root.dump()) for root in roots()]


def withdrawn_lists() -> list[asn1_crl.CertificateList]:
    """The authorities' lists of withdrawn certificates (CRL), from the folder `crls` of the keys."""
    folder = config.current().keys_dir / "crls"
    if not folder.is_dir():
        return []
    return [_list(path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.crl"))]


def is_withdrawn(certificate: x509.Certificate) -> bool:
    """Does a list of its issuer name it?"""
    found = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    return verification.revocation_date(found, withdrawn_lists()) is not None


def has_list_of(issuer: x509.Certificate, at: datetime) -> bool:
    """Is there a list of this authority that holds at the moment?"""
    name = issuer.subject.public_bytes()
    return any(
        found.issuer.dump() == name
        and found["tbs_cert_list"]["this_update"].native <= at
        and (found["tbs_cert_list"]["next_update"].native or at) >= at
        for found in withdrawn_lists()
    )


def is_foreign(certificate: x509.Certificate, others: Iterable[x509.Certificate] = ()) -> bool:
    """Does no chain lead from it to a trusted root? False where no root is known at all."""
    trusted = root_certificates()
    return bool(trusted) and chains.path(certificate, others, trusted) is None


def time_stamper(at: datetime) -> TimeStamper | None:
    """The time-stamp authority of PORTAL_TSA_URL; in development, one of ours in this process."""
    settings = config.current()
    if settings.tsa_url:
        return _RemoteAuthority(settings.tsa_url)
    path = settings.keys_dir / "tsa.p12"
    if not settings.is_development or not path.exists():
        return None
    certificate, key, others = _own_authority(path, path.stat().st_mtime_ns)
    return DummyTimeStamper(certificate, key, certs_to_embed=others, fixed_dt=at)


class _RemoteAuthority(TimeStamper):
    """RFC 3161 over HTTP."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        asked = urllib.request.Request(self._url, req.dump(), set_tsp_headers({}))
        try:
            with urllib.request.urlopen(asked, timeout=TSA_PATIENCE_SECONDS) as answer:
                return tsp.TimeStampResp.load(answer.read(MOST_OF_A_STAMP))
        except (OSError, ValueError) as silent:
            raise TimestampRequestError("no time stamp") from silent


@lru_cache(maxsize=64)
def _certificates(path: Path, _changed_ns: int) -> Sequence[asn1_x509.Certificate]:
    return list(read_certificates(path.read_bytes()))


def read_certificates(source: bytes) -> Iterable[asn1_x509.Certificate]:
    """Those in a PEM or DER file; none in a file of anything else."""
    try:
        if pem.detect(source):
            for _kind, _headers, der in pem.unarmor(source, multiple=True):
                yield asn1_x509.Certificate.load(der, strict=True)
        else:
            yield asn1_x509.Certificate.load(source, strict=True)
    except ValueError:
        return


@lru_cache(maxsize=64)
def _list(path: Path, _changed_ns: int) -> asn1_crl.CertificateList:
    content = path.read_bytes()
    if pem.detect(content):
        content = pem.unarmor(content)[2]
    return asn1_crl.CertificateList.load(content)


@lru_cache(maxsize=4)
def _own_authority(
    path: Path, _changed_ns: int
) -> tuple[asn1_x509.Certificate, PrivateKeyInfo, CertificateStore]:
    signer = SimpleSigner.load_pkcs12(path, passphrase=config.current().keys_passphrase.encode())
    assert signer is not None
    assert signer.signing_cert is not None
    return signer.signing_cert, signer.signing_key, signer.cert_registry
