"""Who has the step is told that it is due, once before and once after (domain rule 5)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.cli import remind_officers
from portal.db import db
from portal.dossiers import decisions, extension, reminders, supplements
from portal.dossiers.models import Dossier
from portal.notifications.models import OutboxMessage
from tests.dossiers.walk import drafted, moment, received, signed
from tests.factories import Cast, make_cast, make_officer

pytestmark = pytest.mark.usefixtures("at_noon")
# Received Wednesday the 18th at 10:00: the first step is due on Thursday at 10:30 (eight hours of
# 7:30–11:30 and 13:30–17:00), the dossier on Monday the 23rd at 17:00.


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def told(session: Session, when: datetime, cast: Cast) -> list[tuple[str, int | None]]:
    """What the job adds at `when`: (about what, to whom)."""
    before = set(session.scalars(sa.select(OutboxMessage.id)))
    reminders.remind_unit(cast.unit, at=when)
    rows = session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.id.not_in(before)).order_by(OutboxMessage.id)
    )
    return [("-".join(row.key.split("/")[2].split("-")[:-1]), row.account_id) for row in rows]


def test_nothing_is_said_while_there_is_time(session: Session, cast: Cast) -> None:
    drafted(cast)
    assert told(session, moment(18, 10, 15), cast) == []


def test_the_step_is_announced_once_before_and_once_after(session: Session, cast: Cast) -> None:
    task = drafted(cast).open_task
    assert task is not None and task.due_at == moment(19, 10, 30)
    soon, late = f"step-{task.id}-due", f"step-{task.id}-overdue"
    assert told(session, moment(18, 10, 45), cast) == [(soon, cast.hoa.id)]
    assert told(session, moment(18, 15), cast) == []
    assert told(session, moment(19, 11), cast) == [(late, cast.hoa.id)]
    assert told(session, moment(19, 14), cast) == []


def test_a_working_day_reaches_over_the_weekend(session: Session, cast: Cast) -> None:
    dossier = signed(cast)  # the clerk's step, then only the dossier's own day is near
    assert dossier.due_at == moment(23, 17)
    everything = told(session, moment(20, 16, 30), cast)  # Friday
    assert ("due", cast.dung.id) not in everything, "a working day and half an hour are left"
    assert ("due", cast.dung.id) in told(session, moment(20, 17, 1), cast)
    assert ("overdue", cast.dung.id) in told(session, moment(24, 8), cast)


def test_what_nobody_has_is_told_to_everybody_who_could_take_it(
    session: Session, cast: Cast
) -> None:
    pao = make_officer("Lò Văn Páo", cast.unit, Role.SPECIALIST)
    gone = make_officer("Vừ A Dính", cast.unit, Role.SPECIALIST, disabled_at=clock.now())
    received(cast)
    people = {who for _what, who in told(session, moment(18, 14), cast)}
    assert people == {cast.hoa.id, pao.id} and gone.id not in people


def test_who_waits_for_the_citizen_is_left_alone(session: Session, cast: Cast) -> None:
    dossier = drafted(cast)
    items = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": ""}]
    supplements.request(dossier, reason="Mờ", items=items, by=cast.hoa, at=moment(18, 11))
    db.session.flush()
    assert told(session, moment(30, 9), cast) == []


def test_what_is_done_is_not_spoken_of(session: Session, cast: Cast) -> None:
    dossier = signed(cast)
    decisions.issue(dossier, by=cast.dung, at=moment(18, 11))
    db.session.flush()
    assert told(session, moment(30, 9), cast) == []


def test_after_an_apology_the_new_day_counts(session: Session, cast: Cast) -> None:
    dossier = drafted(cast)
    extend(dossier, cast.hoa, cast.tuan)
    assert not [w for w, _a in told(session, moment(24, 9), cast) if w in ("due", "overdue")]
    assert ("due", cast.hoa.id) in told(session, moment(27, 9), cast)


def extend(dossier: Dossier, specialist: Account, leader: Account) -> None:
    extension.draft(
        dossier, reason="Chậm", new_due_on=date(2026, 3, 27), by=specialist, at=moment(19, 9)
    )
    db.session.flush()
    extension.extend(dossier, by=leader, at=moment(19, 10))
    db.session.flush()


def test_the_job_goes_through_every_unit(session: Session, cast: Cast) -> None:
    other = make_cast()
    drafted(cast)
    drafted(other, key="k2")
    session.commit()
    with clock.travelling(moment(18, 14)):
        remind_officers()
        remind_officers()
    told_to = db.session.scalars(
        sa.select(OutboxMessage.account_id).where(OutboxMessage.key.contains("/step-"))
    ).all()
    assert sorted(told_to, key=str) == sorted([cast.hoa.id, other.hoa.id], key=str)
