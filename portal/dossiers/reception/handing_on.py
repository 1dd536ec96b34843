"""Papers and results go from hand to hand against a list (phiếu bàn giao): one gives, another
takes and confirms, and the control sheet (Mẫu 06) says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal import clock
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.counters import next_value
from portal.db import db
from portal.documents.issuing import store as files
from portal.documents.papers import PaperKind
from portal.documents.printing import printed
from portal.dossiers.models import Dossier
from portal.dossiers.reception import list_papers, list_queries
from portal.dossiers.reception.models import HandoverLine, HandoverList, ListKind
from portal.dossiers.workflow import TRANSITIONS, Action
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _
from portal.units.models import Desk, Unit

SYMBOL = "PBG"
TAKERS = {
    ListKind.DOSSIERS: (Role.SPECIALIST, Role.CLERK, Role.LEADER),
    ListKind.RESULTS: (Role.RECEPTIONIST,),
}
GIVERS = {
    ListKind.DOSSIERS: (Role.RECEPTIONIST,),
    ListKind.RESULTS: (Role.CLERK, Role.SPECIALIST),
}
_PAPER = {ListKind.DOSSIERS: PaperKind.HANDOVER_LIST, ListKind.RESULTS: PaperKind.RESULTS_LIST}


def give(
    kind: ListKind,
    desk: Desk,
    unit: Unit,
    dossiers: Sequence[Dossier],
    *,
    by: Account,
    at: datetime,
) -> HandoverList:
    """Make out the list: `desk` gives the papers of its dossiers to `unit`, or `unit` gives its
    results to `desk`. Every dossier must still wait to be handed over. Returns the list."""
    from_unit, to_unit = (desk.unit, unit) if kind is ListKind.DOSSIERS else (unit, desk.unit)
    actor = _acting(by, GIVERS[kind], from_unit.id, at)
    if not dossiers:
        raise Invalid(_("Hãy đánh dấu ít nhất một hồ sơ để bàn giao."))
    waiting = {d.id for d in list_queries.waiting(kind, desk, unit)}
    if any(dossier.id not in waiting for dossier in dossiers):
        raise Conflict(_("Có hồ sơ vừa được người khác bàn giao. Hãy tải lại trang rồi chọn lại."))
    for dossier in dossiers:
        dossier.move(Action.TRANSFER, by=actor, at=at, data={"list": kind.value, "part": "given"})
    made = HandoverList(
        kind=kind,
        number="",
        from_unit=from_unit,
        to_unit=to_unit,
        desk=desk,
        given_by_id=by.id,
        given_by_name=by.full_name,
        given_at=at,
        lines=[HandoverLine(dossier=dossier) for dossier in dossiers],
    )
    year = clock.local(at).year
    with db.session.no_autoflush:
        sequence = next_value(db.session, f"handover/{from_unit.code}/{year}")
    made.number = f"{sequence:02d}/{SYMBOL}-{year}"
    db.session.add(made)
    db.session.flush()
    made.sha256, _size = files().put([printed(_PAPER[kind], list_papers.paper(made, at))])
    return made


def take(
    made: HandoverList,
    missing: Mapping[int, str],
    not_there: set[int],
    *,
    by: Account,
    at: datetime,
) -> None:
    """Confirm what was taken. `missing` says by line what is wanting, `not_there` which lines were
    not handed over at all: those wait to be given again. The giver cannot confirm."""
    if made.taken_at is not None:
        raise Conflict(_("Phiếu bàn giao này đã được xác nhận."))
    if made.given_by_id == by.id:
        raise Forbidden(_("Người giao không tự xác nhận thay người nhận."))
    actor = _acting(by, TAKERS[made.kind], made.to_unit_id, at)
    for line in made.lines:
        line.is_taken = line.id not in not_there
        line.missing = missing.get(line.id, "")[:500]
        if line.is_taken and _may_still(line.dossier, actor):
            line.dossier.move(
                Action.TRANSFER,
                by=actor,
                at=at,
                note=line.missing,
                data={"list": made.kind.value, "part": "taken", "number": made.number},
            )
    made.taken_by_id, made.taken_by_name, made.taken_at = by.id, by.full_name, at
    db.session.flush()
    made.taken_sha256, _size = files().put(
        [printed(_PAPER[made.kind], list_papers.paper(made, made.given_at))]
    )


def _acting(by: Account, roles: Sequence[Role], unit_id: int, at: datetime) -> Actor:
    day = clock.local(at).date()
    for role in roles:
        if unit_id in by.units_as(role, day):
            return by.acting_as(role, unit_id, day)
    raise Forbidden(_("Ông/Bà không giữ vai trò cần thiết tại đơn vị này."))


def _may_still(dossier: Dossier, actor: Actor) -> bool:
    """A dossier withdrawn or stopped on the way is taken all the same; nothing is left to do."""
    return any(
        row.action is Action.TRANSFER and dossier.state in row.sources and actor.role in row.parties
        for row in TRANSITIONS
    )
