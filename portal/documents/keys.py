"""The signing keys of people and units: PKCS#12 files in the folder of keys, one each."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from portal import config
from portal.accounts.models import Account
from portal.documents.signing import Signer, load_pkcs12
from portal.errors import Conflict
from portal.i18n import _
from portal.units.models import Unit


def signer_of(account: Account) -> Signer:
    """The personal signature of an officer. Raises Conflict when there is no certificate."""
    return _load(
        personal_key_path(account.email),
        _("Ông/Bà chưa có chứng thư số cá nhân. Hãy báo quản trị của đơn vị."),
    )


def seal_of(unit: Unit) -> Signer:
    """The unit's seal. Raises Conflict when there is none."""
    return _load(
        seal_key_path(unit.code),
        _("Đơn vị chưa có chứng thư số của cơ quan. Hãy báo quản trị của đơn vị."),
    )


def personal_key_path(email: str) -> Path:
    return config.current().keys_dir / f"person-{email}.p12"


def seal_key_path(unit_code: str) -> Path:
    return config.current().keys_dir / f"unit-{unit_code}.p12"


def trusted_roots_path() -> Path:
    """PEM of the roots whose signatures the verification page trusts."""
    return config.current().keys_dir / "roots.pem"


def _load(path: Path, otherwise: str) -> Signer:
    if not path.exists():
        raise Conflict(otherwise)
    return _kept(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _kept(path: Path, _changed_ns: int) -> Signer:
    """Unlocking a key takes tens of milliseconds: once per file and process is enough."""
    return load_pkcs12(path, config.current().keys_passphrase)
