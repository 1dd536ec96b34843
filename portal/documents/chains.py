"""The way from a certificate to a root that is trusted. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from cryptography import x509
from cryptography.exceptions import InvalidSignature

LONGEST_CHAIN = 5

Link = tuple[x509.Certificate, x509.Certificate]  # a certificate, and the one that issued it


def path(
    certificate: x509.Certificate,
    others: Iterable[x509.Certificate],
    roots: Iterable[x509.Certificate],
) -> list[Link] | None:
    """Each certificate on the way up with its issuer, the certificate itself first; empty for a
    root, None where no way leads to one."""
    between, trusted = list(others), list(roots)
    found: list[Link] = []
    current = certificate
    for _step in range(LONGEST_CHAIN):
        if current in trusted:
            return found
        root = next((one for one in trusted if _issued(one, current)), None)
        if root is not None:
            return [*found, (current, root)]
        above = next((one for one in between if _issued(one, current)), None)
        if above is None or above == current:
            return None
        found.append((current, above))
        current = above
    return None


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
