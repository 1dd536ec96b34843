"""The checks of a version together with what only the database knows."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal import config
from portal.accounts.models import Account, RoleGrant
from portal.accounts.roles import Role
from portal.db import db
from portal.procedures import drawn_form, form_checks
from portal.procedures.checks import Facts, Finding, Severity, checked
from portal.procedures.definitions import Form, Route
from portal.procedures.form_accessibility import accessibility_findings
from portal.procedures.form_findings import FormFinding
from portal.procedures.models import Offering, Procedure, ProcedureVersion
from portal.units.models import Unit


def findings(version: ProcedureVersion, day: date) -> list[Finding]:
    """Everything there is to say of the version on that day, faults first."""
    return checked(version.title, version.level, version.parts, facts(version, day))


def faults(version: ProcedureVersion, day: date) -> list[Finding]:
    return [one for one in findings(version, day) if one.severity is Severity.FAULT]


def warnings(version: ProcedureVersion, day: date) -> list[Finding]:
    return [one for one in findings(version, day) if one.severity is Severity.WARNING]


def facts(version: ProcedureVersion, day: date) -> Facts:
    offerings = open_offerings(version.procedure, day)
    settings = config.current()
    return Facts(
        is_paid_online=settings.is_development or bool(settings.vnpay_url),
        unmanned=_unmanned(offerings, version.parts.route, day),
        unit_count=len(offerings),
        on_the_page=_on_the_page(version.parts.form),
    )


def _on_the_page(form: Form) -> tuple[FormFinding, ...]:
    keys = [field.key for field in form_checks.all_fields(form)]
    return tuple(accessibility_findings(drawn_form.page_of(form), keys))


def open_offerings(procedure: Procedure, day: date) -> list[Offering]:
    """Who takes dossiers that day or from a later one, by the unit's code."""
    return list(
        db.session.scalars(
            sa.select(Offering)
            .join(Unit, Unit.id == Offering.unit_id)
            .options(
                selectinload(Offering.unit).selectinload(Unit.desks),
                selectinload(Offering.desks),
            )
            .where(
                Offering.procedure_id == procedure.id,
                Unit.valid_to.is_(None),
                sa.or_(Offering.valid_to.is_(None), Offering.valid_to >= day),
            )
            .order_by(Unit.code)
        )
    )


def _unmanned(offerings: list[Offering], route: Route, day: date) -> tuple[tuple[str, str], ...]:
    """(unit, step) for each step that no officer of the unit can take."""
    held = _held_roles(day)
    found = []
    for offering in offerings:
        receivers = {desk.unit_id for desk in offering.receiving_desks} or {offering.unit_id}
        for step in route.steps:
            units = receivers if step.at_receiver else {offering.unit_id}
            if not any((unit_id, step.role) in held for unit_id in units):
                found.append((offering.unit.short_name, step.title))
    return tuple(found)


def _held_roles(day: date) -> set[tuple[int, Role]]:
    rows = db.session.execute(
        sa.select(RoleGrant.unit_id, RoleGrant.role)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            Account.disabled_at.is_(None),
            RoleGrant.valid_from <= day,
            sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
        )
        .distinct()
    )
    return {(unit_id, role) for unit_id, role in rows}
