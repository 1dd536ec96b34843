"""What the publishers of the demonstration province are at: a draft, and one waiting for review."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.demonstration.officers import EMAIL_DOMAIN
from portal.procedures import editing, offering, reviewing
from portal.procedures.definitions import Limits, RequiredDocument, TimeLimit
from portal.procedures.models import Procedure, ProcedureVersion
from portal.units.models import Unit

WRITER, REVIEWER = "ngocanh", "quynh"


def make(at: datetime) -> None:
    """Adds rows; does not commit."""
    quynh, ngoc_anh = _officer(REVIEWER), _officer(WRITER)
    _papers_from_the_store(quynh, at)
    _shorter_limit(ngoc_anh, at)
    _quicker_ward(quynh, at)


def _papers_from_the_store(by: Account, at: datetime) -> None:
    """Quỳnh writes: certified copies of papers the person's store already has."""
    draft = editing.begin_revision(_procedure("9.000004"), by=by, at=at)
    documents = draft.parts.documents
    first = replace(documents.items[0], from_store=True)
    extract = RequiredDocument(
        "divorce_extract",
        "Trích lục ghi chú ly hôn",
        photocopies=1,
        required=False,
        condition="Nếu đã ly hôn",
        from_store=True,
        result_of="9.000005",
    )
    _change(
        draft, "documents", replace(documents, items=(first, *documents.items[1:], extract)), by, at
    )


def _shorter_limit(by: Account, at: datetime) -> None:
    """Ngọc Anh submitted: household businesses within two working days; Quỳnh reviews."""
    draft = editing.begin_revision(_procedure("9.000008"), by=by, at=at)
    _change(draft, "limits", Limits((TimeLimit("2wd"),)), by, at)
    route = draft.parts.route
    steps = tuple(replace(step, hours=min(step.hours, 4)) for step in route.steps)
    _change(draft, "route", replace(route, steps=steps), by, at)
    note = "Rút ngắn từ ba xuống hai ngày làm việc theo phương án đơn giản hóa."
    reviewing.submit(draft, note=note, by=by, at=at)


def _quicker_ward(by: Account, at: datetime) -> None:
    """One ward answers sooner than the version allows."""
    version = _procedure("9.000004").current
    unit = db.session.scalars(sa.select(Unit).where(Unit.code == "H99.12")).one()
    offering.differ_in_limit(
        version,
        unit,
        "1wd",
        decision="Quyết định 45/QĐ-UBND",
        since=clock.local(at).date(),
        by=by,
        at=at,
    )


def _change(draft: ProcedureVersion, name: str, part: Any, by: Account, at: datetime) -> None:
    editing.change_part(draft, name, part, by=by, at=at, seen=editing.seen(draft, name))


def _officer(name: str) -> Account:
    email = f"{name}@{EMAIL_DOMAIN}"
    return db.session.scalars(sa.select(Account).where(Account.email == email)).one()


def _procedure(code: str) -> Procedure:
    return db.session.scalars(sa.select(Procedure).where(Procedure.code == code)).one()
