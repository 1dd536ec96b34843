"""A half-filled draft when its procedure gets a new version."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.dossiers import moving_on, submission
from portal.dossiers.models import Dossier
from portal.procedures.definitions import (
    AuthorityLevel,
    Choice,
    Documents,
    Field,
    FieldKind,
    Form,
    Parts,
    RequiredDocument,
    Section,
)
from portal.procedures.publishing import NewVersion, store_version
from tests.dossiers import walk
from tests.factories import PARTS, Cast, make_cast, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


@pytest.fixture
def draft(cast: Cast) -> Dossier:
    return submission.begin(
        cast.procedure, cast.unit, answers=dict(walk.ANSWERS), key="k", by=cast.lan, at=clock.now()
    )


def publish(session: Session, cast: Cast, parts: Parts) -> None:
    new = NewVersion(
        cast.procedure.code, "Đăng ký khai sinh", "Hộ tịch", cast.procedure.level,
        AuthorityLevel.COMMUNE, parts,
    )  # fmt: skip
    store_version(session, new, at=clock.now())
    session.commit()


def without_relation() -> Parts:
    section, child = PARTS.form.sections
    changed = replace(section, fields=(section.fields[0], Field("phone", "Điện thoại")))
    return replace(
        PARTS,
        form=replace(PARTS.form, sections=(changed, child)),
        documents=Documents((*PARTS.documents.items, RequiredDocument("id", "Căn cước"))),
    )


def test_its_owner_is_told_what_changed_and_keeps_the_answers(
    client: FlaskClient, session: Session, cast: Cast, draft: Dossier
) -> None:
    publish(session, cast, without_relation())
    sign_in(client, cast.lan)
    address = f"/ho-so/{draft.reference}"
    page = unescape(client.get(address).text)
    for told in (
        "có phiên bản mới",
        "Câu hỏi “Điện thoại”",
        "Giấy tờ “Căn cước”",
        "Quan hệ với trẻ",
    ):
        assert told in page
    # A page of the old version is not filled in any more without having been told.
    assert client.get(f"{address}/khai/child").headers["Location"].endswith(address)
    assert client.post(f"{address}/phien-ban-moi").status_code == 303
    session.expire_all()
    assert draft.procedure_version.number == 2
    assert draft.answers == {k: v for k, v in walk.ANSWERS.items() if k != "relation"}
    assert "có phiên bản mới" not in unescape(client.get(address).text)


def test_what_changed_inside_the_unit_is_not_told(
    session: Session, cast: Cast, draft: Dossier
) -> None:
    publish(session, cast, replace(PARTS, route=type(PARTS.route)(PARTS.route.steps[:-1])))
    assert moving_on.is_outdated(draft)
    assert moving_on.news(draft) == moving_on.News((), ())


def test_an_answer_moves_on_only_where_it_still_answers() -> None:
    def form(*fields: Field) -> Form:
        return Form("", (Section("s", "", fields),))

    colours = (Choice("r", "Đỏ"), Choice("g", "Xanh"))
    old = form(
        Field("a", "A"), Field("b", "B"), Field("c", "C", FieldKind.ONE_OF, choices=colours),
        Field("d", "D", FieldKind.MANY_OF, choices=colours), Field("e", "E"),
    )  # fmt: skip
    new = form(
        Field("e", "E bây giờ"), Field("b", "B", FieldKind.NUMBER),
        Field("c", "C", FieldKind.ONE_OF, choices=colours[:1]),
        Field("d", "D", FieldKind.MANY_OF, choices=colours),
    )  # fmt: skip
    answers = {"a": "1", "b": "2", "c": "g", "d": ["r", "g"], "e": "giữ"}
    assert moving_on.moved_answers(old, new, answers) == {"d": ["r", "g"], "e": "giữ"}
    assert moving_on.moved_answers(old, new, {"c": "r"}) == {"c": "r"}
