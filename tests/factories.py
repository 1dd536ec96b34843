"""The cast and their world, made as rows; what a test needs beside it, it makes itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from portal import clock, config
from portal.accounts.models import Account, AccountKind, RoleGrant
from portal.accounts.roles import Role
from portal.accounts.session_models import SignInSession
from portal.db import db
from portal.documents import keys
from portal.documents.demo_certificates import DemoAuthority, make_authority
from portal.procedures.definitions import (
    AuthorityLevel,
    Documents,
    FeeItem,
    FeeKind,
    Fees,
    Field,
    FieldKind,
    Form,
    Limits,
    Parts,
    RequiredDocument,
    ResultDefinition,
    Route,
    RouteStep,
    Section,
    ServiceLevel,
    StepKind,
    TimeLimit,
)
from portal.procedures.models import Offering, Procedure
from portal.procedures.publishing import NewVersion, store_version
from portal.units.models import Desk, Unit, UnitKind

_numbers = itertools.count(1)
FOUNDED = date(2025, 7, 1)

ROUTE = Route(
    (
        RouteStep("receive", StepKind.RECEIVE, "Tiếp nhận", Role.RECEPTIONIST, 2, at_receiver=True),
        RouteStep("assess", StepKind.ASSESS, "Thẩm định", Role.SPECIALIST, 8),
        RouteStep("approve", StepKind.APPROVE, "Phê duyệt", Role.LEADER, 4),
        RouteStep("issue", StepKind.ISSUE, "Cấp số, đóng dấu", Role.CLERK, 2),
        RouteStep("return", StepKind.RETURN, "Trả kết quả", Role.RECEPTIONIST, 2, at_receiver=True),
    )
)
PARTS = Parts(
    form=Form(
        "Tờ khai đăng ký khai sinh",
        (
            Section(
                "requester",
                "Người yêu cầu",
                (
                    Field("requester_name", "Họ, chữ đệm, tên", profile="full_name"),
                    Field("relation", "Quan hệ với trẻ", required=False),
                ),
            ),
            Section(
                "child",
                "Trẻ được khai sinh",
                (
                    Field("child_name", "Họ, chữ đệm, tên của trẻ"),
                    Field("born_on", "Ngày sinh", FieldKind.DATE, not_after_today=True),
                ),
            ),
        ),
    ),
    documents=Documents((RequiredDocument("birth_note", "Giấy chứng sinh", originals=1),)),
    fees=Fees((FeeItem("charge", "Lệ phí", FeeKind.CHARGE, 8000, legal_basis="NQ 01"),)),
    limits=Limits((TimeLimit("3wd"),)),
    route=ROUTE,
    result=ResultDefinition(
        names=("Giấy khai sinh",),
        title="GIẤY KHAI SINH",
        symbol="GKS-UBND",
        template="<p>Họ, chữ đệm, tên: {{ answers.child_name }}</p>"
        "<p>Sinh ngày: {{ answers.born_on }}</p>",
        signer_title="CHỦ TỊCH",
    ),
)


def make_unit(code: str = "", name: str = "Phường Hải An", **columns: Any) -> Unit:
    """A commune with one desk."""
    code = code or f"H99.{next(_numbers):02d}"
    unit = Unit(
        **{
            "code": code,
            "name": f"Ủy ban nhân dân {name.lower()}" if name else code,
            "short_name": name,
            "kind": UnitKind.COMMUNE,
            "superior_name": "Tỉnh Sông Lam",
            "place": name,
            "calendar": {},
            "valid_from": FOUNDED,
            **columns,
        }
    )
    unit.desks.append(Desk(code=f"{code}.D1", name=f"Bộ phận Một cửa {name}"))
    db.session.add(unit)
    db.session.flush()
    return unit


def make_officer(name: str, unit: Unit, *roles: Role, **columns: Any) -> Account:
    account = _account(AccountKind.OFFICER, name, **columns)
    account.grants = [RoleGrant(unit_id=unit.id, role=role, valid_from=FOUNDED) for role in roles]
    db.session.add(account)
    db.session.flush()
    return account


def make_citizen(name: str = "Nguyễn Thị Lan", **columns: Any) -> Account:
    account = _account(AccountKind.CITIZEN, name, **columns)
    db.session.add(account)
    db.session.flush()
    return account


def make_procedure(
    *units: Unit,
    code: str = "",
    title: str = "Đăng ký khai sinh",
    level: ServiceLevel = ServiceLevel.FULL,
    parts: Parts = PARTS,
    **columns: Any,
) -> Procedure:
    """A published procedure that `units` offer."""
    code = code or f"9.{next(_numbers):06d}"
    new = NewVersion(
        **{
            "code": code,
            "title": title,
            "sector": "Hộ tịch",
            "level": level,
            "authority_level": AuthorityLevel.COMMUNE,
            "parts": parts,
            **columns,
        }
    )
    store_version(db.session, new, at=clock.now())
    procedure = db.session.query(Procedure).filter_by(code=code).one()
    procedure.offerings.extend(Offering(unit_id=unit.id) for unit in units)
    db.session.flush()
    return procedure


@dataclass(frozen=True)
class Cast:
    """One commune with its four officers, a citizen, and a stranger: every role, elsewhere."""

    unit: Unit
    elsewhere: Unit
    procedure: Procedure
    lan: Account
    minh: Account
    hoa: Account
    tuan: Account
    dung: Account
    binh: Account


def make_cast(**procedure: Any) -> Cast:
    """The cast around one procedure (columns as for make_procedure), with keys to sign and seal."""
    unit, elsewhere = make_unit(), make_unit(name="Phường Khác")
    everything = (Role.RECEPTIONIST, Role.SPECIALIST, Role.LEADER, Role.CLERK)
    cast = Cast(
        unit=unit,
        elsewhere=elsewhere,
        procedure=make_procedure(unit, **procedure),
        lan=make_citizen(address="Số 5, phố Gốm, phường Hải An"),
        minh=make_officer("Nguyễn Văn Minh", unit, Role.RECEPTIONIST),
        hoa=make_officer("Trần Thị Hoa", unit, Role.SPECIALIST),
        tuan=make_officer("Lê Anh Tuấn", unit, Role.LEADER),
        dung=make_officer("Phạm Thị Dung", unit, Role.CLERK),
        binh=make_officer("Phan Văn Bình", elsewhere, *everything),
    )
    make_keys([unit], [cast.tuan])
    return cast


@cache
def authority() -> DemoAuthority:
    """The root every test certificate comes from."""
    return make_authority("Chứng thực số thử nghiệm", datetime(2025, 7, 1, tzinfo=UTC))


def make_keys(
    units: Iterable[Unit], people: Iterable[Account], until: datetime | None = None
) -> None:
    """Seals and personal certificates as PKCS#12 where the portal looks for them, valid from the
    founding day to `until` (twenty years), and the root it is to trust."""
    settings = config.current()
    settings.keys_dir.mkdir(parents=True, exist_ok=True)
    keys.trusted_roots_path().write_bytes(authority().pem)
    start, secret = datetime(2025, 7, 1, tzinfo=UTC), settings.keys_passphrase
    made: dict[Path, bytes] = {
        keys.seal_key_path(unit.code): authority().issue_seal(
            unit.name, unit.code, secret, start, until
        )
        for unit in units
    }
    for person in people:
        made[keys.personal_key_path(person.email)] = authority().issue_personal(
            person.full_name, "Phường Hải An", secret, start, until
        )
    for path, content in made.items():
        path.write_bytes(content)


def sign_in(client: FlaskClient, account: Account) -> None:
    """Put the account into the client's session, as signing in does; it lasts whatever the clock
    says."""
    browser = make_session(account)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = f"{account.id}.{browser.epoch}.{browser.key}"
        cookie["_fresh"] = True
        cookie["seen"] = int(browser.ends_at.timestamp())


def make_session(account: Account) -> SignInSession:
    """The open session of the account, made when there is none, so that signing in a second
    time writes nothing."""
    far = datetime(2999, 1, 1, tzinfo=UTC)
    key = f"test-{account.id}-{account.session_epoch}"
    found = db.session.query(SignInSession).filter_by(key=key).one_or_none()
    if found is None:
        found = SignInSession(
            key=key, account_id=account.id, epoch=account.session_epoch,
            started_at=clock.now(), seen_at=far, ends_at=far,
        )  # fmt: skip
        db.session.add(found)
        db.session.commit()
    return found


def _account(kind: AccountKind, name: str, **columns: Any) -> Account:
    number = next(_numbers)
    return Account(
        **{
            "kind": kind,
            "full_name": name,
            "personal_number": f"0011900{number:05d}",
            "email": f"nguoi{number}@h99.example",
            "phone": "0901234567",
            "password_hash": "!",
            "created_at": clock.now(),
            **columns,
        }
    )
