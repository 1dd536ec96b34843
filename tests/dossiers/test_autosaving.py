"""What is typed is kept as it is typed, and a second device is noticed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal import clock
from portal.accounts.models import Account
from portal.dossiers import submission, supplements
from portal.dossiers.models import Dossier, DraftPage
from portal.dossiers.workflow import Action, State
from tests.dossiers import walk
from tests.factories import Cast, make_cast, make_citizen, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")

BIRTH = {"child_name": "Phạm An", "born_on-day": "1", "born_on-month": "3"}


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


@pytest.fixture
def draft(session: Session, cast: Cast, client: FlaskClient) -> Dossier:
    found = submission.begin(
        cast.procedure, cast.unit, answers={}, key="draft", by=cast.lan, at=clock.now()
    )
    session.commit()
    sign_in(client, cast.lan)
    return found


def address(draft: Dossier, page: str = "khai.child") -> str:
    return f"/ho-so/{draft.reference}/luu/{page}"


def save(client: FlaskClient, draft: Dossier, writer: str = "a", **typed: str) -> TestResponse:
    return client.post(address(draft), data={"writer": writer, **typed})


def answers(session: Session, draft: Dossier) -> dict[str, object]:
    session.expire_all()
    return dict(draft.answers)


def test_what_is_right_becomes_an_answer_and_the_half_typed_is_shown_again(
    client: FlaskClient, session: Session, draft: Dossier
) -> None:
    answer = save(client, draft, **BIRTH)  # the year is still missing
    assert answer.status_code == 200, answer.text
    assert answer.json is not None and answer.json["revision"] == 1
    kept = answers(session, draft)
    assert kept["child_name"] == "Phạm An" and "born_on" not in kept
    page = client.get(f"/ho-so/{draft.reference}/khai/child").text
    assert 'name="born_on-month"' in page and 'value="3"' in page
    assert "Có mục cần xem lại" not in page  # one who is still typing is not scolded
    save(client, draft, **BIRTH, **{"born_on-year": "2026"})
    assert answers(session, draft)["born_on"] == "2026-03-01"
    assert draft.draft_pages[0].typed == []


def test_a_page_with_something_half_typed_is_not_done_and_keeps_the_draft_back(
    client: FlaskClient, session: Session, cast: Cast, draft: Dossier
) -> None:
    draft.answers = dict(walk.ANSWERS)
    session.commit()
    before = client.get(f"/ho-so/{draft.reference}").text.count("Chưa xong")
    save(client, draft, **{**BIRTH, "born_on-year": "20"})
    assert client.get(f"/ho-so/{draft.reference}").text.count("Chưa xong") == before + 1
    answer = client.post(f"/ho-so/{draft.reference}/nop", data={"is_true": "y"})
    assert answer.status_code == 422
    assert "chưa khai xong" in answer.text
    session.expire_all()
    assert draft.state is State.DRAFT


def test_an_emptied_field_is_emptied(client: FlaskClient, session: Session, draft: Dossier) -> None:
    save(client, draft, child_name="Phạm An")
    save(client, draft, child_name="")
    assert answers(session, draft)["child_name"] is None


def test_a_second_device_is_told_and_may_take_over(
    client: FlaskClient, session: Session, draft: Dossier
) -> None:
    save(client, draft, "telephone", child_name="Phạm An", revision="0")
    told = save(client, draft, "computer", child_name="Phạm Bình", revision="0")
    assert told.status_code == 409
    assert told.json is not None
    assert "Phạm An" in told.json["html"] and "Phạm Bình" in told.json["html"]
    assert answers(session, draft)["child_name"] == "Phạm An"
    over = save(
        client, draft, "computer", child_name="Phạm Bình", revision=str(told.json["revision"])
    )
    assert over.status_code == 200
    assert answers(session, draft)["child_name"] == "Phạm Bình"
    again = save(client, draft, "telephone", child_name="Phạm An", revision="1")
    assert again.status_code == 409  # now the first one is the one who is told


def test_the_same_words_on_two_devices_are_no_conflict(client: FlaskClient, draft: Dossier) -> None:
    save(client, draft, "telephone", child_name="Phạm An", revision="0")
    assert save(client, draft, "computer", child_name="Phạm An", revision="0").status_code == 200


def test_one_whose_answer_was_lost_on_the_way_may_repeat(
    client: FlaskClient, session: Session, draft: Dossier
) -> None:
    save(client, draft, "telephone", child_name="Phạm", revision="0")
    assert save(client, draft, "telephone", child_name="Phạm An", revision="0").status_code == 200
    assert answers(session, draft)["child_name"] == "Phạm An"


def test_without_script_the_second_device_sees_the_comparison_and_takes_over_by_pressing_again(
    client: FlaskClient, session: Session, draft: Dossier
) -> None:
    save(client, draft, "telephone", child_name="Phạm An", revision="0")
    page = f"/ho-so/{draft.reference}/khai/child"
    mine = {"child_name": "Phạm Bình", "then": "later"}
    told = client.post(page, data={**mine, "revision": "0"})
    assert told.status_code == 409
    assert "Phạm An" in told.text and "Phạm Bình" in told.text
    assert 'name="revision" value="1"' in told.text
    assert client.post(page, data={**mine, "revision": "1"}).status_code == 303
    assert answers(session, draft)["child_name"] == "Phạm Bình"


def test_an_answer_to_a_supplement_request_waits_until_it_is_sent(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    asked = walk.submitted(cast)
    items = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": "Chụp lại"}]
    supplements.request(asked, reason="Mờ", items=items, by=cast.minh, at=clock.now())
    session.commit()
    sign_in(client, cast.lan)
    kept = client.post(address(asked, "bo-sung"), data={"text": "Giấy bị ướt"})
    assert kept.status_code == 200
    assert "Giấy bị ướt" in client.get(f"/ho-so/{asked.reference}/bo-sung").text
    session.expire_all()
    assert asked.state is State.SUPPLEMENT_REQUESTED
    assert all("Giấy bị ướt" not in event.note for event in asked.events)
    sent = client.post(
        f"/ho-so/{asked.reference}/bo-sung", data={"text": "Giấy bị ướt", "then": "send"}
    )
    assert sent.status_code == 303
    session.expire_all()
    assert asked.events[-1].action is Action.ANSWER_SUPPLEMENT
    assert session.scalars(sa.select(DraftPage)).one().typed == []
    assert client.post(address(asked, "bo-sung"), data={"text": "x"}).status_code == 409


def test_nobody_else_saves_or_reads(client: FlaskClient, draft: Dossier) -> None:
    stranger: Account = make_citizen("Trần Văn Bình", personal_number="001090000123")
    sign_in(client, stranger)
    assert save(client, draft, child_name="x").status_code == 404
    assert client.get(address(draft)).status_code == 404


@pytest.mark.parametrize("page", ["khai.nothing", "nothing", "bo-sung", "chu-ho-so.nobody"])
def test_a_page_that_is_not_there_saves_nothing(
    client: FlaskClient, session: Session, draft: Dossier, page: str
) -> None:
    answer = client.post(address(draft, page), data={"text": "x"})
    assert answer.status_code in (404, 409)
    assert session.scalars(sa.select(DraftPage)).all() == []


def test_thrown_away_nothing_typed_is_left(
    client: FlaskClient, session: Session, cast: Cast, draft: Dossier
) -> None:
    save(client, draft, **BIRTH)
    session.expire_all()
    submission.discard(draft, by=cast.lan, at=clock.now())
    session.commit()
    assert session.scalars(sa.select(DraftPage)).one().typed == []


def test_more_than_a_page_can_hold_is_refused(client: FlaskClient, draft: Dossier) -> None:
    assert save(client, draft, child_name="x" * 500_000).status_code in (200, 422)
    assert client.get(f"/ho-so/{draft.reference}/khai/child").status_code == 200


def test_a_choice_is_compared_by_its_words(client: FlaskClient, draft: Dossier) -> None:
    page = "nhan-ket-qua"
    client.post(address(draft, page), data={"method": "desk", "revision": "0", "writer": "a"})
    told = client.post(address(draft, page), data={"method": "post", "revision": "0"})
    assert told.status_code == 409 and told.json is not None
    assert "Đến quầy nhận" in told.json["html"] and "Gửi qua bưu chính" in told.json["html"]
