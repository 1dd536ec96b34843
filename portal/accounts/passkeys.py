"""Passkeys (WebAuthn): a device proves that its owner is there. It asks them itself (fingerprint,
face, code), so a passkey alone is two factors."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal.accounts.account_notes import note
from portal.accounts.factor_models import Passkey
from portal.accounts.models import Account, Actor
from portal.accounts.second_factor import refuse_last
from portal.db import db
from portal.errors import Conflict, Invalid
from portal.i18n import _

MOST_KEYS = 10


@dataclass(frozen=True)
class Portal:
    """Who the device makes a key for: the host's name, and the origin pages come from."""

    host: str
    origin: str
    name: str


def questions_to_add(account: Account, portal: Portal) -> tuple[str, str]:
    """(what the browser is asked as JSON, the challenge to remember). Raises Conflict."""
    held = _keys_of(account)
    if len(held) >= MOST_KEYS:
        raise Conflict(_("Tài khoản đã có đủ %(count)s khóa truy cập.", count=MOST_KEYS))
    person = held[0].person if held else secrets.token_urlsafe(32)
    options = webauthn.generate_registration_options(
        rp_id=portal.host,
        rp_name=portal.name,
        user_id=base64url_to_bytes(person),
        user_name=account.email,
        user_display_name=account.full_name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in held
        ],
    )
    return webauthn.options_to_json(options), f"{bytes_to_base64url(options.challenge)}.{person}"


def add_passkey(
    account: Account, answer: str, challenge: str, portal: Portal, *, name: str, at: datetime
) -> Passkey:
    """Keep the key a device made. Raises Invalid for an answer that is not to our question."""
    asked, _dot, person = challenge.partition(".")
    try:
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(asked),
            expected_rp_id=portal.host,
            expected_origin=portal.origin,
            require_user_verification=True,
        )
    except WebAuthnException:
        raise Invalid(_not_ours()) from None
    credential_id = bytes_to_base64url(verified.credential_id)
    if _key(credential_id) is not None:
        raise Invalid(_("Thiết bị này đã có khóa truy cập."))
    key = Passkey(
        account_id=account.id,
        credential_id=credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        person=person,
        name=name,
        added_at=at,
    )
    db.session.add(key)
    note(account, "passkey added", by=_self(account), at=at)
    return key


def questions_to_sign_in(portal: Portal) -> tuple[str, str]:
    """For whichever account the device knows: no name is asked and none is told."""
    options = webauthn.generate_authentication_options(
        rp_id=portal.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    return webauthn.options_to_json(options), bytes_to_base64url(options.challenge)


def who_signs(
    answer: dict[str, object], challenge: str, portal: Portal, *, at: datetime
) -> Account:
    """The account whose device answered our question. Raises Invalid."""
    identifier = answer.get("id")
    key = _key(identifier) if isinstance(identifier, str) and len(identifier) <= 1400 else None
    if key is None:
        raise Invalid(
            _("Khóa truy cập này không còn dùng được ở đây. Hãy đăng nhập bằng mật khẩu.")
        )
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=portal.host,
            expected_origin=portal.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except WebAuthnException:
        raise Invalid(_not_ours()) from None
    response = answer.get("response")
    person = response.get("userHandle") if isinstance(response, dict) else None
    if person and not hmac.compare_digest(str(person).rstrip("="), key.person):
        raise Invalid(_not_ours())
    account = db.session.get_one(Account, key.account_id)
    if account.disabled_at is not None:
        raise Invalid(
            _("Tài khoản này đã bị khoá. Hãy liên hệ quản trị của đơn vị hoặc gọi tổng đài.")
        )
    key.sign_count, key.used_at = verified.new_sign_count, at
    return account


def remove_passkey(account: Account, passkey_id: int, *, at: datetime) -> None:
    """Raises Conflict when it is not there, or the last of who must have one."""
    key = next((one for one in _keys_of(account) if one.id == passkey_id), None)
    if key is None:
        raise Conflict(_("Khóa truy cập này đã được gỡ."))
    refuse_last(account)
    db.session.delete(key)
    note(account, "passkey removed", by=_self(account), at=at)


def _not_ours() -> str:
    return _("Không xác nhận được khóa truy cập. Hãy thử lại.")


def _keys_of(account: Account) -> list[Passkey]:
    return list(
        db.session.scalars(
            sa.select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.id)
        )
    )


def _key(credential_id: str) -> Passkey | None:
    wanted = sa.select(Passkey).where(Passkey.credential_id == credential_id)
    return db.session.scalar(wanted.with_for_update())


def _self(account: Account) -> Actor:
    return Actor(account.full_name, account.kind.value, account.id)
