"""The specialist takes a step, notes, drafts the result and proposes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.documents.models import DocumentState
from portal.documents.papers import PaperKind, render_paper
from portal.dossiers import processing, queries, slips
from portal.dossiers.models import ActionRefused, Task
from portal.dossiers.workflow import Action, Outcome, State
from portal.errors import Conflict, Forbidden, Invalid
from portal.procedures.definitions import Parts, ResultDefinition, Route, RouteStep, StepKind
from portal.template_text import TemplateFault
from tests.documents.tools import text_of
from tests.dossiers.walk import draft, drafted, moment, received
from tests.factories import PARTS, ROUTE, Cast, make_cast, make_officer

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def open_task(dossier) -> Task:
    assert dossier.open_task is not None
    return dossier.open_task


def test_taking_puts_the_officers_name_on_the_step_and_into_history(cast: Cast) -> None:
    dossier = received(cast)
    processing.take(dossier, open_task(dossier), by=cast.hoa, at=moment(18, 11))
    task = open_task(dossier)
    assert (task.assignee_id, task.assignee_name) == (cast.hoa.id, "Trần Thị Hoa")
    last = dossier.events[-1]
    assert (last.action, last.actor_name, last.data) == (
        Action.TAKE, "Trần Thị Hoa", {"step": "Thẩm định"},
    )  # fmt: skip
    assert last.state_before is last.state_after is State.PROCESSING


def test_taking_what_one_has_changes_nothing(cast: Cast) -> None:
    dossier = received(cast)
    for _press in range(2):
        processing.take(dossier, open_task(dossier), by=cast.hoa, at=clock.now())
    assert [e.action for e in dossier.events].count(Action.TAKE) == 1


def test_a_step_a_colleague_has_is_not_taken_away(cast: Cast) -> None:
    colleague = make_officer("Lò Văn Páo", cast.unit, Role.SPECIALIST)
    dossier = received(cast)
    processing.take(dossier, open_task(dossier), by=cast.hoa, at=clock.now())
    with pytest.raises(Conflict, match="đang do Trần Thị Hoa xử lý"):
        processing.take(dossier, open_task(dossier), by=colleague, at=clock.now())
    with pytest.raises(Conflict, match="đang do Trần Thị Hoa xử lý"):
        draft(dossier, colleague)
    assert open_task(dossier).assignee_id == cast.hoa.id


def test_a_released_step_is_everybodys_again(cast: Cast) -> None:
    colleague = make_officer("Lò Văn Páo", cast.unit, Role.SPECIALIST)
    dossier = received(cast)
    processing.take(dossier, open_task(dossier), by=cast.hoa, at=clock.now())
    processing.release(dossier, open_task(dossier), by=cast.hoa, at=clock.now())
    assert open_task(dossier).assignee_id is None and open_task(dossier).assignee_name == ""
    processing.take(dossier, open_task(dossier), by=colleague, at=clock.now())
    assert open_task(dossier).assignee_name == "Lò Văn Páo"


def test_only_the_role_of_the_step_in_its_unit_may_take_it(cast: Cast) -> None:
    dossier = received(cast)
    for other in (cast.minh, cast.tuan, cast.dung, cast.binh):
        with pytest.raises(Forbidden):
            processing.take(dossier, open_task(dossier), by=other, at=clock.now())
    assert open_task(dossier).assignee_id is None


def test_a_note_is_kept_with_role_and_unit_and_is_not_public(cast: Cast) -> None:
    dossier = received(cast)
    event = processing.note(dossier, "Đã gọi hỏi lại nơi sinh.", by=cast.minh, at=clock.now())
    assert (event.actor_role, event.note) == ("receptionist", "Đã gọi hỏi lại nơi sinh.")
    with pytest.raises(Forbidden):
        processing.note(dossier, "Tôi là người lạ.", by=cast.binh, at=clock.now())


def test_the_draft_is_printed_from_the_answers_and_its_corrections(
    cast: Cast, tmp_path: Path
) -> None:
    dossier = received(cast)
    document = draft(dossier, cast.hoa, values={"child_name": "Nguyễn Gia Hân Hân"})
    assert document.state is DocumentState.DRAFT and document.number is None
    assert document.sha256 == "", "a draft is rendered live, not stored"
    paper = slips.result(dossier, document, signer="", draft=True)
    text = text_of(render_paper(PaperKind.RESULT, paper), tmp_path)
    assert "GIẤY KHAI SINH" in text and "Nguyễn Gia Hân Hân" in text
    assert "02/03/2026" in text
    assert dossier.answers["child_name"] == "Nguyễn Gia Hân", "the citizen's answer stays"


def test_the_draft_is_changed_not_doubled(cast: Cast) -> None:
    dossier = received(cast)
    first = draft(dossier, cast.hoa)
    again = draft(dossier, cast.hoa, outcome=Outcome.REFUSED, remark="Thiếu căn cứ.")
    assert again is first and queries.documents_of(dossier)[-1] is first
    assert (first.title, first.content["outcome"]) == ("THÔNG BÁO", "refused")


def test_a_refusal_needs_its_reason_and_prints_it(cast: Cast, tmp_path: Path) -> None:
    dossier = received(cast)
    with pytest.raises(Invalid, match="lý do từ chối"):
        draft(dossier, cast.hoa, outcome=Outcome.REFUSED)
    assert queries.draft_result_of(dossier) is None
    document = draft(dossier, cast.hoa, outcome=Outcome.REFUSED, remark="Không <b>đủ</b> tuổi.")
    text = text_of(
        render_paper(PaperKind.RESULT, slips.result(dossier, document, signer="")), tmp_path
    )
    assert "Lý do: Không <b>đủ</b> tuổi." in text and str(dossier.code) in text


def test_a_template_that_asks_for_an_unknown_answer_says_so_at_the_draft(session: Session) -> None:
    broken = ResultDefinition(title="GIẤY", template="<p>{{ answers.no_such_key }}</p>")
    cast = make_cast(parts=replace(PARTS, result=broken))
    with pytest.raises(TemplateFault):
        draft(received(cast), cast.hoa)


def test_proposing_closes_the_step_and_opens_the_leaders(cast: Cast) -> None:
    dossier = drafted(cast)
    processing.propose(dossier, note="Đủ điều kiện.", by=cast.hoa, at=moment(18, 15))
    done, waiting = dossier.tasks
    assert (done.outcome, done.closed_at) == ("propose", moment(18, 15))
    assert (waiting.step_key, waiting.role, waiting.closed_at) == ("approve", Role.LEADER, None)
    assert waiting.due_at == moment(19, 9, 30)  # 4 hours: 2 until 17:00, 2 from 7:30
    event = dossier.events[-1]
    assert (event.note, event.data) == ("Đủ điều kiện.", {"step": "Thẩm định"})


def test_without_a_draft_there_is_nothing_to_propose(cast: Cast) -> None:
    with pytest.raises(Conflict, match="soạn dự thảo"):
        processing.propose(received(cast), note="", by=cast.hoa, at=clock.now())


def test_what_was_proposed_is_no_longer_the_specialists(cast: Cast) -> None:
    dossier = drafted(cast)
    processing.propose(dossier, note="", by=cast.hoa, at=clock.now())
    with pytest.raises(Conflict, match="Bước này đã được xử lý"):
        processing.propose(dossier, note="", by=cast.hoa, at=clock.now())
    with pytest.raises(Conflict, match="Bước này đã được xử lý"):
        draft(dossier, cast.hoa, remark="Sửa sau lưng lãnh đạo")


def test_a_route_with_two_desks_of_paperwork_says_which_was_proposed(session: Session) -> None:
    verify = RouteStep("verify", StepKind.VERIFY, "Xác minh", Role.SPECIALIST, 8)
    route = Route((*ROUTE.steps[:2], verify, *ROUTE.steps[2:]))
    cast = make_cast(parts=Parts(**{**vars(PARTS), "route": route}))
    dossier = drafted(cast)
    for _step in range(2):
        processing.propose(dossier, note="", by=cast.hoa, at=clock.now())
    proposals = [e.data["step"] for e in dossier.events if e.action is Action.PROPOSE]
    assert proposals == ["Thẩm định", "Xác minh"]
    assert open_task(dossier).step_key == "approve"


def test_nothing_is_taken_while_the_citizen_is_asked(cast: Cast) -> None:
    dossier = received(cast)
    dossier.move(
        Action.REQUEST_SUPPLEMENT,
        by=cast.hoa.acting_as(Role.SPECIALIST, cast.unit.id, clock.today()),
        at=clock.now(),
    )
    with pytest.raises(ActionRefused):
        processing.take(dossier, open_task(dossier), by=cast.hoa, at=clock.now())
