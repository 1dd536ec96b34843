"""A dossier brought to where a test begins, by the acts themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import clock, pdf
from portal.accounts.models import Account
from portal.db import db
from portal.documents.issuing import store
from portal.documents.models import Document
from portal.dossiers import decisions, duplicates, intake, processing, submission
from portal.dossiers.intake import PaperCount, PersonAtDesk
from portal.dossiers.models import DeliveryMethod, Dossier, PaymentState
from portal.dossiers.workflow import Outcome
from portal.dossiers.workplace import lists
from portal.dossiers.workplace.scope import scope_of
from portal.dossiers.workplace.wanted import Wanted, Worklist
from portal.procedures.definitions import Channel
from portal.uploads import Accepted
from tests.factories import Cast

ANSWERS = {
    "requester_name": "Nguyễn Thị Lan",
    "relation": "Mẹ",
    "child_name": "Nguyễn Gia Hân",
    "born_on": "2026-03-02",
}
LETTER_WRITER = PersonAtDesk(
    applicant_name="Trần Thị Mận",
    applicant_identity="001190000777",
    applicant_address="Số 9, phố Gốm",
    submitter_name="",
    submitter_identity="",
    phone="0901234567",
    email="",
)


def moment(day: int, hour: int, minute: int = 0, month: int = 3, year: int = 2026) -> datetime:
    """A moment on Vietnam's clocks. March 2026: the 18th is a Wednesday, the 20th a Friday."""
    return datetime(year, month, day, hour, minute, tzinfo=clock.VIETNAM)


def scan(name: str = "giấy chứng sinh.pdf") -> Accepted:
    """An uploaded page, stored."""
    sha256, size = store().put([pdf.render(f"<p>{name}</p>", title=name, identifier=name.encode())])
    return Accepted(name, "application/pdf", size, sha256)


def submitted(
    cast: Cast, *, key: str = "k1", delivery: DeliveryMethod = DeliveryMethod.DESK
) -> Dossier:
    """Handed in online by Lan; with the fee paid when the result comes back online too."""
    at = clock.now()
    dossier = submission.begin(
        cast.procedure, cast.unit, answers=dict(ANSWERS), key=key, by=cast.lan, at=at
    )
    submission.attach(dossier, "birth_note", scan(), at=at)
    dossier.delivery_method = delivery
    submission.submit(dossier, by=cast.lan, at=at)
    if delivery is DeliveryMethod.ONLINE:
        dossier.payment = PaymentState.PAID  # nothing unpaid is returned online
    db.session.flush()
    return dossier


def entered(cast: Cast, *, key: str = "k1", **changes: Any) -> Dossier:
    """Entered by Minh at the desk."""
    told: dict[str, Any] = {
        "channel": Channel.DESK,
        "person": LETTER_WRITER,
        "answers": dict(ANSWERS),
        "counts": {"birth_note": PaperCount(originals=1)},
        "delivery": DeliveryMethod.DESK,
        "delivery_address": "",
        "by": cast.minh,
        "at": clock.now(),
        **changes,
    }
    dossier = intake.enter(cast.procedure, cast.unit, cast.unit.desks[0], key=key, **told)
    db.session.flush()
    return dossier


def received(cast: Cast, **more: Any) -> Dossier:
    """Lan's second matter is told apart from her first."""
    dossier = submitted(cast, **more)
    if duplicates.undecided(dossier):
        duplicates.keep_apart(dossier, reason="Việc khác", by=cast.minh, at=clock.now())
    intake.receive(dossier, by=cast.minh, at=clock.now())
    db.session.flush()
    return dossier


def drafted(
    cast: Cast, *, outcome: Outcome = Outcome.GRANTED, remark: str = "", **more: Any
) -> Dossier:
    dossier = received(cast, **more)
    draft(dossier, cast.hoa, outcome=outcome, remark=remark)
    return dossier


def draft(
    dossier: Dossier,
    by: Account,
    *,
    outcome: Outcome = Outcome.GRANTED,
    remark: str = "",
    values: dict[str, str] | None = None,
) -> Document:
    made = processing.draft_result(
        dossier, outcome=outcome, values=values or {}, remark=remark, by=by, at=clock.now()
    )
    db.session.flush()
    return made


def proposed(cast: Cast, **more: Any) -> Dossier:
    dossier = drafted(cast, **more)
    processing.propose(dossier, note="", by=cast.hoa, at=clock.now())
    db.session.flush()
    return dossier


def signed(cast: Cast, **more: Any) -> Dossier:
    dossier = proposed(cast, **more)
    decisions.approve(dossier, note="", by=cast.tuan, at=clock.now())
    db.session.flush()
    return dossier


def issued(cast: Cast, **more: Any) -> Dossier:
    dossier = signed(cast, **more)
    decisions.issue(dossier, by=cast.dung, at=clock.now())
    db.session.flush()
    return dossier


def listed(account: Account, worklist: Worklist, tab: str, **narrowed: Any) -> list[int]:
    """Identifiers of the dossiers in a tab of the officer's list, in its order."""
    scope = scope_of(account, worklist, clock.now())
    return [row.id for row in lists.work_page(Wanted(worklist, tab, **narrowed), scope).rows]
