"""A form changed in one place stays the same everywhere else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.procedures import form_outline as outline
from portal.procedures.definitions import Field, FieldKind, Form, Section

GROUP = Field("g", "G", FieldKind.GROUP, members=(Field("m1", "M1"), Field("m2", "M2")))
FORM = Form(
    "F",
    (
        Section("one", "Một", (Field("a", "A"), Field("b", "B"))),
        Section("two", "Hai", ()),
        Section("three", "Ba", (GROUP, Field("c", "C"))),
    ),
)
KEYS = ("a", "b", "g", "c", "m1", "m2", "gone")


def shape(form: Form) -> list[list[str]]:
    return [[field.key for field in section.fields] for section in form.sections]


def test_a_question_goes_up_and_down_and_on_into_the_next_section() -> None:
    assert shape(outline.field_moved(FORM, "b", -1)) == [["b", "a"], [], ["g", "c"]]
    assert shape(outline.field_moved(FORM, "b", 1)) == [["a"], ["b"], ["g", "c"]]
    assert shape(outline.field_moved(FORM, "g", -1)) == [["a", "b"], ["g"], ["c"]]
    assert outline.field_moved(FORM, "a", -1) == FORM
    assert outline.field_moved(FORM, "c", 1) == FORM


def test_a_question_is_dropped_before_another_or_at_the_end() -> None:
    assert shape(outline.field_placed(FORM, "c", "one", "b")) == [["a", "c", "b"], [], ["g"]]
    assert shape(outline.field_placed(FORM, "a", "three")) == [["b"], [], ["g", "c", "a"]]
    assert outline.field_placed(FORM, "a", "nowhere") == FORM
    assert outline.field_placed(FORM, "m1", "one") == FORM


def test_members_of_a_group_stay_in_it() -> None:
    moved = outline.field_moved(FORM, "m2", -1)
    group = outline.field_of(moved, "g")
    assert group is not None and [one.key for one in group.members] == ["m2", "m1"]
    assert outline.field_moved(FORM, "m1", -1) == FORM


def test_what_a_condition_may_look_at_ends_before_its_question() -> None:
    assert shape(outline.before(FORM, "b")) == [["a"]]
    assert shape(outline.before(FORM, "c")) == [["a", "b"], [], ["g"]]
    assert shape(outline.before(FORM, "m2")) == [["a", "b"], [], ["m1"]]
    assert outline.before(FORM, "") == FORM


def test_keys_of_blocks_are_taken_with_their_parts() -> None:
    form = Form("F", (Section("s", "S", (Field("p", "P", FieldKind.PERSON),)),))
    assert {"p", "p_full_name", "p_birth_date"} <= outline.keys_of(form)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("move"), st.sampled_from(KEYS), st.sampled_from([-1, 1])),
            st.tuples(
                st.just("place"),
                st.sampled_from(KEYS),
                st.sampled_from(["one", "two", "three"]),
                st.sampled_from(KEYS),
            ),
            st.tuples(
                st.just("section"), st.sampled_from(["one", "two"]), st.sampled_from([-1, 1])
            ),
        ),
        max_size=8,
    )
)
def test_however_it_is_moved_about_nothing_is_lost_or_doubled(moves: list[tuple[str, ...]]) -> None:
    form = FORM
    for verb, *rest in moves:
        change = {
            "move": outline.field_moved,
            "place": outline.field_placed,
            "section": outline.section_moved,
        }[verb]
        form = change(form, *rest)  # type: ignore[operator]
    assert sorted(sum(shape(form), [])) == ["a", "b", "c", "g"]
    group = outline.field_of(form, "g")
    assert group is not None and {one.key for one in group.members} == {"m1", "m2"}
    assert {section.key for section in form.sections} == {"one", "two", "three"}
