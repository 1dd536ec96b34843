"""Who comes through another provider: found by what the provider calls them, or linked by their
personal number. Never by e-mail: who has an address does not thereby have an account."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal import config, vietnam
from portal.accounts.account_notes import note
from portal.accounts.mandate_models import Organisation
from portal.accounts.models import Account, AccountKind, Actor
from portal.accounts.queries import account_by_email
from portal.accounts.session_models import SignInSession
from portal.db import db
from portal.errors import Invalid
from portal.i18n import _
from portal.identity import mandating
from portal.identity.provider_models import ExternalIdentity, ProviderSession
from portal.integrations.identity.openid import Provider

CITIZEN, BODIES = "1", ("2", "3")  # LoaiTaiKhoan: a business or another organisation


def providers() -> list[Provider]:
    """Those of the setting's file, in its order."""
    path = config.current().identity_providers
    if not path:
        return []
    known = {field.name for field in fields(Provider)}
    listed = tomllib.loads(Path(path).read_text("utf-8")).get("provider", [])
    return [
        Provider(**{name: value for name, value in one.items() if name in known}) for one in listed
    ]


def provider_of(key: str) -> Provider | None:
    return next((one for one in providers() if one.key == key), None)


def identify(provider: Provider, claims: Mapping[str, Any], *, at: datetime) -> ExternalIdentity:
    """Whose account it is; a new one for who has none. Raises Invalid."""
    number = _personal_number(claims)
    body = _organisation(claims, at=at)
    level = _level(claims)
    found = db.session.scalar(
        sa.select(ExternalIdentity).where(
            ExternalIdentity.provider == provider.key,
            ExternalIdentity.subject == str(claims["sub"]),
        )
    )
    if found is None:
        if level < provider.least_level:
            raise Invalid(
                _(
                    "Tài khoản %(name)s của Ông/Bà ở mức %(level)s. Cổng cần mức %(least)s: hãy "
                    "nâng mức tại ứng dụng hoặc cơ quan công an, hoặc đăng nhập bằng mật khẩu.",
                    name=provider.name,
                    level=level,
                    least=provider.least_level,
                )
            )
        account = _account_of(number) or _new_account(number, claims, at=at)
        if any(
            one.provider == provider.key and one.organisation_id == (body.id if body else None)
            for one in _identities_of(account)
        ):
            raise Invalid(_("Số định danh này đã nối với một tài khoản khác của nhà cung cấp."))
        found = _linked(provider, claims, account, at=at)
    elif body is not None and found.account.personal_number != number:
        found.account = _account_of(number) or _new_account(number, claims, at=at)
    elif found.account.personal_number != number:
        raise Invalid(_("Số định danh nhà cung cấp gửi không khớp với tài khoản ở đây."))
    if found.account.disabled_at is not None:
        raise Invalid(
            _("Tài khoản này đã bị khoá. Hãy liên hệ quản trị của đơn vị hoặc gọi tổng đài.")
        )
    found.level, found.seen_at = level, at
    if body is not None:
        found.organisation_id = body.id
        mandating.represent(found.account, body, by=provider.name, at=at)
    return found


def remember_session(identity: ExternalIdentity, session: SignInSession, sid: str) -> None:
    db.session.add(ProviderSession(identity_id=identity.id, session_id=session.id, sid=sid[:255]))


def end_sessions(provider: Provider, claims: Mapping[str, Any], *, at: datetime) -> int:
    """The provider ended a session of its own: ours that began there end. Returns how many."""
    began = (
        sa.select(ProviderSession.session_id)
        .join(ExternalIdentity, ExternalIdentity.id == ProviderSession.identity_id)
        .where(ExternalIdentity.provider == provider.key)
    )
    if claims.get("sub"):
        began = began.where(ExternalIdentity.subject == str(claims["sub"]))
    if claims.get("sid"):
        began = began.where(ProviderSession.sid == str(claims["sid"]))
    open_ones = db.session.scalars(
        sa.select(SignInSession).where(
            SignInSession.id.in_(began), SignInSession.ended_at.is_(None)
        )
    ).all()
    for one in open_ones:
        one.ended_at = at
    return len(open_ones)


def _personal_number(claims: Mapping[str, Any]) -> str:
    """Of who signs in; for an organisation, of its representative."""
    try:
        return vietnam.check_personal_number(str(claims.get("SoDinhDanh", ""))).number
    except ValueError:
        raise Invalid(_("Nhà cung cấp không gửi số định danh cá nhân của Ông/Bà.")) from None


def _organisation(claims: Mapping[str, Any], *, at: datetime) -> Organisation | None:
    """The organisation whose account it is, with the name it has today. Raises Invalid."""
    kind = str(claims.get("LoaiTaiKhoan", CITIZEN))
    if kind == CITIZEN:
        return None
    name = " ".join(str(claims.get("TenDoanhNghiep", "")).split())[:200]
    try:
        code = vietnam.check_tax_code(str(claims.get("MaSoThue", "")))
    except ValueError:
        code = ""
    if kind not in BODIES or not code or not name:
        raise Invalid(_("Nhà cung cấp không gửi mã số thuế và tên của tổ chức."))
    found = db.session.scalar(sa.select(Organisation).where(Organisation.tax_code == code))
    if found is None:
        found = Organisation(tax_code=code)
        db.session.add(found)
    found.name, found.told_at = name, at
    found.address = str(claims.get("ThuongTru") or claims.get("NoiOHienNay") or "")[:300]
    db.session.flush()
    return found


def _level(claims: Mapping[str, Any]) -> int:
    text = str(claims.get("loAs", claims.get("acr", "")))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def _account_of(number: str) -> Account | None:
    return db.session.scalar(
        sa.select(Account).where(
            Account.personal_number == number, Account.kind == AccountKind.CITIZEN
        )
    )


def _new_account(number: str, claims: Mapping[str, Any], *, at: datetime) -> Account:
    if db.session.scalar(sa.select(Account.id).where(Account.personal_number == number)):
        raise Invalid(_("Cán bộ đăng nhập bằng email công vụ và mật khẩu."))
    account = Account(
        kind=AccountKind.CITIZEN,
        full_name=str(claims.get("NguoiDaiDien") or claims.get("HoVaTen") or "")[:120] or number,
        personal_number=number,
        email=_free_email(str(claims.get("ThuDienTu", ""))),
        phone=_phone(str(claims.get("SoDienThoai", ""))),
        address=str(claims.get("NoiOHienNay") or claims.get("ThuongTru") or "")[:300],
        birth_date=_day(str(claims.get("NgayThangNamSinh", ""))),
        password_hash="!",
        created_at=at,
    )
    db.session.add(account)
    db.session.flush()
    return account


def _linked(
    provider: Provider, claims: Mapping[str, Any], account: Account, *, at: datetime
) -> ExternalIdentity:
    """Whoever opened the account with this number, the provider says whose number it is: with the
    first link the password known until now and every session end."""
    if not _identities_of(account):
        account.password_hash = "!"
        account.end_sessions()
    identity = ExternalIdentity(
        provider=provider.key,
        subject=str(claims["sub"]),
        account_id=account.id,
        level=0,
        linked_at=at,
        seen_at=at,
    )
    identity.account = account
    db.session.add(identity)
    note(account, "linked", by=Actor(provider.name, "system"), at=at)
    db.session.flush()
    return identity


def _identities_of(account: Account) -> list[ExternalIdentity]:
    wanted = sa.select(ExternalIdentity).where(ExternalIdentity.account_id == account.id)
    return list(db.session.scalars(wanted))


def _free_email(email: str) -> str:
    """The address the provider knows, if nobody has it; else one that receives nothing."""
    email = email.strip().lower()
    if "@" in email and len(email) <= 254 and account_by_email(email) is None:
        return email
    return f"{secrets.token_hex(8)}@khong-co.invalid"


def _phone(text: str) -> str:
    try:
        return vietnam.normalise_phone(text) if text else ""
    except ValueError:
        return ""


def _day(text: str) -> date | None:
    for pattern in ("%d/%m/%Y", "%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None
