"""The citizen takes a dossier back, until the result is issued (domain rule 8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import (
    decisions,
    intake,
    processing,
    steps,
    supplements,
    withdrawal,
)
from portal.dossiers.models import ActionRefused, Dossier
from portal.dossiers.workflow import Action, State
from portal.dossiers.workplace.wanted import Worklist
from portal.errors import Conflict
from portal.notifications.models import OutboxMessage
from tests.dossiers.walk import issued, listed, moment, proposed, received, signed, submitted
from tests.factories import Cast, make_cast, make_officer

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def withdraw(dossier: Dossier, cast: Cast) -> None:
    withdrawal.withdraw(dossier, reason="Tôi đổi ý.", by=cast.lan, at=moment(19, 9))


@pytest.mark.parametrize("walk", [submitted, received, proposed, signed])
def test_a_dossier_can_be_taken_back_until_the_result_is_issued(
    cast: Cast, walk: Callable[[Cast], Dossier]
) -> None:
    dossier = walk(cast)
    withdraw(dossier, cast)
    assert dossier.state is State.WITHDRAWN and dossier.is_ended
    assert dossier.open_task is None
    last = dossier.events[-1]
    assert (last.action, last.note, last.actor_role) == (Action.WITHDRAW, "Tôi đổi ý.", "citizen")


def test_a_dossier_waiting_for_a_supplement_can_be_taken_back(cast: Cast) -> None:
    dossier = received(cast)
    items = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": ""}]
    supplements.request(dossier, reason="Mờ.", items=items, by=cast.hoa, at=clock.now())
    withdraw(dossier, cast)
    assert dossier.state is State.WITHDRAWN and dossier.open_task is None
    with pytest.raises(ActionRefused):
        supplements.answer(dossier, text="Muộn rồi.", by=cast.lan, at=moment(19, 10))


def notices() -> list[tuple[str, int | None, str]]:
    """(channel, whose, link) of what officers were told."""
    told = sa.select(OutboxMessage).where(OutboxMessage.link.startswith("/can-bo/"))
    return [(m.channel.value, m.account_id, m.link) for m in db.session.scalars(told)]


def test_the_officer_at_work_on_it_is_told(cast: Cast) -> None:
    dossier = received(cast)
    processing.take(
        dossier, steps.current_step(dossier, *steps.PAPERWORK), by=cast.hoa, at=clock.now()
    )
    withdraw(dossier, cast)
    assert notices() == [("portal", cast.hoa.id, f"/can-bo/ho-so/{dossier.reference}")]


def test_while_nobody_has_it_the_desk_is_told(cast: Cast) -> None:
    colleague = make_officer("Phạm Thị Sáu", cast.unit, Role.RECEPTIONIST)
    gone = make_officer("Đỗ Văn Bảy", cast.unit, Role.RECEPTIONIST)
    gone.disabled_at = clock.now()
    former = make_officer("Vũ Văn Tám", cast.unit, Role.RECEPTIONIST)
    former.grants[0].valid_to = date(2026, 3, 18)
    make_officer("Hồ Văn Chín", cast.elsewhere, Role.RECEPTIONIST)
    dossier = submitted(cast)
    withdraw(dossier, cast)
    assert {whose for _, whose, _ in notices()} == {cast.minh.id, colleague.id}
    text = db.session.scalars(
        sa.select(OutboxMessage.body).where(OutboxMessage.account_id == colleague.id)
    ).one()
    assert "Tôi đổi ý." in text and "Nguyễn Thị Lan" in text


def test_after_it_nobody_works_on_the_dossier(cast: Cast) -> None:
    dossier = signed(cast)
    withdraw(dossier, cast)
    assert listed(cast.dung, Worklist.CLERK, "tat-ca") == []
    with pytest.raises(Conflict):
        decisions.issue(dossier, by=cast.dung, at=moment(19, 10))
    with pytest.raises(ActionRefused):
        intake.receive(dossier, by=cast.minh, at=moment(19, 10))


def test_what_is_issued_withdrawn_or_declined_stays_so(cast: Cast) -> None:
    declined = submitted(cast, key="a")
    intake.decline(declined, reason="Sai nơi.", by=cast.minh, at=clock.now())
    withdrawn = submitted(cast, key="b")
    withdraw(withdrawn, cast)
    for dossier in (declined, withdrawn, issued(cast, key="c")):
        state, events = dossier.state, len(dossier.events)
        with pytest.raises(ActionRefused):
            withdraw(dossier, cast)
        assert (dossier.state, len(dossier.events)) == (state, events)
