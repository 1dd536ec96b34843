"""A note with "@name": those named are told, if they may see the dossier at all."""

from __future__ import annotations

import re
from datetime import date, datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account, RoleGrant
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import messages, processing
from portal.dossiers.models import Dossier
from portal.dossiers.workplace.scope import AT_WORK
from portal.errors import Invalid
from portal.i18n import _
from portal.vietnam import fold

_MENTION = re.compile(r"(?:^|(?<=\s))@(?=\S)")


def write_note(dossier: Dossier, text: str, *, by: Account, at: datetime) -> list[Account]:
    """Write the note and tell whom it names; returns them. Raises Invalid when a name is nobody's
    who works on the dossier: a colleague believed to be told must have been."""
    told = mentioned(text, colleagues(dossier, clock.local(at).date()))
    event = processing.note(dossier, text, by=by, at=at)
    db.session.flush()
    messages.mentioned(dossier, [one for one in told if one.id != by.id], event.id, text, by, at=at)
    return told


def colleagues(dossier: Dossier, day: date) -> list[Account]:
    """Officers who may see the dossier: of its competent unit, and the desk that received it."""
    at_unit = sa.and_(
        RoleGrant.unit_id == dossier.unit_id, RoleGrant.role.in_((*AT_WORK, Role.RECEPTIONIST))
    )
    at_desk = sa.and_(
        RoleGrant.unit_id == dossier.desk.unit_id, RoleGrant.role == Role.RECEPTIONIST
    )
    return list(
        db.session.scalars(
            sa.select(Account)
            .where(
                Account.disabled_at.is_(None),
                Account.id.in_(
                    sa.select(RoleGrant.account_id).where(
                        sa.or_(at_unit, at_desk),
                        RoleGrant.valid_from <= day,
                        sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
                    )
                ),
            )
            .order_by(Account.full_name, Account.id)
        )
    )


def mentioned(text: str, people: list[Account]) -> list[Account]:
    """Those whose full name, or the part of whose e-mail before the @, follows an "@" in the text,
    whatever its accents and case; people of one name all. Raises Invalid for anybody else."""
    found: dict[int, Account] = {}
    for match in _MENTION.finditer(text):
        rest = fold(text[match.end() :])
        named = _named(rest, people)
        if not named:
            word = " ".join(text[match.end() :].split()[:3])
            raise Invalid(_("Không có đồng nghiệp nào của hồ sơ này tên là “%(name)s”.", name=word))
        found.update((person.id, person) for person in named)
    return list(found.values())


def _named(rest: str, people: list[Account]) -> list[Account]:
    """Who the text begins with; the longest name wins."""
    best: list[Account] = []
    longest = 0
    for person in people:
        for name in (fold(person.full_name), person.email.partition("@")[0].lower()):
            if not re.match(re.escape(name) + r"(?!\w)", rest) or len(name) < longest:
                continue
            best = [*best, person] if len(name) == longest else [person]
            longest = len(name)
    return list({person.id: person for person in best}.values())
