"""The second factor of signing in: what a person has, whether it is demanded, and its codes."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
import sqlalchemy as sa

from portal import config
from portal.accounts.account_notes import note
from portal.accounts.factor_models import Authenticator, Passkey, RecoveryCode
from portal.accounts.models import Account, Actor
from portal.accounts.sealing import seal, unseal
from portal.db import db
from portal.drawn_codes import drawn
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _

STEP_SECONDS = 30
CODES = 10


@dataclass(frozen=True)
class Factors:
    """What a person can prove themself with beside the password."""

    authenticator: Authenticator | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def is_enrolled(self) -> bool:
        return self.authenticator is not None or bool(self.passkeys)

    @property
    def is_last(self) -> bool:
        """Whether taking one away would leave none."""
        return len(self.passkeys) + (self.authenticator is not None) == 1


def factors_of(account: Account) -> Factors:
    return Factors(
        authenticator=_authenticator(account),
        passkeys=tuple(
            db.session.scalars(
                sa.select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.id)
            )
        ),
        codes_left=db.session.scalar(
            sa.select(sa.func.count()).where(
                RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)
            )
        )
        or 0,
    )


def is_demanded(account: Account) -> bool:
    """Every officer needs one where the setting says so."""
    return account.is_officer and config.current().second_factor == "required"


def new_secret() -> str:
    return pyotp.random_base32()


def picture_of(account: Account, secret: str) -> str:
    """The QR code an app reads, as the source of an image."""
    uri = pyotp.TOTP(secret).provisioning_uri(
        name=account.email, issuer_name=f"Cổng Một cửa {config.current().province}"
    )
    return str(segno.make(uri, error="m").svg_data_uri(scale=4, border=2))


def add_authenticator(account: Account, secret: str, code: str, *, at: datetime) -> None:
    """Take an app on once it has shown that it has the secret. Raises Invalid, Conflict."""
    if _authenticator(account) is not None:
        raise Conflict(_("Tài khoản đã có ứng dụng xác thực. Hãy gỡ ứng dụng cũ trước."))
    step = _step_of(secret, code, after=0, at=at)
    if step is None:
        raise Invalid(_wrong_code())
    db.session.add(
        Authenticator(account_id=account.id, secret=seal(secret), last_step=step, added_at=at)
    )
    note(account, "authenticator added", by=_self(account), at=at)


def check_code(account: Account, code: str, *, at: datetime) -> str:
    """The code of an app or a recovery code, each good once; says which ("totp", "recovery").
    Raises Invalid."""
    typed = _typed(code)
    found = _authenticator(account, lock=True)
    if found is not None:
        step = _step_of(unseal(found.secret), typed, after=found.last_step, at=at)
        if step is not None:
            found.last_step = step
            return "totp"
    spare = db.session.scalar(
        sa.select(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.digest == _digest(account, typed),
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )
    if spare is None:
        raise Invalid(_wrong_code())
    spare.used_at = at
    note(account, "recovery code used", by=_self(account), at=at)
    return "recovery"


def new_recovery_codes(account: Account, *, at: datetime) -> list[str]:
    """Ten codes to be printed now: they are not kept in readable form. Older ones end."""
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [drawn(2, 5) for _code in range(CODES)]
    db.session.add_all(
        RecoveryCode(account_id=account.id, digest=_digest(account, _typed(code))) for code in codes
    )
    note(account, "recovery codes made", by=_self(account), at=at)
    return codes


def remove_authenticator(account: Account, *, at: datetime) -> None:
    """Raises Conflict when there is none, or it is the last of who must have one."""
    found = _authenticator(account)
    if found is None:
        raise Conflict(_("Tài khoản chưa có ứng dụng xác thực."))
    refuse_last(account)
    db.session.delete(found)
    note(account, "authenticator removed", by=_self(account), at=at)


def refuse_last(account: Account) -> None:
    if is_demanded(account) and factors_of(account).is_last:
        raise Conflict(
            _("Cán bộ phải luôn có ít nhất một cách xác thực. Hãy thêm cách khác trước khi gỡ.")
        )


def reset(account: Account, *, reason: str, by: Actor, at: datetime) -> None:
    """An administrator takes away what is lost: the person enrols anew at the next sign-in, and
    every session ends. Raises Forbidden for one's own, Conflict when there is nothing to take."""
    if account.id == by.account_id:
        raise Forbidden(_("Hãy nhờ quản trị khác đặt lại xác thực của chính Ông/Bà."))
    if not factors_of(account).is_enrolled:
        raise Conflict(_("Tài khoản này chưa có yếu tố thứ hai nào."))
    for kind in (Authenticator, Passkey, RecoveryCode):
        db.session.execute(sa.delete(kind).where(kind.account_id == account.id))
    account.end_sessions()
    note(account, "second factor reset", by=by, at=at, reason=reason)


def _wrong_code() -> str:
    return _("Mã chưa đúng hoặc đã dùng. Hãy đợi mã mới trong ứng dụng rồi nhập lại.")


def _authenticator(account: Account, *, lock: bool = False) -> Authenticator | None:
    wanted = sa.select(Authenticator).where(Authenticator.account_id == account.id)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def _step_of(secret: str, code: str, *, after: int, at: datetime) -> int | None:
    """The half minute whose code this is, one before or after now at most, later than `after`."""
    now = int(at.timestamp()) // STEP_SECONDS
    maker = pyotp.TOTP(secret)
    typed = "".join(code.split())
    for step in (now, now - 1, now + 1):
        expected = maker.generate_otp(step)
        if step > after and hmac.compare_digest(expected.encode(), typed.encode()):
            return step
    return None


def _typed(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()


def _digest(account: Account, code: str) -> str:
    return hashlib.sha256(f"{account.id}:{code}".encode()).hexdigest()


def _self(account: Account) -> Actor:
    return Actor(account.full_name, account.kind.value, account.id)
