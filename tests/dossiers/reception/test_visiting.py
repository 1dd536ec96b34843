"""One submitter, many dossiers: typed once, received at once, each for itself."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pikepdf
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.dossiers import authority, queries
from portal.dossiers.intake import PaperCount
from portal.dossiers.models import DeliveryMethod
from portal.dossiers.reception import queries as reception
from portal.dossiers.reception import receipt_sheets, visiting
from portal.dossiers.reception.models import IdentityCheck, Visit
from portal.dossiers.reception.visiting import Applicant, Submitter
from portal.dossiers.workflow import State
from portal.errors import Forbidden, Invalid
from portal.procedures.definitions import Channel, Route
from portal.procedures.models import ProcedureVersion
from tests.dossiers.walk import moment
from tests.factories import PARTS, Cast, make_cast, make_procedure, sign_in

MAN = Submitter("Trần Thị Mận", "", "Số 9, phố Gốm", "+84901234567", "")
SELF = Applicant("", "", "")
OTHER = Applicant("Lê Văn Hai", "", "Số 1, phố Chài")


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


def opened(cast: Cast, **changes: Any) -> Visit:
    told: dict[str, Any] = {
        "channel": Channel.DESK,
        "identity_check": IdentityCheck.CARD,
        "postmark_on": None,
        "arrived_on": None,
        "key": "v1",
        "by": cast.minh,
        "at": clock.now(),
        **changes,
    }
    return visiting.open_visit(cast.unit.desks[0], MAN, **told)


def told(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "answers": {},
        "counts": {
            "birth_note": PaperCount(originals=1),
            authority.AUTHORITY.key: PaperCount(certified_copies=1),
        },
        "delivery": DeliveryMethod.DESK,
        "delivery_address": "",
        "by": cast.minh,
        "at": clock.now(),
        **changes,
    }


def test_ten_dossiers_are_entered_received_and_numbered_in_order(cast: Cast) -> None:
    visit = opened(cast)
    people = [SELF, *(Applicant(f"Người {n}", "", "") for n in range(9))]
    made = visiting.enter_many(visit, cast.procedure, cast.unit, people, key="m", **told(cast))
    outcomes = visiting.receive_all(visit, by=cast.minh, at=clock.now())
    assert [one.refusal for one in outcomes] == [""] * 10
    codes = [dossier.code for dossier in made]
    assert codes == [f"{cast.unit.code}-260318-{n:04d}" for n in range(1, 11)]
    assert {dossier.submitter_name for dossier in made} == {MAN.name}
    assert made[0].applicant_name == MAN.name and made[1].applicant_name == "Người 0"


def test_every_receipt_is_printed_in_two_copies_by_one_press(cast: Cast) -> None:
    visit = opened(cast)
    visiting.enter_many(visit, cast.procedure, cast.unit, [SELF] * 3, key="m", **told(cast))
    visiting.receive_all(visit, by=cast.minh, at=clock.now())
    receipts = reception.receipts_of([entry.dossier for entry in visit.entries])
    with pikepdf.open(io.BytesIO(receipt_sheets.printed_together(receipts))) as printed:
        assert len(printed.pages) == 6


def test_one_that_is_refused_does_not_stop_the_others(cast: Cast) -> None:
    visit = opened(cast)
    made = visiting.enter_many(
        visit, cast.procedure, cast.unit, [SELF, OTHER], key="m", **told(cast)
    )
    made[0].procedure_version = _without_route(cast)
    outcomes = visiting.receive_all(visit, by=cast.minh, at=clock.now())
    assert [bool(one.refusal) for one in outcomes] == [True, False]
    assert (made[0].state, made[1].state) == (State.SUBMITTED, State.PROCESSING)


def _without_route(cast: Cast) -> ProcedureVersion:
    """A version on which nothing can be received."""
    parts = replace(PARTS, route=Route(()))
    return make_procedure(cast.unit, parts=parts).current


def test_a_second_press_enters_nothing_twice(cast: Cast) -> None:
    visit = opened(cast)
    assert opened(cast) is visit
    for _press in range(2):
        visiting.enter_many(visit, cast.procedure, cast.unit, [SELF, OTHER], key="m", **told(cast))
    assert len(visit.entries) == 2


def test_an_authority_stands_on_the_dossiers_of_others_alone(cast: Cast) -> None:
    visit = opened(cast)
    own, other = visiting.enter_many(
        visit, cast.procedure, cast.unit, [SELF, OTHER], key="m", **told(cast)
    )
    keys = [[a.document_key for a in one.kept_attachments] for one in (own, other)]
    assert keys == [["birth_note"], [authority.AUTHORITY.key, "birth_note"]]


def test_a_letter_is_handed_in_when_it_came_not_when_it_was_posted(cast: Cast) -> None:
    letter = opened(
        cast, channel=Channel.POST, postmark_on=date(2026, 3, 12), arrived_on=date(2026, 3, 16)
    )
    dossier = visiting.enter(letter, cast.procedure, cast.unit, SELF, key="l", **told(cast))
    visiting.receive_all(letter, by=cast.minh, at=clock.now())
    assert dossier.submitted_at == moment(16, 7, 30)
    assert dossier.due_at == moment(23, 17)  # three working days from reception on the 18th
    assert letter.identity_check is IdentityCheck.LETTER


def test_a_letter_that_came_on_a_sunday_counts_from_monday(cast: Cast) -> None:
    letter = opened(cast, channel=Channel.POST, arrived_on=date(2026, 3, 15))
    assert visiting.handed_in_at(letter, clock.now()) == moment(16, 7, 30)


@pytest.mark.parametrize(
    ("postmark", "arrival", "field"),
    [
        (None, None, "arrived_on"),
        (None, date(2026, 3, 19), "arrived_on"),
        (date(2026, 3, 17), date(2026, 3, 16), "postmark_on"),
    ],
)
def test_days_of_a_letter_that_cannot_be(
    cast: Cast, postmark: date | None, arrival: date | None, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        opened(cast, channel=Channel.POST, postmark_on=postmark, arrived_on=arrival)
    assert list(refused.value.errors) == [field]


def test_a_desk_may_help_to_file_at_another(cast: Cast) -> None:
    visit = opened(cast)
    there = cast.elsewhere.desks[0]
    dossier = visiting.enter(
        visit, cast.procedure, cast.unit, SELF, desk=there, key="h", **told(cast)
    )
    assert (dossier.desk, dossier.helping_desk_id) == (there, visit.desk_id)
    assert dossier.unit is cast.unit
    day = clock.today()
    assert queries.officer_dossier(dossier.reference, cast.minh, day) is dossier
    assert queries.officer_dossier(dossier.reference, cast.binh, day) is dossier
    assert visiting.receive_all(visit, by=cast.minh, at=clock.now()) == []


def test_only_a_receptionist_of_the_desk_opens_a_visit(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        opened(cast, by=cast.binh)


FORM = {"key": "p1", "channel": "1", "name": "Trần Thị Mận", "address": "Số 9, phố Gốm",
        "identity_check": "card"}  # fmt: skip


def begin(client: FlaskClient, **changes: str) -> str:
    answer = client.post("/quay/luot", data={**FORM, **changes})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_the_pages_of_a_visit(client: FlaskClient, session: Session, cast: Cast) -> None:
    session.commit()
    sign_in(client, cast.minh)
    path = begin(client)
    where = f"{cast.procedure.code}/{cast.unit.code}"
    rows = {f"name-{n}": f"Người thứ {n}" for n in range(1, 4)}
    many = {"key": "m1", "whose": "other", "own": "1", "delivery": "desk",
            "authority_originals": "1", "papers-birth_note-originals": "1", **rows}  # fmt: skip
    assert client.post(f"{path}/nhieu/{where}?so=5", data=many).status_code == 303
    shown = client.get(path).text
    assert "Tiếp nhận cả 4 hồ sơ" in shown and "Người thứ 3" in shown
    assert client.post(f"{path}/tiep-nhan").status_code == 303
    assert "In 4 giấy tiếp nhận, mỗi giấy 2 liên" in client.get(path).text
    printed = client.get(f"{path}/giay-tiep-nhan.pdf")
    with pikepdf.open(io.BytesIO(printed.data)) as opened_file:
        assert len(opened_file.pages) == 8


def test_acting_for_another_needs_an_authority(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    session.commit()
    sign_in(client, cast.minh)
    path = begin(client)
    where = f"{cast.procedure.code}/{cast.unit.code}"
    sent = {"key": "o1", "whose": "other", "applicant_name": "Lê Văn Hai", "delivery": "desk",
            "receiving": "here"}  # fmt: skip
    refused = client.post(f"{path}/them/{where}", data=sent)
    assert refused.status_code == 422 and "giấy ủy quyền" in refused.text
    done = client.post(f"{path}/them/{where}", data={**sent, "authority_certified_copies": "1"})
    assert done.status_code == 303 and done.headers["Location"].endswith("/giay-to")


def test_identity_is_asked_at_the_desk_and_days_of_a_letter(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    session.commit()
    sign_in(client, cast.minh)
    asked = client.post("/quay/luot", data={**FORM, "identity_check": ""})
    assert asked.status_code == 422 and "đối chiếu giấy tờ nào" in asked.text
    letter = client.post("/quay/luot", data={**FORM, "channel": "3", "identity_check": ""})
    assert letter.status_code == 422 and "ngày thư đến" in letter.text


def test_a_visit_of_another_desk_is_not_found(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    visit = opened(cast)
    session.commit()
    sign_in(client, cast.binh)
    for path in ("", "/them", "/giay-tiep-nhan.pdf"):
        assert client.get(f"/quay/luot/{visit.reference}{path}").status_code == 404
