"""The form designer as a browser without script uses it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.procedures import editing, form_kinds, form_outline
from portal.procedures.conditions import Condition, Op, equals, none_of
from portal.procedures.definitions import Field, FieldKind, Form, Section
from portal.procedures.models import ProcedureVersion
from tests.procedures.test_publisher_pages import draft, quynh, reread, seen_on

__all__ = ["draft", "quynh"]
pytestmark = pytest.mark.usefixtures("at_noon")


def tab(version: ProcedureVersion, rest: str = "") -> str:
    return f"/danh-muc/phien-ban/{version.id}/to-khai{rest}"


def send(client: FlaskClient, version: ProcedureVersion, rest: str, **data: Any) -> Any:
    seen = seen_on(client, tab(version))
    sent = {key.replace("__", "-"): value for key, value in data.items()}
    return client.post(tab(version, rest), data={"seen": seen, **sent})


def field_of(session: Session, version: ProcedureVersion, key: str) -> Field:
    found = form_outline.field_of(reread(session, version).parts.form, key)
    assert found is not None, key
    return found


def test_a_question_is_added_with_a_key_of_its_own_and_all_its_rules(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    chosen = client.post(tab(draft, "/phan/child/them"), data={"kind": "text"})
    assert chosen.status_code == 303 and "loai=text" in chosen.headers["Location"]
    answer = send(
        client,
        draft,
        "/phan/child/them?loai=text",
        label="Biển  số xe",
        hint="Ghi trên đăng ký xe",
        is_required="y",
        pattern="[0-9]{2}[A-Z]-[0-9]{5}",
        example="43A-12345",
        message="Biển số chưa đúng.",
        maximum="20",
        only__join="all",
        only__0__field="born_on",
        only__0__relation="age_at_least",
        only__0__value="18",
    )
    assert answer.status_code == 303
    assert field_of(session, draft, "bien_so_xe") == Field(
        "bien_so_xe",
        "Biển số xe",
        hint="Ghi trên đăng ký xe",
        pattern="[0-9]{2}[A-Z]-[0-9]{5}",
        example="43A-12345",
        message="Biển số chưa đúng.",
        maximum=20,
        only_if=Condition(Op.AGE_AT_LEAST, "born_on", 18),
    )


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"label": " "}, "Hãy nhập câu hỏi"),
        ({"label": "X", "pattern": "(a)\\1", "example": "aa"}, "Mẫu này không dùng được"),
        ({"label": "X", "pattern": "[0-9]+", "example": "a"}, "không đúng mẫu vừa viết"),
        ({"label": "X", "minimum": "9", "maximum": "3"}, "đang nhỏ hơn mức ít nhất"),
        ({"label": "X", "only-join": "all"}, "Hãy chọn ít nhất một câu hỏi"),
        (
            {
                "label": "X",
                "only-join": "any",
                "only-0-field": "born_on",
                "only-0-relation": "at_least",
                "only-0-value": "mai",
            },
            "Hãy viết ngày như 31/12/2026",
        ),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong_and_keeps_what_was_written(
    client: FlaskClient, session: Session, draft: ProcedureVersion, sent: dict[str, str], words: str
) -> None:
    answer = client.post(
        tab(draft, "/phan/child/them?loai=text"),
        data={"seen": seen_on(client, tab(draft)), "hint": "giữ lại", **sent},
    )
    assert answer.status_code == 422
    assert words in answer.text and "giữ lại" in answer.text


def test_a_question_keeps_its_key_and_a_choice_its_value_when_reworded(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    send(client, draft, "/phan/child/them?loai=one_of", label="Giới tính", choices="Nam\nNữ\nKhác")
    before = field_of(session, draft, "gioi_tinh")
    send(client, draft, "/cau/gioi_tinh", label="Giới", choices="Nam\nNữ giới\nKhác")
    after = field_of(session, draft, "gioi_tinh")
    assert after.label == "Giới"
    assert [c.value for c in after.choices] == [c.value for c in before.choices]
    send(client, draft, "/cau/gioi_tinh", label="Giới", choices="Khác\nNam\nKhông rõ\nNữ giới")
    values = {c.label: c.value for c in field_of(session, draft, "gioi_tinh").choices}
    assert values["Nam"] == before.choices[0].value and values["Khác"] == before.choices[2].value
    assert len(set(values.values())) == 4


def test_questions_and_sections_are_moved_and_taken_away(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    def keys() -> list[list[str]]:
        form = reread(session, draft).parts.form
        return [[field.key for field in section.fields] for section in form.sections]

    assert send(client, draft, "/sap-xep", do="len:born_on").status_code == 303
    assert keys() == [["requester_name", "relation"], ["born_on", "child_name"]]
    send(client, draft, "/sap-xep", do="dat:relation:child:child_name")
    assert keys() == [["requester_name"], ["born_on", "relation", "child_name"]]
    send(client, draft, "/sap-xep", do="phan-len:child")
    assert keys() == [["born_on", "relation", "child_name"], ["requester_name"]]
    assert send(client, draft, "/phan/requester", then="remove").status_code == 422
    send(client, draft, "/cau/requester_name", then="remove")
    assert send(client, draft, "/phan/requester", then="remove").status_code == 303
    assert keys() == [["born_on", "relation", "child_name"]]
    assert send(client, draft, "/sap-xep", do="bay:x").status_code == 422


def test_a_group_has_questions_of_its_own(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    send(client, draft, "/phan/child/them?loai=group", label="Anh, chị", minimum="1", maximum="9")
    page = client.get(tab(draft)).text
    assert "chưa có câu hỏi nào" in page, "the outline tells what is still wrong"
    address = "/phan/child/them?nhom=anh_chi&loai=person"
    send(client, draft, address, label="Người anh, chị", parts=["full_name", "sex"])
    group = field_of(session, draft, "anh_chi")
    assert [(m.key, m.parts) for m in group.members] == [("nguoi_anh_chi", ("full_name", "sex"))]
    refused = client.get(tab(draft, "/phan/child/them?nhom=anh_chi&loai=group"))
    assert "Loại câu hỏi" in refused.text, "a group in a group is not offered"


def test_sections_and_exclusions_have_conditions_too(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    rule = {"only__join": "not", "only__0__field": "relation", "only__0__relation": "equals"}
    send(client, draft, "/phan-moi", title="Người nuôi dưỡng", only__0__value="Mẹ", **rule)
    section = reread(session, draft).parts.form.sections[-1]
    assert (section.key, section.only_if) == (
        "nguoi_nuoi_duong",
        none_of(equals("relation", "Mẹ")),
    )
    sent = {"sentence": "trẻ đã lớn.", "only__join": "all", "only__0__field": "born_on"}
    more = {"only__0__relation": "age_at_least", "only__0__value": "18"}
    assert send(client, draft, "/loai-tru", **sent, **more).status_code == 303
    [exclusion] = reread(session, draft).parts.form.exclusions
    assert exclusion.sentence == "trẻ đã lớn"
    assert exclusion.only_if == Condition(Op.AGE_AT_LEAST, "born_on", 18)
    assert send(client, draft, "/loai-tru", sentence="không rõ").status_code == 422


def test_a_condition_too_rich_for_the_page_is_kept_until_another_is_chosen(
    client: FlaskClient, session: Session, quynh: Account, draft: ProcedureVersion
) -> None:
    rich = Condition(Op.ALL, of=(Condition(Op.ANY, of=(equals("relation", "Mẹ"),)),))
    form = draft.parts.form
    fields = (Field("deep", "Sâu", only_if=rich),)
    mark = editing.seen(draft, "form")
    changed = Form(form.name, (*form.sections, Section("more", "Thêm", fields)))
    editing.change_part(draft, "form", changed, by=quynh, at=clock.now(), seen=mark)
    session.commit()
    assert "Giữ nguyên" in client.get(tab(draft, "/cau/deep")).text
    send(client, draft, "/cau/deep", label="Sâu hơn", only__join="kept")
    assert field_of(session, draft, "deep").only_if == rich
    send(client, draft, "/cau/deep", label="Sâu hơn", only__join="")
    assert field_of(session, draft, "deep").only_if is None


def test_the_second_of_two_publishers_is_told_and_loses_nothing(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    old = seen_on(client, tab(draft))
    send(client, draft, "", name="Tờ khai mới")
    answer = client.post(
        tab(draft, "/cau/child_name"), data={"seen": old, "label": "Tên em bé", "is_required": "y"}
    )
    assert answer.status_code == 409
    assert "Tên em bé" in answer.text
    assert field_of(session, draft, "child_name").label != "Tên em bé"


def test_a_form_of_three_hundred_questions_opens_and_has_an_end(
    client: FlaskClient, session: Session, quynh: Account, draft: ProcedureVersion
) -> None:
    many = tuple(
        Section(f"s{n}", f"Phần {n}", tuple(Field(f"q{n}_{i}", f"Câu {n}.{i}") for i in range(50)))
        for n in range(10)
    )
    mark = editing.seen(draft, "form")
    editing.change_part(draft, "form", Form("Dài", many), by=quynh, at=clock.now(), seen=mark)
    session.commit()
    assert client.get(tab(draft)).text.count('class="pub-outline__row"') == 500
    answer = send(client, draft, "/phan/s0/them?loai=text", label="Một câu nữa")
    assert answer.status_code == 422 and "nhiều nhất 500 câu hỏi" in answer.text


def test_the_preview_shows_every_question_and_the_paper(
    client: FlaskClient, draft: ProcedureVersion
) -> None:
    page = client.get(tab(draft, "/xem-thu")).text
    assert "Trẻ được khai sinh" in page and 'name="child_name"' in page
    paper = client.get(tab(draft, "/xem-thu.pdf"))
    assert paper.mimetype == "application/pdf" and paper.data.startswith(b"%PDF")


def test_kinds_have_only_what_is_theirs(client: FlaskClient, draft: ProcedureVersion) -> None:
    def names(kind: FieldKind) -> set[str]:
        page = client.get(tab(draft, f"/phan/child/them?loai={kind.value}")).text
        known = ("choices", "pattern", "minimum", "parts", "profile", "is_required")
        return {name for name in known if f'name="{name}"' in page}

    assert names(FieldKind.TEXT) == {"pattern", "minimum", "profile", "is_required"}
    assert names(FieldKind.ONE_OF) == {"choices", "is_required"}
    assert names(FieldKind.PERSON) == {"parts", "profile", "is_required"}
    assert names(FieldKind.EXPLANATION) == set()


def test_a_question_becomes_one_of_another_kind_and_loses_only_what_does_not_fit(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    send(
        client, draft, "/phan/child/them?loai=one_of", label="Giới tính", choices="Nam\nNữ",
        hint="Như giấy chứng sinh", is_required="y",
    )  # fmt: skip
    values = field_of(session, draft, "gioi_tinh").choices
    chosen = client.post(tab(draft, "/cau/gioi_tinh/loai"), data={"kind": "long_list"})
    assert chosen.headers["Location"].endswith("/cau/gioi_tinh?loai=long_list")
    assert (
        client.post(tab(draft, "/cau/gioi_tinh/loai"), data={"kind": "one_of"}).status_code == 422
    )
    send(client, draft, "/cau/gioi_tinh?loai=long_list", label="Giới tính", choices="Nam\nNữ")
    now = field_of(session, draft, "gioi_tinh")
    assert (now.kind, now.choices) == (FieldKind.LONG_LIST, values)

    page = client.get(tab(draft, "/cau/gioi_tinh?loai=number")).text
    assert "Các lựa chọn: Nam; Nữ" in page and "giữ nguyên" in page
    assert field_of(session, draft, "gioi_tinh").kind is FieldKind.LONG_LIST  # asked, not done
    send(client, draft, "/cau/gioi_tinh?loai=number", label="Diện tích", decimals="2")
    now = field_of(session, draft, "gioi_tinh")
    assert (now.kind, now.choices, now.decimals) == (FieldKind.NUMBER, (), 2)


def test_every_kind_can_become_every_other() -> None:
    for former in FieldKind:
        field = Field("k", "K", former, hint="h", only_if=equals("a", True), minimum=2, pattern="x")
        for kind in FieldKind:
            made = form_kinds.of_kind(field, kind)
            assert (made.key, made.kind, made.hint, made.only_if) == ("k", kind, "h", field.only_if)
            gone = form_kinds.dropped(field, kind)
            assert ("pattern" in gone) is (made.pattern == "")
            if kind is former:
                assert made == field and gone == []
