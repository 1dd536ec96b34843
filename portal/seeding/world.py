"""Turn the demonstration province's data into rows: units, keys, people, catalogue."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from portal import config
from portal.accounts.models import Account, AccountKind, RoleGrant
from portal.accounts.passwords import hash_password
from portal.db import db
from portal.demonstration import signing_service
from portal.demonstration.announced_days import ANNOUNCED_DAYS
from portal.demonstration.citizens import CITIZENS
from portal.demonstration.linked_services import LINKED_SERVICES
from portal.demonstration.model import DemoProcedure
from portal.demonstration.officers import OFFICERS
from portal.demonstration.procedures import PROCEDURES
from portal.demonstration.province import UNITS
from portal.documents import certificates, keys
from portal.documents.demo_certificates import make_authority
from portal.documents.signing_models import KeySource
from portal.procedures.linked_models import keep as keep_linked
from portal.procedures.models import Offering, Procedure
from portal.procedures.publishing import NewVersion, store_version
from portal.seeding.accounts import PASSWORD
from portal.units.models import CalendarDay, DayKind, Desk, Unit, UnitKind

FOUNDED = datetime(2025, 7, 1, tzinfo=UTC)


def is_there() -> bool:
    return db.session.scalar(sa.select(sa.func.count(Unit.id))) != 0


def make() -> None:
    """Everything but past dossiers. Adds rows and key files; does not commit."""
    units = _units()
    _keys(units)
    _people(units)
    _certificates(units)
    for procedure in PROCEDURES:
        _procedure(procedure, units)
    for service in LINKED_SERVICES:
        made = _procedure(service.procedure, units)
        keep_linked(db.session, made, service.definition, at=FOUNDED)


def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for data in UNITS:  # parents stand before their children
        unit = Unit(
            code=data.code,
            name=data.name,
            short_name=data.short_name,
            kind=UnitKind(data.kind),
            parent=units.get(data.parent_code),
            superior_name=data.superior_name,
            place=data.place,
            address=data.address,
            phone=data.phone,
            calendar={"weekly": data.calendar["weekly"]} if "weekly" in data.calendar else {},
            valid_from=data.valid_from,
        )
        unit.desks = [Desk(code=code, name=name, address=data.address) for code, name in data.desks]
        db.session.add(unit)
        units[data.code] = unit
    db.session.flush()
    _calendar_days(units)
    return units


def _calendar_days(units: dict[str, Unit]) -> None:
    """The days announced for the whole province, and those units keep for themselves."""
    for announced in ANNOUNCED_DAYS:
        db.session.add(
            CalendarDay(
                day=announced.day,
                kind=DayKind(announced.kind),
                periods=[list(period) for period in announced.periods],
                title=announced.title,
                source=announced.source,
                created_at=FOUNDED,
            )
        )
    for data in UNITS:
        own: list[tuple[str, DayKind, list[list[str]]]] = [
            (day, DayKind.OFF, []) for day in data.calendar.get("closed", ())
        ]
        own += [
            (day, DayKind.WORKING, hours) for day, hours in data.calendar.get("opened", {}).items()
        ]
        for day, kind, periods in own:
            off = kind is DayKind.OFF
            db.session.add(
                CalendarDay(
                    unit_id=units[data.code].id,
                    day=date.fromisoformat(day),
                    kind=kind,
                    periods=periods,
                    title="Lễ hội của xã" if off else "Làm bù ngày lễ hội của xã",
                    created_at=FOUNDED,
                )
            )
    db.session.flush()


def _keys(units: dict[str, Unit]) -> None:
    """One root, a seal for each unit and a personal certificate for each officer who signs."""
    settings = config.current()
    settings.keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    service = signing_service.folder_of(settings)
    service.mkdir(exist_ok=True, mode=0o700)
    authority = make_authority(
        "Chứng thực số trình diễn Sông Lam", FOUNDED, responder="http://ocsp.chung-thuc.example"
    )
    keys.trusted_roots_path().write_bytes(authority.pem)
    passphrase = settings.keys_passphrase
    stamping = authority.issue_time_stamping("Cấp dấu thời gian trình diễn", passphrase, FOUNDED)
    _write_secret(settings.keys_dir / "tsa.p12", stamping)
    responder = authority.issue_responder("Trả lời trình diễn", passphrase, FOUNDED)
    _write_secret(settings.keys_dir / "ocsp.p12", responder)
    (settings.keys_dir / "crls").mkdir(exist_ok=True)
    (settings.keys_dir / "crls" / "demonstration.crl").write_bytes(authority.withdrawn([], FOUNDED))
    for unit in units.values():
        seal = authority.issue_seal(unit.name, unit.code, settings.keys_passphrase, FOUNDED)
        _write_secret(keys.seal_key_path(unit.code), seal)
    for officer in OFFICERS:
        places = [units[code].name for role, code in officer.roles if role == "leader"]
        if places:
            key = authority.issue_personal(
                officer.full_name, places[0], settings.keys_passphrase, FOUNDED
            )
            _write_secret(keys.personal_key_path(officer.email), key)
            # One more at the remote service: an administrator may record it instead.
            remote = authority.issue_personal(
                officer.full_name, places[0], settings.keys_passphrase, FOUNDED
            )
            _write_secret(service / f"{officer.email.partition('@')[0]}.p12", remote)


def _write_secret(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)


def _people(units: dict[str, Unit]) -> None:
    password = hash_password(PASSWORD)  # one for all: forty hashes would take seconds
    for officer in OFFICERS:
        account = Account(
            kind=AccountKind.OFFICER,
            full_name=officer.full_name,
            personal_number=officer.personal_number,
            email=officer.email,
            phone=officer.phone,
            password_hash=password,
            created_at=FOUNDED,
        )
        account.grants = [
            RoleGrant(unit_id=units[code].id, role=role, valid_from=FOUNDED.date())
            for role, code in officer.roles
        ]
        db.session.add(account)
    for citizen in CITIZENS:
        db.session.add(
            Account(
                kind=AccountKind.CITIZEN,
                full_name=citizen.full_name,
                personal_number=citizen.personal_number,
                email=citizen.email,
                phone=citizen.phone,
                address=citizen.address,
                birth_date=citizen.birth_date,
                password_hash=password,
                created_at=FOUNDED,
            )
        )
    db.session.flush()


def _certificates(units: dict[str, Unit]) -> None:
    """What an administrator of a real province would record: whose seal and signature is where."""
    for unit in units.values():
        file = keys.seal_key_path(unit.code)
        certificates.record(unit, KeySource.PKCS12, file.name, by=None, at=FOUNDED)
    for account in db.session.scalars(
        sa.select(Account).where(Account.kind == AccountKind.OFFICER).order_by(Account.id)
    ):
        file = keys.personal_key_path(account.email)
        if file.exists():
            certificates.record(account, KeySource.PKCS12, file.name, by=None, at=FOUNDED)


def _procedure(data: DemoProcedure, units: dict[str, Unit]) -> Procedure:
    new = NewVersion(
        code=data.code,
        title=data.title,
        sector=data.sector,
        level=data.level,
        authority_level=data.authority_level,
        parts=data.parts,
        decision_number=data.decision_number,
        signed_on=data.signed_on,
        effective_from=data.effective_from,
        source="dữ liệu trình diễn",
    )
    store_version(db.session, new, at=FOUNDED)
    procedure = db.session.scalar(sa.select(Procedure).where(Procedure.code == data.code))
    assert procedure is not None
    offering = (
        [u for u in units.values() if u.kind is UnitKind.COMMUNE]
        if data.units == "communes"
        else [units[code] for code in data.units]
    )
    procedure.offerings = [Offering(unit_id=unit.id) for unit in offering]
    return procedure
