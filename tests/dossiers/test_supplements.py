"""Asking for what is missing (Mẫu 02) pauses the clock; the answer resumes it (domain rule 4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.db import db
from portal.documents.issuing import store
from portal.documents.models import DocumentKind
from portal.dossiers import intake, supplements
from portal.dossiers.models import ActionRefused, Dossier
from portal.dossiers.workflow import Action, State
from portal.dossiers.workplace.wanted import Worklist
from portal.errors import Conflict, Forbidden, Invalid
from portal.notifications.models import OutboxMessage
from tests.documents.tools import text_of
from tests.dossiers.walk import listed, moment, received, submitted
from tests.factories import Cast, make_cast

pytestmark = pytest.mark.usefixtures("at_noon")
ITEMS = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": "chụp lại mặt sau"}]


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def ask(dossier: Dossier, cast: Cast, at: datetime, reason: str = "Ảnh mờ."):
    by = cast.minh if dossier.state is State.SUBMITTED else cast.hoa
    return supplements.request(dossier, reason=reason, items=ITEMS, by=by, at=at)


def reply(dossier: Dossier, cast: Cast, at: datetime) -> None:
    supplements.answer(dossier, text="Tôi đã chụp lại.", by=cast.lan, at=at)


# The calendar of March to May 2026, by hand: weekends, and the days off of the law.
DAYS_OFF = {date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)}  # Giỗ Tổ (26/4, Sunday) made up


def working_days_after(start: date, count: int, paused: tuple[date, date] | None) -> date:
    """The `count`-th working day after `start`, days after the first of `paused` up to and
    including its second not counted."""
    day = start
    while count:
        day += timedelta(days=1)
        is_paused = paused is not None and paused[0] < day <= paused[1]
        if day.weekday() < 5 and day not in DAYS_OFF and not is_paused:
            count -= 1
    return day


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (moment(19, 9), moment(25, 15)),
        (moment(18, 11), moment(18, 16)),  # within the day: costs nothing
        (moment(20, 16), moment(22, 20)),  # over a weekend, answered on Sunday night
        (moment(23, 8), moment(7, 10, month=5)),  # over Giỗ Tổ, 30/4 and 1/5
        (moment(19, 9), moment(19, 9)),  # of zero length
    ],
)
def test_the_days_of_waiting_are_left_out_of_the_limit(
    cast: Cast, asked: datetime, answered: datetime
) -> None:
    dossier = received(cast)
    ask(dossier, cast, asked)
    reply(dossier, cast, answered)
    expected = working_days_after(date(2026, 3, 18), 3, (asked.date(), answered.date()))
    assert dossier.due_at is not None
    assert clock.local(dossier.due_at) == datetime(
        expected.year, expected.month, expected.day, 17, tzinfo=clock.VIETNAM
    )


def test_while_waiting_the_dossier_is_paused_and_the_appointment_untouched(cast: Cast) -> None:
    dossier = received(cast)
    before = dossier.due_at
    ask(dossier, cast, moment(19, 9))
    assert dossier.state is State.SUPPLEMENT_REQUESTED and dossier.due_at == before
    request = dossier.open_supplement_request
    assert request is not None and request.items == ITEMS and not request.is_before_reception


def test_the_open_step_gets_its_waiting_time_back(cast: Cast) -> None:
    dossier = received(cast)  # Wednesday 10:00, eight hours: due Thursday 10:30
    ask(dossier, cast, moment(18, 11))  # one hour used
    reply(dossier, cast, moment(23, 8))  # Monday: seven left, 3.5 + 3.5
    task = dossier.open_task
    assert task is not None and task.due_at == moment(23, 17)
    assert task.assignee_name == "Trần Thị Hoa"


def test_the_slip_lists_each_paper_with_what_is_wrong(cast: Cast, tmp_path: Path) -> None:
    slip = ask(received(cast), cast, moment(19, 9), reason="Theo Điều 16 Luật Hộ tịch.")
    assert slip.kind is DocumentKind.SUPPLEMENT
    text = text_of(store().read(slip.sha256), tmp_path)
    assert "Giấy chứng sinh: chụp lại mặt sau" in text and "Điều 16 Luật Hộ tịch" in text
    assert "Trần Thị Hoa" in text


def test_the_citizen_is_told(session: Session, cast: Cast) -> None:
    dossier = received(cast)
    ask(dossier, cast, moment(19, 9))
    bodies = session.scalars(
        sa.select(OutboxMessage.body).where(OutboxMessage.key.contains("/supplement-1"))
    ).all()
    assert bodies and all("Ảnh mờ." in body for body in bodies)


def test_before_reception_the_desk_asks_and_no_clock_is_running(cast: Cast) -> None:
    dossier = submitted(cast)
    ask(dossier, cast, moment(18, 11))
    assert dossier.state is State.SUPPLEMENT_REQUESTED and dossier.due_at is None
    reply(dossier, cast, moment(24, 9))
    assert dossier.state is State.SUBMITTED and dossier.due_at is None
    intake.receive(dossier, by=cast.minh, at=moment(24, 10))
    assert dossier.due_at == moment(27, 17), "counted from the reception, nothing left out"
    assert dossier.pauses() == []


def test_after_reception_one_is_asked_once(cast: Cast) -> None:
    dossier = received(cast)
    ask(dossier, cast, moment(19, 9))
    reply(dossier, cast, moment(20, 9))
    with pytest.raises(Conflict, match="đã được yêu cầu bổ sung một lần"):
        ask(dossier, cast, moment(20, 10))
    assert dossier.state is State.PROCESSING and len(dossier.supplement_requests) == 1


def test_a_request_without_paper_or_reason_is_refused(cast: Cast) -> None:
    dossier = received(cast)
    with pytest.raises(Invalid):
        ask(dossier, cast, moment(19, 9), reason="")
    with pytest.raises(Invalid):
        supplements.request(dossier, reason="Thiếu.", items=[], by=cast.hoa, at=moment(19, 9))
    assert dossier.state is State.PROCESSING and not dossier.supplement_requests


def test_nobody_answers_what_was_not_asked(cast: Cast) -> None:
    with pytest.raises(Conflict):
        reply(received(cast), cast, moment(19, 9))


def test_an_answer_is_given_once(cast: Cast) -> None:
    dossier = received(cast)
    ask(dossier, cast, moment(19, 9))
    reply(dossier, cast, moment(20, 9))
    due = dossier.due_at
    with pytest.raises(Conflict):
        reply(dossier, cast, moment(25, 9))
    assert dossier.due_at == due


def test_who_asks_depends_on_the_state(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        supplements.request(
            submitted(cast, key="a"), reason="?", items=ITEMS, by=cast.hoa, at=clock.now()
        )
    with pytest.raises(Forbidden):
        supplements.request(
            received(cast, key="b"), reason="?", items=ITEMS, by=cast.minh, at=clock.now()
        )


def test_while_waiting_it_is_nobodys_work(cast: Cast) -> None:
    from portal.accounts.roles import Role

    dossier = received(cast)
    ask(dossier, cast, moment(19, 9))
    day = clock.today()
    assert listed(cast.hoa, Worklist.SPECIALIST, "tat-ca") == []
    assert len(listed(cast.hoa, Worklist.SPECIALIST, "cho-cong-dan")) == 1
    with pytest.raises(ActionRefused):
        dossier.move(
            Action.PROPOSE,
            by=cast.hoa.acting_as(Role.SPECIALIST, cast.unit.id, day),
            at=clock.now(),
        )


def told_of_the_answer() -> list[tuple[int | None, str]]:
    answered = sa.select(OutboxMessage).where(OutboxMessage.key.contains("/answered-"))
    return [(m.account_id, m.channel.value) for m in db.session.scalars(answered)]


def test_the_specialist_who_asked_is_told_of_the_answer(cast: Cast) -> None:
    dossier = received(cast)
    ask(dossier, cast, moment(19, 9))
    reply(dossier, cast, moment(20, 9))
    assert told_of_the_answer() == [(cast.hoa.id, "portal")]


def test_before_reception_the_desk_is_told_of_the_answer(cast: Cast) -> None:
    dossier = submitted(cast)
    ask(dossier, cast, moment(18, 15))
    reply(dossier, cast, moment(19, 9))
    assert told_of_the_answer() == [(cast.minh.id, "portal")]
