"""Certificates for the demonstration province: an authority of our own, officers, units.

For demonstration and tests only: a real installation loads the certificates its officers and units
were given by a licensed authority.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

YEARS = 20


@dataclass(frozen=True)
class DemoAuthority:
    """A root that issues signing certificates. `pem` is what a verifier has to trust; `responder` the
    address its certificates name for asking whether they are still good, if any."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    responder: str = ""

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def key_pem(self, passphrase: str) -> bytes:
        """The root's key, encrypted: keep it to issue more certificates later."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(passphrase.encode()),
        )

    def issue_personal(
        self,
        name: str,
        organisation: str,
        passphrase: str,
        from_: datetime,
        until: datetime | None = None,
    ) -> bytes:
        """An officer's certificate and key as PKCS#12, valid twenty years unless `until`."""
        return self._issue(
            [(NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, organisation)],
            passphrase,
            from_,
            until,
        )

    def issue_time_stamping(self, name: str, passphrase: str, from_: datetime) -> bytes:
        """A time-stamp authority's certificate and key as PKCS#12 (RSA, as pyHanko's own wants)."""
        key = rsa.generate_private_key(65537, 2048)
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        return self._issue(
            [(NameOID.COMMON_NAME, name)], passphrase, from_, None, key=key, usage=stamping
        )

    def issue_responder(self, name: str, passphrase: str, from_: datetime) -> bytes:
        """The key and certificate of a responder that speaks for this root (OCSP), as PKCS#12."""
        answering = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
        return self._issue([(NameOID.COMMON_NAME, name)], passphrase, from_, None, usage=answering)

    def withdrawn(self, serials: Iterable[int], from_: datetime) -> bytes:
        """The list of withdrawn certificates (CRL, DER), as of `from_`, good for twenty years."""
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(from_)
            .next_update(from_ + timedelta(days=365 * YEARS))
        )
        for serial in serials:
            made = made.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(serial)
                .revocation_date(from_)
                .build()
            )
        signed = made.sign(self.key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.DER)

    def issue_seal(
        self,
        unit: str,
        unit_code: str,
        passphrase: str,
        from_: datetime,
        until: datetime | None = None,
    ) -> bytes:
        """A unit's seal certificate and key as PKCS#12, valid twenty years unless `until`."""
        return self._issue(
            [
                (NameOID.COMMON_NAME, unit),
                (NameOID.ORGANIZATION_NAME, unit),
                (NameOID.ORGANIZATION_IDENTIFIER, unit_code),
            ],
            passphrase,
            from_,
            until,
        )

    def _issue(
        self,
        subject: list[tuple[x509.ObjectIdentifier, str]],
        passphrase: str,
        from_: datetime,
        until: datetime | None,
        *,
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None,
        usage: x509.ExtendedKeyUsage | None = None,
    ) -> bytes:
        key = key or ec.generate_private_key(ec.SECP256R1())
        issuer = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        building = (
            _builder(_name(subject), self.certificate.subject, key, from_, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(signing=True), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer),
                critical=False,
            )
        )
        if usage is not None:
            building = building.add_extension(usage, critical=True)
        if usage is not None and ExtendedKeyUsageOID.OCSP_SIGNING in usage:
            # Nobody is asked whether the one who answers is still good.
            building = building.add_extension(x509.OCSPNoCheck(), critical=False)
        elif self.responder:
            building = building.add_extension(_responder_at(self.responder), critical=False)
        certificate = building.sign(self.key, hashes.SHA256())
        friendly_name = subject[0][1].encode()
        return pkcs12.serialize_key_and_certificates(
            friendly_name,
            key,
            certificate,
            [self.certificate],
            serialization.BestAvailableEncryption(passphrase.encode()),
        )


def make_authority(
    name: str,
    from_: datetime,
    *,
    key_pem: bytes | None = None,
    passphrase: str = "",
    responder: str = "",
) -> DemoAuthority:
    """A new root valid twenty years from `from_` (aware); with `key_pem` on a stored key."""
    key = ec.generate_private_key(ec.SECP256R1())
    if key_pem is not None:
        stored = serialization.load_pem_private_key(key_pem, passphrase.encode())
        if not isinstance(stored, ec.EllipticCurvePrivateKey):
            raise ValueError("The authority's key must be an elliptic curve key")
        key = stored
    subject = _name([(NameOID.COMMON_NAME, name)])
    certificate = (
        _builder(subject, subject, key, from_, None)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signing=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    return DemoAuthority(certificate, key, responder)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    from_: datetime,
    until: datetime | None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(from_)
        .not_valid_after(until or from_ + timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(parts: list[tuple[x509.ObjectIdentifier, str]]) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")
    return x509.Name([country, *(x509.NameAttribute(oid, text[:64]) for oid, text in parts)])


def _responder_at(address: str) -> x509.AuthorityInformationAccess:
    place = x509.UniformResourceIdentifier(address)
    return x509.AuthorityInformationAccess(
        [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)]
    )


def _key_usage(*, signing: bool) -> x509.KeyUsage:
    """Signing certificates sign documents and nothing else; the root signs certificates."""
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing,  # nonRepudiation
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signing,
        crl_sign=not signing,
        encipher_only=False,
        decipher_only=False,
    )
