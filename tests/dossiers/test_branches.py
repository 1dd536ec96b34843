"""A route whose steps may end in several ways, and steps only some dossiers need."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.dossiers import processing, routing
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action
from portal.errors import Invalid
from portal.procedures.conditions import equals
from portal.procedures.definitions import Route, RouteStep, StepKind, StepOutcome
from tests.dossiers import walk
from tests.factories import PARTS, ROUTE, Cast, make_cast, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")
RECEIVE, ASSESS, *REST = ROUTE.steps
VISIT = RouteStep("visit", StepKind.VERIFY, "Xác minh tại chỗ", Role.SPECIALIST, 4)
BRANCHED = Route(
    (
        RECEIVE,
        replace(
            ASSESS,
            outcomes=(
                StepOutcome("clear", "Đủ căn cứ", "approve"),
                StepOutcome("doubt", "Cần xác minh", "visit"),
            ),
        ),
        VISIT,
        *REST,
    )
)


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(parts=replace(PARTS, route=BRANCHED))


@pytest.fixture
def drafted(cast: Cast) -> Dossier:
    return walk.drafted(cast)


@pytest.mark.parametrize(("way", "step"), [("clear", "approve"), ("doubt", "visit")])
def test_the_dossier_goes_where_the_outcome_leads(
    cast: Cast, drafted: Dossier, way: str, step: str
) -> None:
    processing.propose(drafted, note="", way=way, by=cast.hoa, at=clock.now())
    assert drafted.open_task is not None
    assert drafted.open_task.step_key == step
    label = {"clear": "Đủ căn cứ", "doubt": "Cần xác minh"}[way]
    assert [e.data["way"] for e in drafted.events if e.action is Action.PROPOSE] == [label]


def test_a_way_is_chosen_where_there_are_several(cast: Cast, drafted: Dossier) -> None:
    with pytest.raises(Invalid) as refusal:
        processing.propose(drafted, note="", by=cast.hoa, at=clock.now())
    assert "way" in refusal.value.errors


def test_the_specialist_chooses_on_the_page(
    client: FlaskClient, session: Session, cast: Cast, drafted: Dossier
) -> None:
    session.commit()
    sign_in(client, cast.hoa)
    address = f"/tham-dinh/{drafted.reference}/trinh"
    page = unescape(client.get(address).text)
    assert "Cần xác minh → Xác minh tại chỗ" in page
    version = {"version": str(drafted.version)}
    assert client.post(address, data=version).status_code == 422
    assert client.post(address, data={**version, "way": "doubt"}).status_code == 303
    session.expire_all()
    assert drafted.open_task is not None
    assert drafted.open_task.step_key == "visit"


def test_a_step_is_passed_over_where_the_answers_have_no_need_of_it() -> None:
    route = Route((RECEIVE, ASSESS, replace(VISIT, only_if=equals("relation", "Bà")), *REST))

    def after_assess(relation: str) -> str:
        step = routing.step_after(route, "assess", answers={"relation": relation})
        assert step is not None
        return step.key

    assert after_assess("Bà") == "visit"
    assert after_assess("Mẹ") == "approve"


def test_a_route_without_outcomes_goes_on_as_written() -> None:
    keys, key = ["assess"], "assess"
    while (step := routing.step_after(ROUTE, key)) is not None:
        key = step.key
        keys.append(key)
    assert keys == ["assess", "approve", "issue", "return"]
    assert routing.ways(ROUTE, "assess") == ()
