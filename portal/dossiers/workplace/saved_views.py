"""Lists of work kept under a name, for oneself or for the unit."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.dossiers.workplace.models import SavedView
from portal.dossiers.workplace.wanted import Wanted, Worklist
from portal.errors import Forbidden, Invalid
from portal.i18n import _

MOST_VIEWS = 30


def save_view(
    wanted: Wanted, name: str, *, shared_with: int | None, by: Account, at: datetime
) -> SavedView:
    """Keep the list as it is narrowed and shown now. The same name again replaces one's own."""
    role, day = wanted.worklist.role, clock.local(at).date()
    if shared_with is not None and shared_with not in by.units_as(role, day):
        raise Forbidden(_("Ông/Bà không làm việc tại đơn vị này."))
    own = [view for view in views_for(by, wanted.worklist, at) if view.account_id == by.id]
    view = next((view for view in own if view.name == name), None)
    if view is None and len(own) >= MOST_VIEWS:
        sentence = _("Ông/Bà đã lưu đủ %(count)d danh sách; hãy xóa bớt.", count=MOST_VIEWS)
        raise Invalid(sentence, {"name": sentence})
    view = view or SavedView(account_id=by.id, worklist=wanted.worklist.value, name=name)
    view.unit_id, view.created_at = shared_with, at
    view.query = urlencode(wanted.on_page(1).query())
    db.session.add(view)
    return view


def forget_view(view: SavedView, *, by: Account) -> None:
    """Raises Forbidden for a colleague's."""
    if view.account_id != by.id:
        raise Forbidden(_("Danh sách này của đồng nghiệp; chỉ người lưu mới xóa được."))
    db.session.delete(view)


def views_for(account: Account, worklist: Worklist, at: datetime) -> list[SavedView]:
    """The officer's own, and what colleagues share in the units where both have this list."""
    units = account.units_as(worklist.role, clock.local(at).date())
    return list(
        db.session.scalars(
            sa.select(SavedView)
            .where(
                SavedView.worklist == worklist.value,
                sa.or_(SavedView.account_id == account.id, SavedView.unit_id.in_(units)),
            )
            .order_by(SavedView.name, SavedView.id)
        )
    )


def view_of(number: int) -> SavedView | None:
    return db.session.get(SavedView, number)
