"""Keep the list of everyday words by which people look for procedures."""

from __future__ import annotations

import sqlalchemy as sa

from portal.db import db
from portal.errors import Invalid
from portal.i18n import _
from portal.procedures.models import Synonym
from portal.vietnam import fold


def keep(said: str, means: str) -> Synonym:
    """Say what an everyday word means; said before, it means this from now on."""
    folded = fold(said)
    if not folded:
        raise Invalid(_("Hãy ghi từ người dân hay dùng."), {"said": _("Hãy ghi từ hay dùng")})
    if folded == fold(means):
        raise Invalid(
            _("Hai bên giống nhau: tìm kiếm đã bỏ qua dấu và chữ hoa."),
            {"means": _("Hãy ghi cách gọi khác")},
        )
    entry = db.session.scalar(sa.select(Synonym).where(Synonym.said_folded == folded))
    if entry is None:
        entry = Synonym(said_folded=folded)
        db.session.add(entry)
    entry.said, entry.means = said, means
    db.session.flush()
    return entry


def remove(entry: Synonym) -> None:
    db.session.delete(entry)
