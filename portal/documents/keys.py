"""The signing keys of people and units behind one door: PKCS#12 files, a PKCS#11 token, the remote
service. The certificate recorded for the holder says which; without a record, the file of their
name in the folder of keys."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal import config
from portal.accounts.models import Account
from portal.db import db
from portal.documents import remote_service, signing, trust
from portal.documents.signing import CertificateRefused, Signer, load_pkcs12
from portal.documents.signing_models import KeySource, SigningCertificate
from portal.errors import Conflict
from portal.i18n import _
from portal.units.models import Unit

log = logging.getLogger("portal.documents")


def signer_of(account: Account) -> Signer:
    """The personal signature of an officer. Raises Conflict when there is no certificate,
    `CertificateRefused` for one that is out of use, withdrawn or foreign."""
    otherwise = _("Ông/Bà chưa có chứng thư số cá nhân. Hãy báo quản trị của đơn vị.")
    recorded = _recorded(SigningCertificate.account_id == account.id)
    path = personal_key_path(account.email)
    return _fit(recorded, path, otherwise)


def seal_of(unit: Unit) -> Signer:
    """The unit's seal; errors as `signer_of`."""
    otherwise = _("Đơn vị chưa có chứng thư số của cơ quan. Hãy báo quản trị của đơn vị.")
    recorded = _recorded(SigningCertificate.unit_id == unit.id)
    return _fit(recorded, seal_key_path(unit.code), otherwise)


def opened(certificate: SigningCertificate) -> Signer:
    """The signer of a recorded certificate; of a remote one without asking the service."""
    if certificate.source is KeySource.REMOTE:
        return signing.remote_signer(
            certificate.pem.encode(), certificate.reference, certificate.id
        )
    signer = open_key(certificate.source, certificate.reference)
    if signer.serial != certificate.serial:
        raise CertificateRefused(
            _("Khóa đang có không phải của chứng thư số đã ghi. Hãy báo quản trị của đơn vị.")
        )
    return signer


def open_key(source: KeySource, reference: str) -> Signer:
    """The signer where `reference` says. Raises Conflict, `CertificateRefused`, ServiceSilent."""
    otherwise = _("Không tìm thấy khóa “%(name)s”.", name=reference)
    match source:
        case KeySource.PKCS12:
            path = config.current().keys_dir / reference
            if path.parent != config.current().keys_dir:
                raise Conflict(otherwise)
            return _load(path, otherwise)
        case KeySource.PKCS11:
            return _of_token(reference)
        case KeySource.REMOTE:
            return signing.remote_signer(remote_service.credential(reference), reference, 0)


def refuse_foreign(signer: Signer) -> None:
    """Raises `CertificateRefused` unless a trusted authority issued it and has not withdrawn it."""
    if trust.is_withdrawn(signer.certificate):
        raise CertificateRefused(
            _("Chứng thư số của %(name)s đã bị nơi cấp thu hồi.", name=signer.name)
        )
    if trust.is_foreign(signer.certificate, signer.others):
        raise CertificateRefused(
            _(
                "Chứng thư số của %(name)s không do tổ chức được cổng tin cậy cấp.",
                name=signer.name,
            )
        )


def personal_key_path(email: str) -> Path:
    return config.current().keys_dir / f"person-{email}.p12"


def seal_key_path(unit_code: str) -> Path:
    return config.current().keys_dir / f"unit-{unit_code}.p12"


def trusted_roots_path() -> Path:
    """PEM of the roots whose signatures the verification page trusts."""
    return trust.own_roots_path()


def _recorded(of_holder: sa.ColumnElement[bool]) -> SigningCertificate | None:
    """The newest of the holder; it may be out of use."""
    return db.session.scalar(
        sa.select(SigningCertificate)
        .where(of_holder)
        .order_by(SigningCertificate.ended_at.is_(None).desc(), SigningCertificate.id.desc())
        .limit(1)
    )


def _fit(recorded: SigningCertificate | None, path: Path, otherwise: str) -> Signer:
    if recorded is None:
        signer = _load(path, otherwise)
    elif recorded.ended_at is not None:
        raise CertificateRefused(
            _("Chứng thư số đã ngừng dùng: %(reason)s", reason=recorded.end_reason)
        )
    else:
        signer = opened(recorded)
    refuse_foreign(signer)
    return signer


def _load(path: Path, otherwise: str) -> Signer:
    if not path.exists():
        raise Conflict(otherwise)
    return _kept(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _kept(path: Path, _changed_ns: int) -> Signer:
    """Unlocking a key takes tens of milliseconds: once per file and process is enough."""
    return load_pkcs12(path, config.current().keys_passphrase)


def _of_token(label: str) -> Signer:
    from pkcs11.exceptions import PKCS11Error  # the token's driver, loaded where there is one

    settings = config.current()
    if not settings.pkcs11_module:
        raise Conflict(_("Máy chủ chưa được nối với thiết bị ký số (PKCS#11)."))
    try:
        session = _session(settings.pkcs11_module, settings.pkcs11_token, settings.pkcs11_pin)
        return signing.token_signer(session, label)
    except (PKCS11Error, RuntimeError) as absent:
        close_tokens()  # the next try signs in anew
        log.warning("the token does not answer: %s", type(absent).__name__)
        raise Conflict(
            _("Thiết bị ký số không trả lời hoặc không có khóa “%(name)s”.", name=label)
        ) from absent


def close_tokens() -> None:
    """End the sessions with tokens; the next use opens them again."""
    while _sessions:
        _key, session = _sessions.popitem()
        session.close()


_sessions: dict[tuple[str, str, str], Any] = {}


def _session(module: str, token: str, pin: str) -> Any:
    """Kept open: to sign in takes a token up to a second."""
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import open_pkcs11_session

    key = (module, token, pin)
    if key not in _sessions:
        criteria = TokenCriteria(label=token)
        _sessions[key] = open_pkcs11_session(module, token_criteria=criteria, user_pin=pin)
    return _sessions[key]
