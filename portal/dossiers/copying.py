"""Copies of papers the unit issued (NĐ 30/2020/NĐ-CP, Điều 25–27): prepared by the clerk, signed by
the leader, numbered and sealed in the same act. The original and the dossier stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import copies
from portal.documents.models import CopyForm, Document, DocumentState
from portal.dossiers import messages
from portal.dossiers.letters import capacities
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action
from portal.errors import Conflict
from portal.i18n import _


@dataclass(frozen=True)
class Wish:
    """What the officer asks for. `parts` are places of what a trích sao keeps; `to_applicant`: the
    copy appears on the person's own page, too."""

    form: CopyForm
    purpose: str
    copies: int
    recipients: Sequence[str]
    parts: Sequence[int] = ()
    to_applicant: bool = False


def prepare(
    dossier: Dossier, source: Document, wish: Wish, *, by: Account, at: datetime
) -> Document:
    """Draft a copy for the leader to sign. Errors as `copies.draft`."""
    actor = _as(dossier, (Role.LEADER, Role.CLERK), by, at)
    document = copies.draft(
        source,
        wish.form,
        parts=wish.parts,
        purpose=wish.purpose,
        copies=wish.copies,
        recipients=wish.recipients,
        at=at,
    )
    document.content = {**document.content, "to_applicant": wish.to_applicant}
    dossier.move(Action.COPY, by=actor, at=at, note=document.title)
    db.session.add(document)
    db.session.flush()
    if actor.role != Role.LEADER:
        messages.to_decide(dossier, f"copy-{document.id}", "Bản sao chờ ký", document.title, at=at)
    return document


def sign(dossier: Dossier, document: Document, *, by: Account, at: datetime) -> Document:
    """Sign, number and seal the copy: it holds like the original (Điều 26)."""
    actor = _as(dossier, (Role.LEADER,), by, at)
    dossier.move(Action.SIGN_COPY, by=actor, at=at, note=document.title)
    db.session.flush()
    copies.sign(document, unit=dossier.unit, capacities=capacities(dossier), by=by, at=at)
    if document.content.get("to_applicant"):
        messages.copied(dossier, document.number or "", document.title, at=at)
    return document


def drop(dossier: Dossier, document: Document, *, reason: str, by: Account, at: datetime) -> None:
    """A copy that is not wanted after all, or not to be signed; its number was never taken."""
    actor = _as(dossier, (Role.LEADER, Role.CLERK), by, at)
    if document.state is not DocumentState.DRAFT:
        raise Conflict(_("Bản sao này đã được ký."))
    dossier.move(Action.DROP_COPY, by=actor, at=at, note=f"{document.title}. {reason}".strip())
    db.session.delete(document)


def preview(dossier: Dossier, document: Document, *, at: datetime) -> bytes:
    return copies.preview(document, unit=dossier.unit, capacities=capacities(dossier), at=at)


def is_leader(dossier: Dossier, account: Account, at: datetime) -> bool:
    """May the officer sign what they prepare?"""
    return dossier.unit_id in account.units_as(Role.LEADER, clock.local(at).date())


def _as(dossier: Dossier, roles: Sequence[Role], by: Account, at: datetime) -> Actor:
    """In the first of the roles that the officer holds in the unit."""
    day = clock.local(at).date()
    held = [role for role in roles if dossier.unit_id in by.units_as(role, day)]
    return by.acting_as(held[0] if held else roles[-1], dossier.unit_id, day)
