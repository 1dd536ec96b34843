"""A citizen opens an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Account, AccountKind
from portal.accounts.passwords import hash_password
from portal.accounts.queries import is_known
from portal.db import db


@dataclass(frozen=True)
class NewCitizen:
    """What a person states when signing up; checked by the form."""

    personal_number: str
    full_name: str
    email: str
    phone: str
    password: str
    birth_date: date | None = None


def register_citizen(new: NewCitizen, *, at: datetime) -> Account | None:
    """Open an account; None when the personal number or the e-mail is already somebody's.

    The page must answer both alike, or it would tell strangers who has an account: so a taken
    one raises nothing, and the password is hashed in both cases, which takes all the time.
    """
    account = Account(
        kind=AccountKind.CITIZEN,
        full_name=new.full_name,
        personal_number=new.personal_number,
        email=new.email.lower(),
        phone=new.phone,
        birth_date=new.birth_date,
        password_hash=hash_password(new.password),
        created_at=at,
    )
    if is_known(personal_number=new.personal_number, email=new.email):
        return None
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError:  # somebody else was first, between the look and the row
        return None
    return account
