"""The certificates of officers and units, as administrators record them."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from portal import config
from portal.accounts.models import Account, RoleGrant
from portal.db import db
from portal.documents import keys, responders, signing
from portal.documents.signing_models import KeySource, SigningCertificate
from portal.errors import Conflict, Invalid, Refusal
from portal.i18n import _
from portal.units.models import Unit

MOST_OF_A_FILE = 256 * 1024


def record(
    holder: Account | Unit, source: KeySource, reference: str, *, by: Account | None, at: datetime
) -> SigningCertificate:
    """Open the key, read its certificate, and let it sign for the holder from now on; the one
    before is put out of use. Raises Invalid for a certificate of somebody else, one that is not
    valid now or not of a trusted authority."""
    signer = _opened(source, reference)
    name = holder.full_name if isinstance(holder, Account) else holder.name
    if _plain(signer.name) != _plain(name):
        raise _wrong(
            _(
                "Chứng thư số này cấp cho “%(name)s”, không phải “%(holder)s”.",
                name=signer.name,
                holder=name,
            )
        )
    try:
        signing.refuse_outside_validity(signer, at)
        keys.refuse_foreign(signer)
        responders.refuse_withdrawn(signer, at)
    except (signing.CertificateRefused, responders.ResponderSilent) as refusal:
        raise _wrong(refusal.sentence) from refusal
    for earlier in _in_use(holder):
        end(earlier, _("Thay bằng chứng thư số mới."), at=at)
    row = SigningCertificate(
        account_id=holder.id if isinstance(holder, Account) else None,
        unit_id=holder.id if isinstance(holder, Unit) else None,
        source=source,
        reference=reference,
        subject=signer.subject[:500],
        issuer=signer.certificate.issuer.rfc4514_string()[:500],
        serial=signer.serial,
        fingerprint=hashlib.sha256(signer.der).hexdigest(),
        pem=signer.pem,
        valid_from=signer.valid_from,
        valid_until=signer.valid_until,
        added_at=at,
        added_by_name=by.full_name if by else "",
    )
    db.session.add(row)
    return row


def record_file(
    holder: Account | Unit, content: bytes, passphrase: str, *, by: Account | None, at: datetime
) -> SigningCertificate:
    """Take a holder's PKCS#12 file into the folder of keys, locked by the portal's own passphrase, and
    record it. The passphrase it came with is kept nowhere. Errors as `record`, at `file` or
    `passphrase`."""
    if len(content) > MOST_OF_A_FILE:
        raise _wrong(_("Tệp quá lớn, không phải tệp PKCS#12."), "file")
    try:
        locked = signing.locked_anew(content, passphrase, config.current().keys_passphrase)
    except signing.CertificateRefused as refusal:
        raise _wrong(refusal.sentence, "passphrase") from refusal
    folder = config.current().keys_dir
    path = folder / f"{hashlib.sha256(content).hexdigest()[:32]}.p12"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_new = not path.exists()
    if is_new:
        path.touch(mode=0o600)
        path.write_bytes(locked)
    try:
        return record(holder, KeySource.PKCS12, path.name, by=by, at=at)
    except Invalid as refusal:
        if is_new:
            path.unlink()  # a key that signs for nobody does not stay here
        raise _wrong(refusal.sentence, "file") from refusal


def end(certificate: SigningCertificate, reason: str, *, at: datetime) -> None:
    """It signs nothing from now on; what it signed stays signed."""
    if certificate.ended_at is not None:
        raise Conflict(_("Chứng thư số này đã ngừng dùng."))
    if not reason:
        sentence = _("Hãy ghi lý do ngừng dùng.")
        raise Invalid(sentence, {"reason": sentence})
    certificate.ended_at, certificate.end_reason = at, reason


def of_units(unit_ids: Sequence[int]) -> Sequence[SigningCertificate]:
    """Those of these units and of the officers who hold a role there, those in use first."""
    officers = sa.select(RoleGrant.account_id).where(RoleGrant.unit_id.in_(unit_ids))
    return db.session.scalars(
        sa.select(SigningCertificate)
        .where(
            sa.or_(
                SigningCertificate.unit_id.in_(unit_ids),
                SigningCertificate.account_id.in_(officers),
            )
        )
        .order_by(SigningCertificate.ended_at.is_not(None), SigningCertificate.valid_until)
    ).all()


def _opened(source: KeySource, reference: str) -> signing.Signer:
    try:
        return keys.open_key(source, reference)
    except Refusal as refusal:
        raise _wrong(refusal.sentence) from refusal


def _in_use(holder: Account | Unit) -> Sequence[SigningCertificate]:
    column = (
        SigningCertificate.account_id if isinstance(holder, Account) else SigningCertificate.unit_id
    )
    return db.session.scalars(
        sa.select(SigningCertificate).where(
            column == holder.id, SigningCertificate.ended_at.is_(None)
        )
    ).all()


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())[:64]


def _wrong(sentence: str, field: str = "reference") -> Invalid:
    return Invalid(sentence, {field: sentence})
