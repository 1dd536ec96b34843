"""Which units carry out a procedure, since when, at which desks, and what they do otherwise."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.i18n import day as written_day
from portal.procedures.definitions import FeeTier
from portal.procedures.editing import publisher
from portal.procedures.local_rules import FEE, LIMIT, shortens
from portal.procedures.models import LocalDifference, Offering, Procedure, ProcedureVersion
from portal.units.models import Desk, Unit


def offer(
    procedure: Procedure,
    unit: Unit,
    *,
    since: date,
    desks: Collection[Desk],
    by: Account,
    at: datetime,
) -> Offering:
    """Let `unit` take dossiers from `since`, at `desks` (none: its own). A unit that stopped
    begins again. Raises Invalid when it takes them already."""
    publisher(by, at)
    known = next((o for o in procedure.offerings if o.unit_id == unit.id), None)
    if known is not None and (known.valid_to is None or known.valid_to >= since):
        sentence = _("%(unit)s đã thực hiện thủ tục này.", unit=unit.short_name)
        raise Invalid(sentence, {"unit": sentence})
    offering = known
    if offering is None:
        offering = Offering(procedure_id=procedure.id, unit_id=unit.id)
        db.session.add(offering)
    offering.valid_from, offering.valid_to = since, None
    offering.desks = list(desks)
    db.session.flush()
    db.session.expire(procedure, ["offerings"])
    return offering


def stop(offering: Offering, *, last_day: date, by: Account, at: datetime) -> None:
    """The unit takes no dossiers after `last_day`; those it has it finishes."""
    publisher(by, at)
    if offering.valid_from and last_day < offering.valid_from:
        sentence = _("Ngày cuối phải từ %(day)s trở đi.", day=written_day(offering.valid_from))
        raise Invalid(sentence, {"last_day": sentence})
    offering.valid_to = last_day
    db.session.flush()


def differ_in_fee(
    version: ProcedureVersion,
    unit: Unit,
    key: str,
    *,
    amount: int | None,
    tiers: tuple[FeeTier, ...],
    cap: int | None,
    decision: str,
    since: date,
    by: Account,
    at: datetime,
) -> LocalDifference:
    """At `unit` the fee `key` costs otherwise from `since`, by a resolution of the council
    (Luật Phí và lệ phí 2015, Điều 21). Ends the difference before it."""
    if version.parts.fees.items and not any(item.key == key for item in version.parts.fees.items):
        raise Conflict(_("Khoản thu này không còn trong phiên bản. Hãy tải lại trang."))
    if amount is None and not tiers:
        sentence = _("Hãy viết mức thu hoặc bậc thang.")
        raise Invalid(sentence, {"amount": sentence})
    body: dict[str, Any] = {
        "amount": amount,
        "tiers": [[t.start, t.amount] for t in tiers],
        "cap": cap,
    }
    return _differ(version.procedure, unit, FEE, key, body, decision, since, by, at)


def differ_in_limit(
    version: ProcedureVersion,
    unit: Unit,
    limit: str,
    *,
    decision: str,
    since: date,
    by: Account,
    at: datetime,
) -> LocalDifference:
    """`unit` answers within `limit`, shorter than the version allows, from `since`."""
    if not shortens(version.parts, limit):
        sentence = _("Thời hạn riêng phải ngắn hơn thời hạn chung.")
        raise Invalid(sentence, {"limit_amount": sentence})
    return _differ(
        version.procedure, unit, LIMIT, "", {"limit": limit}, decision, since, by, at
    )  # fmt: skip


def end_difference(row: LocalDifference, *, by: Account, at: datetime) -> None:
    """From tomorrow the version's own holds again; one that has not begun never does."""
    publisher(by, at)
    today = clock.local(at).date()
    row.valid_to = today if row.valid_from <= today else row.valid_from - timedelta(days=1)
    db.session.flush()


def _differ(
    procedure: Procedure,
    unit: Unit,
    kind: str,
    key: str,
    body: dict[str, Any],
    decision: str,
    since: date,
    by: Account,
    at: datetime,
) -> LocalDifference:
    publisher(by, at)
    if since < clock.local(at).date():
        sentence = _("Mức riêng chỉ áp dụng từ hôm nay trở đi.")
        raise Invalid(sentence, {"since": sentence})
    for former in db.session.scalars(
        sa.select(LocalDifference).where(
            LocalDifference.procedure_id == procedure.id,
            LocalDifference.unit_id == unit.id,
            LocalDifference.kind == kind,
            LocalDifference.key == key,
            sa.or_(LocalDifference.valid_to.is_(None), LocalDifference.valid_to >= since),
        )
    ):
        former.valid_to = since - timedelta(days=1)
    row = LocalDifference(
        procedure_id=procedure.id,
        unit_id=unit.id,
        kind=kind,
        key=key,
        body=body,
        decision=decision,
        valid_from=since,
        created_by=by.id,
        created_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row
