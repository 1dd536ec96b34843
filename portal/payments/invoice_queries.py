"""Reads of what dossiers owe."""

from __future__ import annotations

import sqlalchemy as sa

from portal.db import db
from portal.payments.invoice_models import ExemptionCheck, InvoiceLine


def lines_of(dossier_id: int) -> list[InvoiceLine]:
    """In the order they were added."""
    return list(
        db.session.scalars(
            sa.select(InvoiceLine)
            .where(InvoiceLine.dossier_id == dossier_id)
            .order_by(InvoiceLine.id)
        )
    )


def checks_of(dossier_id: int) -> dict[int, ExemptionCheck]:
    """By the line whose exemption was looked at."""
    found = db.session.scalars(
        sa.select(ExemptionCheck)
        .join(InvoiceLine, InvoiceLine.id == ExemptionCheck.line_id)
        .where(InvoiceLine.dossier_id == dossier_id)
    )
    return {check.line_id: check for check in found}
