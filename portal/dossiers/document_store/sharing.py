"""The owner of a paper lets another person use it, and takes that back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.dossiers.document_store import entries
from portal.dossiers.document_store.entries import StoredPaper
from portal.dossiers.document_store.models import PaperShare
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.notifications import outbox
from portal.vietnam import fold

LONGEST = timedelta(days=366)
LINK = "/kho-giay-to"


def share(
    paper: StoredPaper, owner: Account, *, number: str, name: str, until: date, at: datetime
) -> PaperShare:
    """Let the person with this number and name see the paper and use it in their dossiers, until a
    day. Whether they have an account is not told. Raises Invalid, Conflict."""
    today = clock.local(at).date()
    if paper.shared_by:
        raise Conflict(_("Giấy tờ này của người khác nên Ông/Bà không chia sẻ tiếp được."))
    if number == owner.personal_number:
        raise _wrong("number", _("Đây là số định danh của chính Ông/Bà."))
    if not today <= until <= today + LONGEST:
        raise _wrong("until", _("Ngày cuối phải từ hôm nay trở đi và trong vòng một năm."))
    for known in entries.shares_of(owner, paper.origin):
        if known.with_number == number and known.is_in_force(today):
            raise _wrong("number", _("Ông/Bà đang chia sẻ giấy tờ này cho người này rồi."))
    made = PaperShare(
        account_id=owner.id,
        origin=paper.origin,
        paper_name=paper.name[:300],
        with_number=number,
        with_name=name,
        until=until,
        given_at=at,
    )
    db.session.add(made)
    db.session.flush()
    _tell(made, owner, "given", f"{owner.full_name} chia sẻ một giấy tờ cho Ông/Bà", at)
    return made


def withdraw(share_id: int, owner: Account, *, at: datetime) -> PaperShare | None:
    """From this moment on the other neither sees nor uses the paper; what they handed in with it
    stays in that dossier. None when the share is not the owner's. Raises Conflict."""
    found = db.session.get(PaperShare, share_id, with_for_update=True)
    if found is None or found.account_id != owner.id:
        return None
    if not found.is_in_force(clock.local(at).date()):
        raise Conflict(_("Lần chia sẻ này đã kết thúc từ trước."))
    found.ended_at = at
    _tell(found, owner, "ended", f"{owner.full_name} đã thôi chia sẻ một giấy tờ", at)
    return found


def _tell(made: PaperShare, owner: Account, what: str, subject: str, at: datetime) -> None:
    named = db.session.scalar(sa.select(Account).where(Account.personal_number == made.with_number))
    if named is None or named.is_officer or fold(named.full_name) != fold(made.with_name):
        return
    outbox.notify(
        account=named,
        email="",
        subject=subject,
        body=f"Giấy tờ: {made.paper_name}. Mở Kho giấy tờ để xem những giấy tờ đang được chia sẻ "
        f"và dùng trong hồ sơ của mình đến hết ngày {made.until:%d/%m/%Y}."
        if what == "given"
        else f"Giấy tờ: {made.paper_name}. Hồ sơ đã nộp kèm giấy tờ này không thay đổi.",
        link=LINK,
        key=f"paper-share/{made.id}/{what}",
        at=at,
    )


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
