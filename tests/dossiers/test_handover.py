"""The result is handed over at the desk (domain rules 6 and 7)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.documents.issuing import store
from portal.documents.models import DocumentKind, DocumentState
from portal.dossiers import handover
from portal.dossiers.models import ActionRefused, DeliveryMethod, Dossier, PaymentState
from portal.dossiers.workflow import Action, State
from portal.errors import Conflict, Forbidden, Invalid
from portal.payments.models import Way
from tests.documents.tools import text_of
from tests.dossiers.walk import issued, moment, signed
from tests.factories import Cast, make_cast

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def hand_over(dossier: Dossier, cast: Cast, **changes):  # type: ignore[no-untyped-def]
    told = {
        "recipient": "Nguyễn Thị Lan",
        "identity": "001190000001",
        "fee_way": Way.CASH,
        "by": cast.minh,
        "at": moment(19, 9, 30),
        **changes,
    }
    return handover.hand_over(dossier, **told)


def test_handing_over_ends_the_dossier_and_says_who_took_it(cast: Cast) -> None:
    dossier = issued(cast)
    hand_over(dossier, cast)
    assert dossier.state is State.RETURNED and dossier.is_ended
    assert dossier.returned_at == moment(19, 9, 30)
    assert (dossier.delivered_to, dossier.delivered_identity) == (
        "Nguyễn Thị Lan", "001190000001",
    )  # fmt: skip
    assert dossier.open_task is None and dossier.tasks[-1].assignee_id == cast.minh.id
    assert dossier.tasks[-1].outcome == Action.RETURN
    assert dossier.payment is PaymentState.PAID


def test_the_slip_names_result_recipient_and_fee(cast: Cast, tmp_path: Path) -> None:
    dossier = issued(cast)
    slip = hand_over(dossier, cast, recipient="Nguyễn Văn Chồng")
    assert (slip.kind, slip.state) == (DocumentKind.HANDOVER, DocumentState.ISSUED)
    text = text_of(store().read(slip.sha256), tmp_path)
    for words in (
        "01/GKS-UBND", "GIẤY KHAI SINH", "Nguyễn Văn Chồng", "001190000001", "8.000",
        "Nguyễn Văn Minh", str(dossier.code),
    ):  # fmt: skip
        assert words in text, (words, text)


def test_an_unpaid_fee_stops_the_hand_over_and_names_its_box(cast: Cast) -> None:
    dossier = issued(cast)
    with pytest.raises(Invalid, match="thu phí") as refusal:
        hand_over(dossier, cast, fee_way=None)
    assert set(refusal.value.errors) == {"fee_way"}
    assert dossier.state is State.RESOLVED and dossier.payment is PaymentState.UNPAID


@pytest.mark.parametrize("payment", [PaymentState.PAID, PaymentState.EXEMPT])
def test_what_is_paid_or_free_is_not_asked_for_again(cast: Cast, payment: PaymentState) -> None:
    dossier = issued(cast)
    dossier.payment = payment
    hand_over(dossier, cast, fee_way=None)
    assert dossier.payment is payment and dossier.state is State.RETURNED


def test_somebody_must_have_taken_it(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        hand_over(issued(cast), cast, recipient="")
    assert set(refusal.value.errors) == {"recipient"}


def test_being_late_never_blocks_the_hand_over(cast: Cast) -> None:
    dossier = issued(cast)
    hand_over(dossier, cast, at=moment(30, 9))
    assert dossier.state is State.RETURNED


def test_there_is_nothing_to_hand_over_before_the_result_is_issued(cast: Cast) -> None:
    with pytest.raises(Conflict, match="chưa có kết quả"):
        hand_over(signed(cast), cast)


def test_nothing_is_handed_over_twice(cast: Cast) -> None:
    dossier = issued(cast)
    hand_over(dossier, cast)
    with pytest.raises(ActionRefused):
        hand_over(dossier, cast, recipient="Người khác")
    assert dossier.delivered_to == "Nguyễn Thị Lan"


def test_what_was_returned_online_is_not_handed_over(cast: Cast) -> None:
    dossier = issued(cast, delivery=DeliveryMethod.ONLINE)
    with pytest.raises(ActionRefused):
        hand_over(dossier, cast)


def test_only_the_desk_that_received_hands_over(cast: Cast) -> None:
    dossier = issued(cast)
    for other in (cast.hoa, cast.tuan, cast.dung, cast.binh):
        with pytest.raises(Forbidden):
            hand_over(dossier, cast, by=other)
    assert dossier.state is State.RESOLVED and dossier.returned_at is None
    assert dossier.resolved_at == clock.now()
