"""One submission becomes several dossiers at several units, each with its own clock and result
(liên thông; NĐ 118/2025/NĐ-CP). Each unit gets the answers and papers mapped to it, no others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account, Actor
from portal.db import db
from portal.documents.models import Document, DocumentState
from portal.dossiers import acting_for, autosaving, invoicing, messages, queries, submission
from portal.dossiers.authority import AUTHORITY
from portal.dossiers.linked_models import LinkedDossier
from portal.dossiers.mandate_models import MandateUse
from portal.dossiers.models import Attachment, DeliveryMethod, Dossier
from portal.dossiers.workflow import ENDED, Action, Outcome, State
from portal.errors import Conflict
from portal.i18n import _
from portal.procedures import queries as catalogue
from portal.procedures.definitions import Channel, ServiceLevel
from portal.procedures.linked_models import LinkedDefinition, LinkedMember, LinkedService
from portal.procedures.models import Offering, Procedure
from portal.units.models import Unit


def hand_in(dossier: Dossier, *, by: Account, level: int = 0, at: datetime) -> Dossier:
    """Submit a draft; that of a linked service becomes its members."""
    if dossier.state is not State.LINKED and definition_of(dossier) is None:
        return submission.submit(dossier, by=by, level=level, at=at)
    return split(dossier, by=by, level=level, at=at)


def split(dossier: Dossier, *, by: Account, level: int = 0, at: datetime) -> Dossier:
    """Hand the common form in. Doing it again changes nothing."""
    if dossier.state is State.LINKED:
        return dossier
    submission.expect_assured(dossier.parts, level)
    acting_for.expect_in_force(dossier, by, at)
    submission.expect_complete(dossier, at=at)
    dossier.move(Action.SPLIT, by=by.as_citizen(), at=at)
    dossier.submitted_at = at
    autosaving.forget(dossier)
    spread(dossier, at=at)
    return dossier


def spread(parent: Dossier, *, at: datetime) -> None:
    """Of a common form that was handed in, online or at a desk: every member that waits for nothing
    goes to its unit now, the others follow with the results they wait for."""
    definition = definition_of(parent)
    assert definition is not None
    parent.answers = parent.shown_answers
    rows = [_row(parent, member, position) for position, member in enumerate(definition.members, 1)]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        member = definition.member(row.member_key)
        if not member.waits_for:
            _begin(parent, row, member, {}, at)


def go_on(dossier: Dossier, *, at: datetime) -> None:
    """A dossier has come to its result, or to its end without one. Members that wait for it are
    handed in, or held back; those that only look at it are told. Nothing for any other dossier."""
    row = row_of(dossier)
    if row is None:
        return
    parent = db.session.get_one(Dossier, row.parent_id)
    definition = definition_of(parent)
    assert definition is not None
    rows = {one.member_key: one for one in rows_of(parent)}
    for member in definition.members:
        waiting = rows[member.key]
        if row.member_key in member.waits_for and _is_waiting(waiting):
            _decide(parent, waiting, member, rows, at)
        elif row.member_key in member.stops_with and _has_failed(dossier):
            _tell(waiting, dossier, at)


def _decide(
    parent: Dossier,
    row: LinkedDossier,
    member: LinkedMember,
    rows: dict[str, LinkedDossier],
    at: datetime,
) -> None:
    before = {key: _dossier_of(rows[key]) for key in member.waits_for}
    failed = [one for one in before.values() if one is not None and _has_failed(one)]
    if failed and not member.goes_on_without:
        row.held_back_at = at
        row.held_back_reason = (
            f"Hồ sơ “{failed[0].procedure_version.title}” ({failed[0].label}) không có kết quả."
        )
        messages.linked_held_back(parent, row.procedure.title, row.held_back_reason, at=at)
        return
    results = {
        key: queries.result_of(one, DocumentState.ISSUED)
        for key, one in before.items()
        if one is not None and one.outcome is Outcome.GRANTED
    }
    if all(one is not None and (key in results or _has_failed(one)) for key, one in before.items()):
        _begin(parent, row, member, {k: r for k, r in results.items() if r is not None}, at)


def _begin(
    parent: Dossier,
    row: LinkedDossier,
    member: LinkedMember,
    results: dict[str, Document],
    at: datetime,
) -> None:
    """Make the member's dossier from its part of the form, and submit it in the person's name."""
    version = row.procedure.current
    made = submission.new_dossier(
        row.procedure,
        row.unit,
        (catalogue.receiving_desks(db.session, row.procedure, row.unit) or row.unit.desks)[0],
        channel=parent.channel,
        key=f"{parent.reference}/{member.key}",
        at=at,
    )
    for name in (
        "account_id", "applicant_name", "applicant_identity", "applicant_address",
        "submitter_name", "submitter_identity", "submitter_phone", "submitter_email",
        "delivery_method", "delivery_address",
    ):  # fmt: skip
        setattr(made, name, getattr(parent, name))
    if made.delivery_method is DeliveryMethod.ONLINE and version.level is not ServiceLevel.FULL:
        made.delivery_method = DeliveryMethod.DESK
    if parent.channel is not Channel.ONLINE and made.desk.id != parent.desk.id:
        made.helping_desk_id = parent.helping_desk_id or parent.desk_id
    if parent.mandate_use is not None:
        made.mandate_use = MandateUse(mandate=parent.mandate_use.mandate)
    made.answers = _answers(parent, member, results)
    made.attachments = _papers(parent, member, results, at)
    _hand_in_member(parent, made, at)
    row.dossier_id = made.id
    made.submitted_at = at
    made.answers = made.shown_answers
    invoicing.begin(made, at=at)
    if parent.channel is Channel.ONLINE:
        messages.submitted(made, at=at)


def _hand_in_member(parent: Dossier, made: Dossier, at: datetime) -> None:
    """As the whole was handed in: by the person, or at a desk by the officer who entered it."""
    handed_in = next(event for event in parent.events if event.action is Action.SPLIT)
    actor = Actor(
        handed_in.actor_name, handed_in.actor_role, handed_in.actor_id, handed_in.actor_unit_id
    )
    data = {"linked": parent.reference}
    if parent.channel is not Channel.ONLINE:
        made.move(Action.ENTER, by=actor, at=at, data=data)
        db.session.add(made)
        db.session.flush()
        return
    made.move(Action.BEGIN, by=actor, at=at, data=data)
    db.session.add(made)
    db.session.flush()
    made.move(Action.SUBMIT, by=actor, at=at, data=data)


def _answers(parent: Dossier, member: LinkedMember, results: dict[str, Document]) -> dict[str, Any]:
    told: dict[str, Any] = dict(member.constants)
    told |= {
        own: parent.answers[common]
        for own, common in member.answers.items()
        if parent.answers.get(common) is not None
    }
    for own, (key, what) in (member.results or {}).items():
        result = results.get(key)
        if result is None or result.issued_at is None:
            continue
        day = clock.local(result.issued_at).date()
        told[own] = day.isoformat() if what == "issued_on" else result.number or ""
    return told


def _papers(
    parent: Dossier, member: LinkedMember, results: dict[str, Document], at: datetime
) -> list[Attachment]:
    handed_in = [
        _passed_on(one, own, parent, member, at)
        for own, common in member.papers.items()
        for one in parent.kept_attachments
        if one.document_key == common
    ]
    # The authority of who hands in for another belongs to every member.
    handed_in += [
        _passed_on(one, AUTHORITY.key, parent, member, at)
        for one in parent.kept_attachments
        if one.document_key == AUTHORITY.key
    ]
    given = [
        Attachment(
            document_key=own,
            name=f"{results[key].title} {results[key].number}.pdf",
            content_type="application/pdf",
            sha256=results[key].sha256,
            added_at=at,
        )
        for own, key in (member.result_papers or {}).items()
        if key in results
    ]
    return handed_in + given


def _passed_on(
    one: Attachment, key: str, parent: Dossier, member: LinkedMember, at: datetime
) -> Attachment:
    """The paper for this member. What lies on the desk lies with the first that asks for it; the
    others work with a photocopy."""
    definition = definition_of(parent)
    assert definition is not None
    askers = [m.key for m in definition.members if one.document_key in m.papers.values()]
    passed = Attachment(
        document_key=key,
        name=one.name,
        content_type=one.content_type,
        size=one.size,
        sha256=one.sha256,
        added_at=at,
    )
    if member.key == (askers or [definition.members[0].key])[0]:
        passed.originals, passed.certified_copies = one.originals, one.certified_copies
        passed.photocopies = one.photocopies
    elif one.originals or one.certified_copies or one.photocopies:
        passed.photocopies = 1
    return passed


def _row(parent: Dossier, member: LinkedMember, position: int) -> LinkedDossier:
    procedure = db.session.scalar(
        sa.select(Procedure).where(Procedure.code == member.procedure_code, Procedure.is_in_force)
    )
    if procedure is None:
        raise Conflict(_("Một thủ tục của dịch vụ liên thông này không còn hiệu lực."))
    return LinkedDossier(
        parent_id=parent.id,
        member_key=member.key,
        position=position,
        procedure=procedure,
        unit=_competent(procedure, parent.unit),
    )


def _competent(procedure: Procedure, unit: Unit) -> Unit:
    """The unit chosen for the whole where it settles this procedure too; else of those that do the
    one of the same place, as the commune's police are; else the first."""
    units = list(
        db.session.scalars(
            sa.select(Unit)
            .join(Offering, Offering.unit_id == Unit.id)
            .where(Offering.procedure_id == procedure.id)
            .order_by(Unit.code)
        )
    )
    wanted = (
        *(one for one in units if one.id == unit.id),
        *(one for one in units if one.place == unit.place),
        *units,
    )
    found = next(iter(wanted), None)
    if found is None or not found.desks:
        raise Conflict(_("Chưa có cơ quan nào nhận “%(title)s”.", title=procedure.title))
    return found


def _tell(row: LinkedDossier, ended: Dossier, at: datetime) -> None:
    other = _dossier_of(row)
    if other is not None and not other.is_ended:
        reason = f"Hồ sơ liên thông {ended.label} kết thúc mà không có kết quả."
        what = f"linked-{ended.id}"
        messages.to_decide(other, what, "Xem lại hồ sơ liên thông", reason, at=at)


def _is_waiting(row: LinkedDossier) -> bool:
    return row.dossier_id is None and row.held_back_at is None


def _has_failed(dossier: Dossier) -> bool:
    """Ended without a result in the person's favour."""
    return dossier.outcome is Outcome.REFUSED or (
        dossier.state in ENDED and dossier.outcome is None
    )


def _dossier_of(row: LinkedDossier) -> Dossier | None:
    return db.session.get(Dossier, row.dossier_id) if row.dossier_id else None


# --- reads ----------------------------------------------------------------------------------


def definition_of(dossier: Dossier) -> LinkedDefinition | None:
    """The linked service a form belongs to; None for an ordinary procedure."""
    service = db.session.scalar(
        sa.select(LinkedService).where(LinkedService.procedure_id == dossier.procedure.id)
    )
    return service.definition if service else None


def service_ids() -> set[int]:
    """Procedures that are linked services."""
    return set(db.session.scalars(sa.select(LinkedService.procedure_id)))


def row_of(dossier: Dossier) -> LinkedDossier | None:
    return db.session.scalar(sa.select(LinkedDossier).where(LinkedDossier.dossier_id == dossier.id))


def rows_of(parent: Dossier) -> list[LinkedDossier]:
    return list(
        db.session.scalars(
            sa.select(LinkedDossier)
            .where(LinkedDossier.parent_id == parent.id)
            .order_by(LinkedDossier.position)
        )
    )


def members_of(parent: Dossier) -> list[tuple[LinkedDossier, Dossier | None]]:
    """Each member with its dossier, in the order of the definition."""
    return [(row, _dossier_of(row)) for row in rows_of(parent)]


def begun_members(dossier: Dossier) -> list[Dossier]:
    """The members a common form has become so far; none of an ordinary dossier."""
    if dossier.state is not State.LINKED:
        return []
    return [member for _row, member in members_of(dossier) if member is not None]


def siblings_of(dossier: Dossier) -> list[tuple[LinkedDossier, Dossier | None]]:
    """The other members of the same submission."""
    row = row_of(dossier)
    if row is None:
        return []
    parent = db.session.get_one(Dossier, row.parent_id)
    return [(one, member) for one, member in members_of(parent) if one.id != row.id]


def parent_of(dossier: Dossier) -> Dossier | None:
    row = row_of(dossier)
    return db.session.get(Dossier, row.parent_id) if row else None
