"""One submission becomes several dossiers at several units, each with its own clock and result
(liên thông; NĐ 118/2025/NĐ-CP). Each unit gets the answers and papers mapped to it, no others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.documents.models import Document, DocumentState
from portal.dossiers import autosaving, invoicing, messages, queries, submission
from portal.dossiers.linked_models import LinkedDossier
from portal.dossiers.models import Attachment, DeliveryMethod, Dossier
from portal.dossiers.workflow import ENDED, Action, Outcome, State
from portal.errors import Conflict
from portal.i18n import _
from portal.procedures import queries as catalogue
from portal.procedures.definitions import ServiceLevel
from portal.procedures.linked_models import LinkedDefinition, LinkedMember, LinkedService
from portal.procedures.models import Offering, Procedure
from portal.units.models import Unit


def hand_in(dossier: Dossier, *, by: Account, level: int = 0, at: datetime) -> Dossier:
    """Submit a draft; that of a linked service becomes its members."""
    if dossier.state is not State.LINKED and definition_of(dossier) is None:
        return submission.submit(dossier, by=by, level=level, at=at)
    return split(dossier, by=by, level=level, at=at)


def split(dossier: Dossier, *, by: Account, level: int = 0, at: datetime) -> Dossier:
    """Hand the common form in: every member that waits for nothing is submitted to its unit now,
    the others follow with the results they wait for. Doing it again changes nothing."""
    if dossier.state is State.LINKED:
        return dossier
    definition = definition_of(dossier)
    assert definition is not None
    submission.expect_assured(dossier.parts, level)
    submission.expect_complete(dossier, at=at)
    dossier.move(Action.SPLIT, by=by.as_citizen(), at=at)
    dossier.submitted_at = at
    autosaving.forget(dossier)
    dossier.answers = dossier.shown_answers
    rows = [
        _row(dossier, member, position) for position, member in enumerate(definition.members, 1)
    ]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        member = definition.member(row.member_key)
        if not member.waits_for:
            _begin(dossier, row, member, {}, at)
    return dossier


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
    account = db.session.get_one(Account, parent.account_id)
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
    made.answers = _answers(parent, member, results)
    made.attachments = _papers(parent, member, results, at)
    data = {"linked": parent.reference}
    made.move(Action.BEGIN, by=account.as_citizen(), at=at, data=data)
    db.session.add(made)
    db.session.flush()
    row.dossier_id = made.id
    made.move(Action.SUBMIT, by=account.as_citizen(), at=at, data=data)
    made.submitted_at = at
    made.answers = made.shown_answers
    invoicing.begin(made, at=at)
    messages.submitted(made, at=at)


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
        Attachment(
            document_key=own,
            name=one.name,
            content_type=one.content_type,
            size=one.size,
            sha256=one.sha256,
            added_at=at,
        )
        for own, common in member.papers.items()
        for one in parent.kept_attachments
        if one.document_key == common
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
    """The unit chosen for the whole where it settles this procedure too, else the one that does."""
    units = list(
        db.session.scalars(
            sa.select(Unit)
            .join(Offering, Offering.unit_id == Unit.id)
            .where(Offering.procedure_id == procedure.id)
            .order_by(Unit.code)
        )
    )
    found = next((one for one in units if one.id == unit.id), None) or next(iter(units), None)
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
        sa.select(LinkedService).where(LinkedService.procedure_id == dossier.procedure_id)
    )
    return service.definition if service else None


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


def service_ids() -> set[int]:
    """Procedures that are linked services: nobody enters one at a desk."""
    return set(db.session.scalars(sa.select(LinkedService.procedure_id)))
