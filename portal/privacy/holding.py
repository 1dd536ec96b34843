"""Keeping a dossier from removal, and letting it go again."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import State
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _
from portal.privacy.correcting import is_of_the_province
from portal.privacy.models import LegalHold, Removal


def hold(code: str, *, reason: str, until: date | None, by: Account, at: datetime) -> LegalHold:
    """Keep the dossier of this code until a day or until lifted. Raises Forbidden, Invalid with the
    field's sentence, Conflict when its data is gone already."""
    day = clock.local(at).date()
    demand_province(by, day)
    code = code.strip().upper()
    dossier = db.session.scalar(
        sa.select(Dossier).where(
            sa.or_(Dossier.code == code, Dossier.reference == code),
            Dossier.state.not_in((State.DRAFT, State.DISCARDED)),
        )
    )
    if dossier is None:
        sentence = _("Không có hồ sơ nào mang mã này.")
        raise Invalid(sentence, {"code": sentence})
    if until is not None and until < day:
        sentence = _("Ngày này đã qua.")
        raise Invalid(sentence, {"until": sentence})
    if db.session.scalar(sa.select(Removal.id).where(Removal.dossier_id == dossier.id)):
        raise Conflict(_("Dữ liệu cá nhân của hồ sơ này đã được xoá theo thời hạn lưu."))
    kept = LegalHold(
        dossier_id=dossier.id, reason=reason, until=until, held_by_name=by.full_name, held_at=at
    )
    db.session.add(kept)
    return kept


def lift(held: LegalHold, *, by: Account, at: datetime) -> None:
    """Raises Forbidden, Conflict."""
    demand_province(by, clock.local(at).date())
    if held.lifted_at is not None:
        raise Conflict(_("Lệnh giữ này đã được gỡ."))
    held.lifted_at, held.lifted_by_name = at, by.full_name


def demand_province(by: Account, day: date) -> None:
    if not is_of_the_province(by, day):
        raise Forbidden(_("Chỉ quản trị hệ thống của tỉnh làm được việc này."))
