"""A world in which every page has something to show, and everybody who may look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from portal import clock, config
from portal.accounts.access import Access
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents.models import Document
from portal.dossiers import handover, submission, supplements
from portal.dossiers.models import Dossier
from portal.notifications.channels import email
from portal.notifications.models import MessageChannel, MessageState, OutboxMessage
from tests.dossiers import walk
from tests.factories import Cast, make_cast, make_officer, make_unit


@dataclass(frozen=True)
class World:
    """`dossiers`: one at each point of the walk. `mail`: the name of a letter in the mailbox."""

    cast: Cast
    officers: tuple[Account, ...]
    dossiers: tuple[Dossier, ...]
    documents: tuple[Document, ...]
    mail: str

    def visitors(self, access: Access) -> list[Account | None]:
        """Everybody whom `access` lets in; None is somebody not signed in."""
        officers = [
            o
            for o in self.officers
            if not access.roles or access.roles & o.roles_on(clock.today())
        ]
        return {
            "public": [None, self.cast.lan, self.cast.minh],
            "signed_in": [self.cast.lan, self.cast.minh],
            "citizen": [self.cast.lan],
            "officer": officers,
        }[access.audience]

    def arguments(self, rule: Rule) -> Iterator[dict[str, Any]]:
        """Values for the rule's arguments, for each thing of the world that has them all."""
        if rule.endpoint == "documents.verified":
            yield from ({"code": document.verify_code} for document in self.documents)
        elif rule.arguments <= {"code", "unit_code"}:
            given = {"code": self.cast.procedure.code, "unit_code": self.cast.unit.code}
            yield {name: given[name] for name in rule.arguments}
        elif rule.arguments == {"name"}:
            yield {"name": self.mail}
        elif "reference" in rule.arguments:
            for dossier in self.dossiers:
                yield from self._parts(dossier, rule.arguments - {"reference"})
        else:
            raise AssertionError(f"tests/house/world.py does not know {rule.arguments} of {rule}")

    def _parts(self, dossier: Dossier, rest: set[str]) -> Iterator[dict[str, Any]]:
        values: dict[str, list[Any]] = {
            "attachment_id": [a.id for a in dossier.attachments],
            "document_id": [d.id for d in self.documents if d.dossier_id == dossier.id],
            "key": [section.key for section in dossier.procedure_version.parts.form.sections],
        }
        if not rest:
            yield {"reference": dossier.reference}
        for name in rest:
            assert name in values, f"tests/house/world.py does not know {name}"
            yield from ({"reference": dossier.reference, name: value} for value in values[name])


def make_world() -> World:
    cast, at = make_cast(), clock.now()
    office = make_unit(name="Văn phòng tỉnh")
    quynh = make_officer("Đỗ Như Quỳnh", office, Role.PUBLISHER)
    tri = make_officer("Vũ Quang Trị", office, Role.ADMINISTRATOR)
    draft = submission.begin(
        cast.procedure, cast.unit, answers=dict(walk.ANSWERS), key="draft", by=cast.lan, at=at
    )
    questioned = walk.submitted(cast, key="questioned")
    supplements.request(
        questioned,
        reason="Giấy chứng sinh bị mờ",
        items=[{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": "Chụp lại"}],
        by=cast.minh,
        at=at,
    )
    returned = walk.issued(cast, key="returned")
    handover.hand_over(
        returned, recipient=cast.lan.full_name, identity=cast.lan.personal_number or "",
        fee_was_paid=True, by=cast.minh, at=at,
    )  # fmt: skip
    dossiers = (
        draft,
        questioned,
        walk.submitted(cast, key="submitted"),
        walk.received(cast, key="received"),
        walk.drafted(cast, key="drafted"),
        walk.proposed(cast, key="proposed"),
        walk.signed(cast, key="signed"),
        walk.issued(cast, key="issued"),
        returned,
    )
    dead = db.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.channel == MessageChannel.EMAIL)
    ).first()
    assert dead is not None
    dead.state = MessageState.DEAD
    email.deliver(dead, config.current())
    db.session.commit()
    documents = tuple(db.session.scalars(sa.select(Document)))
    officers = (cast.minh, cast.hoa, cast.tuan, cast.dung, quynh, tri)
    return World(cast, officers, dossiers, documents, email.digest(dead.key))


def access_of(app: Flask, endpoint: str) -> Access | None:
    return getattr(app.view_functions[endpoint], "access", None)


def pages(app: Flask, method: str) -> list[Rule]:
    """The routes that answer to `method`, without the static files."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint != "static"
    ]
