"""Questions people ask: written on the guidance tab, told on the public page, carried everywhere."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.errors import Invalid
from portal.procedures import editing
from portal.procedures.definitions import AskedOften, Guidance, Parts
from portal.procedures.difference_words import explained
from portal.procedures.publisher.text_forms import read_asked, written_asked
from tests.factories import make_officer, make_procedure, make_unit, sign_in
from tests.procedures.test_pages import text_of
from tests.procedures.test_publisher_pages import reread, send

ASKED = (
    AskedOften("Ông bà đi thay được không?", "Được.\nKhông cần ủy quyền."),
    AskedOften("Có mất tiền không?", "Không."),
)
pytestmark = pytest.mark.usefixtures("at_noon")


def test_pairs_are_written_as_lines_and_read_back(app: object) -> None:
    assert read_asked(written_asked(ASKED)) == ASKED
    assert read_asked(" \n") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Được.", "Dòng đầu"),
        ("## Một?\n## Hai?\nCó.", "“Một.” chưa có câu trả lời"),
        ("##\nCó.", "chưa viết câu hỏi"),
        ("## Một?\nCó.\n## Một?\nKhông.", "hai câu hỏi giống nhau"),
        ("\n".join(f"## {i}?\nCó." for i in range(51)), "Nhiều nhất 50"),
    ],
)
def test_half_a_pair_is_told_beside_the_field(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        read_asked(text)
    assert set(refused.value.errors) == {"asked"}


def test_what_is_asked_goes_from_the_tab_to_the_public_page_and_open_data(
    client: FlaskClient, session: Session
) -> None:
    publisher = make_officer("Đỗ Như Quỳnh", make_unit(), Role.PUBLISHER)
    procedure = make_procedure(make_unit(), code="9.5")
    version = editing.begin_revision(procedure, by=publisher, at=clock.now())
    session.commit()
    sign_in(client, publisher)
    tab = f"/danh-muc/phien-ban/{version.id}/huong-dan"
    assert send(client, tab, asked="Không có câu hỏi") == 422
    assert send(client, tab, asked=written_asked(ASKED)) == 303
    assert reread(session, version).parts.guidance.asked == ASKED
    assert "Ông bà đi thay được không?" in text_of(
        client, f"/danh-muc/phien-ban/{version.id}/xem-truoc"
    )

    make_procedure(code="9.6", parts=Parts(guidance=Guidance(asked=ASKED)))
    session.commit()
    page = client.get("/thu-tuc/9.6").text
    assert page.count('class="govuk-details cat-asked"') == 2 and 'href="#asked"' in page
    found = json.loads(client.get("/du-lieu-mo/thu-tuc.json").data)["thu_tuc"]
    told = next(one for one in found if one["ma"] == "9.6")
    assert told["hoi_dap"][1] == {"hoi": "Có mất tiền không?", "dap": "Không."}


def test_a_revision_says_which_question_is_new_gone_or_answered_otherwise(app: object) -> None:
    with app.test_request_context():  # type: ignore[attr-defined]
        old = Parts(guidance=Guidance(asked=ASKED))
        other = replace(ASKED[1], answer="Có, 8.000 đồng.")
        new = Parts(guidance=Guidance(asked=(other, AskedOften("Bao lâu?", "Một ngày."))))
        said = [(d.what, d.how, d.before, d.after) for d in explained(old, new)]
        [moved] = explained(old, Parts(guidance=Guidance(asked=ASKED[::-1])))
    assert said == [
        ("Hỏi đáp “Ông bà đi thay được không?”", "bỏ", "", ""),
        ("Hỏi đáp “Có mất tiền không?”", "câu trả lời", "Không.", "Có, 8.000 đồng."),
        ("Hỏi đáp “Bao lâu?”", "thêm", "", ""),
    ]
    assert moved.how == "đổi thứ tự"
