"""What proves a signature when the authorities are gone: their lists and their responders' answers,
to be put into the file (PAdES B-LT, B-LTA)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from asn1crypto import cms
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator import ValidationContext

from portal.documents import responders, trust
from portal.documents.signing import Signer

# A certificate, those that came with it, and when it was used, if an authority of time attests it.
Chain = tuple[x509.Certificate, list[x509.Certificate], datetime | None]


def proofs(signed: bytes, signer: Signer, at: datetime) -> ValidationContext | None:
    """For the signature `signer` is about to add to `signed`, and for those already there, with the
    stamps of time they carry. None where no authority has a list here or names a responder. Raises
    `CertificateRefused`, `ResponderSilent`."""
    lists = trust.withdrawn_lists()
    said: dict[bytes, None] = {}
    own: Chain = (signer.certificate, list(signer.others), None)
    for certificate, others, used_at in [*_chains(signed), own]:
        said.update(dict.fromkeys(responders.answers(certificate, others, at, used_at=used_at)))
    if not lists and not said:
        return None
    return ValidationContext(
        trust_roots=trust.roots(),
        crls=lists,
        ocsps=[asn1_ocsp.OCSPResponse.load(one) for one in said],
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def _chains(pdf: bytes) -> Iterable[Chain]:
    """Those of the signatures in the file and of their stamps of time."""
    for signature in PdfFileReader(BytesIO(pdf)).embedded_regular_signatures:
        stamp = _stamp(signature.signer_info)
        stamped_at = (
            stamp["encap_content_info"]["content"].parsed["gen_time"].native if stamp else None
        )
        yield _chain(signature.signer_cert, signature.other_embedded_certs, stamped_at)
        if stamp is None:
            continue
        inside = [one.chosen for one in stamp["certificates"] if one.name == "certificate"]
        serial = stamp["signer_infos"][0]["sid"].chosen["serial_number"].native
        for own in inside:
            if own.serial_number == serial:
                yield _chain(own, inside, stamped_at)


def _stamp(signer_info: cms.SignerInfo) -> cms.SignedData | None:
    """The authority's token on the signature, if it has one."""
    for attribute in signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0]["content"]
    return None


def _chain(
    own: asn1_x509.Certificate,
    others: Iterable[asn1_x509.Certificate],
    used_at: datetime | None,
) -> Chain:
    between = [one for one in others if one.dump() != own.dump()]
    return (
        x509.load_der_x509_certificate(own.dump()),
        [x509.load_der_x509_certificate(one.dump()) for one in between],
        used_at,
    )
