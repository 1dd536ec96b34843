"""A publisher lets stand what the importer understood of a record it was not sure of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.db import db
from portal.procedures.editing import publisher
from portal.procedures.models import FlagDecision, ProcedureVersion
from portal.procedures.remarks import flag_digest


def accept(
    version: ProcedureVersion, wanted: Collection[str] | None, *, by: Account, at: datetime
) -> int:
    """Accept the remarks of `wanted` (digests; None: all) on the version; how many were open. Doing
    it again changes nothing."""
    publisher(by, at)
    procedure_id = version.procedure_id
    known = set(
        db.session.scalars(
            sa.select(FlagDecision.digest).where(FlagDecision.procedure_id == procedure_id)
        )
    )
    marks = {flag_digest(flag) for flag in version.flags} - known
    accepted = marks if wanted is None else marks & set(wanted)
    db.session.add_all(
        FlagDecision(
            procedure_id=procedure_id,
            digest=mark,
            decided_by=by.id,
            decided_name=by.full_name,
            decided_at=at,
        )
        for mark in sorted(accepted)
    )
    db.session.flush()
    return len(accepted)
