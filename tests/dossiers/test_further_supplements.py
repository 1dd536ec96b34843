"""Asking a second time after reception is the leader's to grant, with a ground (domain rule 4)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.roles import Role
from portal.db import db
from portal.documents.issuing import store
from portal.dossiers import further_supplements, possible, processing, queries, supplements
from portal.dossiers.models import Dossier, SupplementProposal
from portal.dossiers.workflow import Action, State
from portal.errors import Conflict, Forbidden, Invalid
from portal.notifications.models import OutboxMessage
from tests.documents.tools import text_of
from tests.dossiers.walk import draft, moment, received
from tests.factories import Cast, make_cast

pytestmark = pytest.mark.usefixtures("at_noon")
ITEMS = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": "trang 2"}]
DAY = date(2026, 3, 23)


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def asked_once(cast: Cast) -> Dossier:
    """Received Wednesday the 18th; asked on the 19th, answered on Monday the 23rd."""
    dossier = received(cast)
    supplements.request(dossier, reason="Mờ", items=ITEMS, by=cast.hoa, at=moment(19, 9))
    supplements.answer(dossier, text="Đã gửi.", by=cast.lan, at=moment(23, 9))
    db.session.flush()
    return dossier


def propose(
    dossier: Dossier, cast: Cast, ground: str = "Điều 16 Luật Hộ tịch"
) -> SupplementProposal:
    return further_supplements.propose(
        dossier, reason="Thiếu trang 2", ground=ground, items=ITEMS, by=cast.hoa, at=moment(23, 10)
    )


def test_nothing_goes_out_until_the_leader_has_granted_it(cast: Cast) -> None:
    dossier = asked_once(cast)
    propose(dossier, cast)
    assert dossier.state is State.PROCESSING and len(dossier.supplement_requests) == 1
    further_supplements.grant(dossier, by=cast.tuan, at=moment(23, 14))
    assert dossier.state is State.SUPPLEMENT_REQUESTED
    assert dossier.supplements_after_reception == 2
    last = dossier.supplement_requests[-1]
    assert (last.ground, last.approver_name) == ("Điều 16 Luật Hộ tịch", "Lê Anh Tuấn")


def test_the_clock_pauses_from_the_grant_to_the_answer(cast: Cast) -> None:
    dossier = asked_once(cast)
    first = dossier.due_at
    propose(dossier, cast)
    assert dossier.due_at == first
    further_supplements.grant(dossier, by=cast.tuan, at=moment(24, 9))
    supplements.answer(dossier, text="Có đây.", by=cast.lan, at=moment(27, 9))
    assert first is not None and dossier.due_at is not None and dossier.due_at > first
    assert [p.start.day for p in dossier.pauses()] == [19, 24]


def test_the_slip_names_the_ground(cast: Cast, tmp_path: Path) -> None:
    dossier = asked_once(cast)
    propose(dossier, cast)
    slip = further_supplements.grant(dossier, by=cast.tuan, at=moment(23, 14))
    text = " ".join(text_of(store().read(slip.sha256), tmp_path).split())
    assert "Thiếu trang 2" in text and "Căn cứ: Điều 16 Luật Hộ tịch" in text
    assert "Giấy chứng sinh: trang 2" in text


def test_refused_the_dossier_goes_on_and_it_may_be_proposed_again(
    session: Session, cast: Cast
) -> None:
    dossier = asked_once(cast)
    propose(dossier, cast)
    further_supplements.refuse(dossier, reason="Đã đủ.", by=cast.tuan, at=moment(23, 14))
    assert dossier.state is State.PROCESSING and dossier.supplements_after_reception == 1
    assert dossier.open_supplement_proposal is None
    told = session.scalar(
        sa.select(OutboxMessage).where(OutboxMessage.key.contains("/further-refused"))
    )
    assert told is not None and told.account_id == cast.hoa.id and "Đã đủ." in told.body
    propose(dossier, cast)


def test_a_ground_is_needed_and_the_first_needs_no_leader(cast: Cast) -> None:
    with pytest.raises(Conflict, match="lần yêu cầu đầu tiên"):
        propose(received(cast, key="a"), cast)
    with pytest.raises(Invalid):
        propose(asked_once(cast), cast, ground="")


def test_one_proposal_at_a_time_and_no_result_meanwhile(cast: Cast) -> None:
    dossier = asked_once(cast)
    draft(dossier, cast.hoa)
    propose(dossier, cast)
    with pytest.raises(Conflict, match="đang chờ"):
        propose(dossier, cast)
    with pytest.raises(Conflict, match="đang chờ lãnh đạo"):
        processing.propose(dossier, note="", by=cast.hoa, at=moment(23, 11))


def test_only_the_leader_of_the_unit_decides(cast: Cast) -> None:
    dossier = asked_once(cast)
    propose(dossier, cast)
    for other in (cast.minh, cast.hoa, cast.dung, cast.binh):
        with pytest.raises(Forbidden):
            further_supplements.grant(dossier, by=other, at=moment(23, 14))
        with pytest.raises(Forbidden):
            further_supplements.refuse(dossier, reason="x", by=other, at=moment(23, 14))


def test_nothing_is_decided_twice(cast: Cast) -> None:
    dossier = asked_once(cast)
    propose(dossier, cast)
    further_supplements.refuse(dossier, reason="Đã đủ.", by=cast.tuan, at=moment(23, 14))
    with pytest.raises(Conflict):
        further_supplements.grant(dossier, by=cast.tuan, at=moment(23, 15))


def test_the_buttons_follow(cast: Cast) -> None:
    dossier = asked_once(cast)
    offered = possible.actions(dossier, cast.hoa, DAY)
    assert Action.PROPOSE_SUPPLEMENT in offered and Action.REQUEST_SUPPLEMENT not in offered
    assert Action.GRANT_SUPPLEMENT not in possible.actions(dossier, cast.tuan, DAY)
    propose(dossier, cast)
    assert Action.PROPOSE_SUPPLEMENT not in possible.actions(dossier, cast.hoa, DAY)
    assert Action.GRANT_SUPPLEMENT in possible.actions(dossier, cast.tuan, DAY)
    (waiting,) = queries.beside_the_steps(cast.tuan, Role.LEADER, DAY)
    assert (waiting.dossier, waiting.action) == (dossier, Action.GRANT_SUPPLEMENT)
