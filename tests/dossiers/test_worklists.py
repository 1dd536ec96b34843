"""Lists of work: what each tab holds, how it is narrowed, and the way through it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import processing, supplements
from portal.dossiers.models import Dossier
from portal.dossiers.workplace import lists
from portal.dossiers.workplace.scope import scope_of
from portal.dossiers.workplace.wanted import Place, Wanted, Worklist, read, read_place
from tests.dossiers.walk import draft, drafted, issued, proposed, received, signed, submitted
from tests.factories import Cast, make_cast, make_officer, make_procedure, sign_in

ITEMS = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": "Chụp lại"}]
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def held(account: Account, worklist: Worklist, tab: str, **narrowed: Any) -> list[int]:
    """Identifiers of the dossiers in a tab; its figure says as many."""
    scope = scope_of(account, worklist, clock.now())
    page = lists.work_page(Wanted(worklist, tab, **narrowed), scope)
    assert page.total == len(page.rows)
    if not narrowed:
        assert lists.figures(scope).tabs.get(tab, page.total) == page.total
    return [row.id for row in page.rows]


def put_due(dossier: Dossier, **later: int) -> None:
    """Appointment and open step end so much from now."""
    dossier.due_at = clock.now() + timedelta(**later)
    if dossier.open_task:
        dossier.open_task.due_at = dossier.due_at
    db.session.flush()


def test_the_desk_has_a_tab_for_each_way_a_dossier_waits(cast: Cast) -> None:
    new, asked = submitted(cast, key="new"), submitted(cast, key="asked")
    supplements.request(asked, reason="Mờ", items=ITEMS, by=cast.minh, at=clock.now())
    in_time, today, late = (received(cast, key=key) for key in ("in time", "today", "late"))
    put_due(today, hours=2)
    put_due(late, hours=-2)
    done = issued(cast, key="done")
    desk = Worklist.DESK
    assert held(cast.minh, desk, "cho-tiep-nhan") == [new.id]
    assert held(cast.minh, desk, "cho-cong-dan") == [asked.id]
    assert held(cast.minh, desk, "dang-xu-ly") == [late.id, today.id, in_time.id]
    assert held(cast.minh, desk, "den-han") == [today.id]
    assert held(cast.minh, desk, "qua-han") == [late.id]
    assert held(cast.minh, desk, "cho-tra") == [done.id]
    assert set(held(cast.minh, desk, "da-tiep-nhan")) == {in_time.id, today.id, late.id, done.id}
    assert held(cast.binh, desk, "cho-tiep-nhan") == []


def test_a_specialist_has_a_tab_for_what_is_theirs_new_late_and_with_others(cast: Cast) -> None:
    new, mine, late = received(cast, key="new"), drafted(cast, key="mine"), received(cast, key="l")
    put_due(late, hours=-2)
    with_leader = proposed(cast, key="with the leader")
    paused = received(cast, key="paused")
    supplements.request(paused, reason="Mờ", items=ITEMS, by=cast.hoa, at=clock.now())
    work = Worklist.SPECIALIST
    assert set(held(cast.hoa, work, "tat-ca")) == {new.id, mine.id, late.id}
    assert held(cast.hoa, work, "cua-toi") == [mine.id]
    assert held(cast.hoa, work, "chua-ai-nhan") == [late.id, new.id]
    assert held(cast.hoa, work, "qua-han") == [late.id]
    assert held(cast.hoa, work, "cho-cong-dan") == [paused.id]
    assert held(cast.hoa, work, "cho-noi-khac") == [with_leader.id]
    assert held(cast.tuan, Worklist.LEADER, "tat-ca") == [with_leader.id]
    assert len(held(cast.tuan, Worklist.LEADER, "viec-don-vi")) == 4
    assert held(cast.dung, Worklist.CLERK, "tat-ca") == []
    to_issue = signed(cast, key="signed")
    assert held(cast.dung, Worklist.CLERK, "tat-ca") == [to_issue.id]


def test_a_step_due_today_counts_although_the_appointment_is_later(cast: Cast) -> None:
    dossier = received(cast)
    put_due(dossier, days=5)
    assert dossier.open_task is not None
    dossier.open_task.due_at = clock.now() + timedelta(hours=1)
    db.session.flush()
    assert held(cast.hoa, Worklist.SPECIALIST, "den-han") == [dossier.id]


def test_a_list_is_narrowed_by_everything_at_once(cast: Cast) -> None:
    other = make_procedure(cast.unit, title="Chứng thực", sector="Tư pháp")
    wanted, another = received(cast, key="a"), received(cast, key="b")
    another.procedure_id = other.id
    another.submitter_name = "Lý Đá"
    draft(wanted, cast.hoa)
    put_due(wanted, days=2)
    put_due(another, days=20)

    def narrowed(**wish: Any) -> list[int]:
        return held(cast.hoa, Worklist.SPECIALIST, "tat-ca", **wish)

    sector = cast.procedure.sector_id
    assert narrowed(procedure=other.id) == [another.id]
    assert narrowed(sector=sector) == [wanted.id]
    assert narrowed(channel=2) == [wanted.id, another.id] and narrowed(channel=1) == []
    assert narrowed(assignee="toi") == [wanted.id] == narrowed(assignee=str(cast.hoa.id))
    assert narrowed(assignee="chua") == [another.id] == narrowed(text="ly da")
    assert narrowed(due="3") == [wanted.id] and narrowed(due="qua-han") == []
    assert narrowed(sector=sector, assignee="toi", due="7", text="lan") == [wanted.id]


@pytest.mark.parametrize("sort", ["han", "cu", "moi", "ma"])
def test_a_list_is_sorted_as_wished(cast: Cast, sort: str) -> None:
    first, second = received(cast, key="a"), received(cast, key="b")
    put_due(first, days=1)
    put_due(second, days=3)
    assert first.open_task and second.open_task
    second.open_task.opened_at += timedelta(minutes=5)
    db.session.flush()
    order = held(cast.hoa, Worklist.SPECIALIST, "tat-ca", sort=sort)
    assert order == ([second.id, first.id] if sort == "moi" else [first.id, second.id])


def test_an_archive_of_several_desks_is_one_list_newest_first(cast: Cast) -> None:
    at_home = [received(cast, key=str(n)) for n in range(2)]
    binh = make_officer("Phan Văn Bình", cast.elsewhere, Role.RECEPTIONIST)
    binh.grants += make_officer("x", cast.unit, Role.RECEPTIONIST).grants
    away = received(cast, key="away")
    away.desk_id = cast.elsewhere.desks[0].id
    for number, dossier in enumerate((at_home[0], away, at_home[1])):
        dossier.received_at = clock.now() - timedelta(days=number)
    db.session.flush()
    found = held(binh, Worklist.DESK, "da-tiep-nhan")
    assert found == [at_home[0].id, away.id, at_home[1].id]


def test_an_address_says_what_is_wanted_and_nothing_more() -> None:
    wanted = read(
        Worklist.DESK, {"muc": "cho-tra", "q": " Lan ", "kenh": "2", "cot": "luc.thu-tuc.x"}
    )
    assert wanted == Wanted(
        Worklist.DESK, "cho-tra", text="Lan", channel=2, columns=("thu-tuc", "luc")
    )
    assert read(Worklist.DESK, wanted.query()) == wanted
    place = read_place(Place(wanted, 7).write())
    assert place is not None and place.index == 7 and place.wanted.text == "Lan"
    assert read_place("quay~x~") is None and read_place("khac~1~muc=a") is None


@pytest.mark.parametrize("query", ["kenh=x", "han=mai", "sap=ten", "thu-tuc=-1", "nguoi=ai",
                                   "trang=201"])  # fmt: skip
def test_a_wish_no_list_knows_is_not_found(client: FlaskClient, cast: Cast, query: str) -> None:
    sign_in(client, cast.minh)
    assert client.get(f"/quay?{query}").status_code == 404


def test_next_and_previous_follow_the_filtered_order_and_survive_an_act(
    client: FlaskClient, cast: Cast
) -> None:
    first, second, third = (submitted(cast, key=key) for key in "abc")
    other = submitted(cast, key="other")
    other.submitter_name = other.applicant_name = "Lý Đá"
    for number, dossier in enumerate((first, second, third)):
        dossier.applicant_identity = f"00119000000{number}"  # else they were duplicates
    db.session.commit()
    sign_in(client, cast.minh)
    listed = unescape(client.get("/quay?q=lan").text)
    opened = re.findall(r'data-open href="([^"]+)"', listed)
    assert len(opened) == 3
    page = unescape(client.get(opened[1]).text)
    assert "Hồ sơ 2 trong 3" in page
    assert first.reference in way(page, "previous") and third.reference in way(page, "next")
    # The act's button carries the list along; afterwards what moved up comes next.
    action = re.search(rf'action="(/quay/{second.reference}/tiep-nhan[^"]*)"', page)
    assert action is not None
    answer = client.post(action[1], data={"version": str(second.version)})
    after = unescape(client.get(answer.location).text)
    assert "Đã ra khỏi danh sách, còn 2" in after
    assert third.reference in way(after, "next") and first.reference in way(after, "previous")
    assert other.reference not in way(after, "next") + way(after, "previous")


def way(page: str, name: str) -> str:
    found = re.search(rf'data-{name} href="([^"]+)"', page)
    return found[1] if found else ""


def test_a_list_of_another_role_leads_nowhere(client: FlaskClient, cast: Cast) -> None:
    dossier = received(cast)
    db.session.commit()
    sign_in(client, cast.hoa)
    for place in ("quay~0~muc=da-tiep-nhan", "vô nghĩa", "quay~0~" + "x" * 900):
        page = client.get(f"/can-bo/ho-so/{dossier.reference}", query_string={"ds": place})
        assert page.status_code == 200 and "Trong danh sách" not in page.text


def test_a_released_step_is_anybodys_again(cast: Cast) -> None:
    dossier = drafted(cast)
    assert dossier.open_task is not None
    processing.release(dossier, dossier.open_task, by=cast.hoa, at=clock.now())
    db.session.flush()
    assert held(cast.hoa, Worklist.SPECIALIST, "chua-ai-nhan") == [dossier.id]
