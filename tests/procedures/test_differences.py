"""The difference of two versions: nothing between equals, and enough to make the one from the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.accounts.roles import Role
from portal.demonstration.procedures import PROCEDURES
from portal.procedures.conditions import equals
from portal.procedures.definitions import (
    Channel,
    Choice,
    Documents,
    FeeItem,
    Fees,
    FeeTier,
    Field,
    FieldKind,
    Form,
    LegalBases,
    LegalBasis,
    Limits,
    Parts,
    RequiredDocument,
    Route,
    RouteStep,
    Section,
    StepKind,
    StepOutcome,
    TimeLimit,
)
from portal.procedures.difference_words import explained
from portal.procedures.differences import applied, of_parts
from tests.factories import PARTS

KEYS = st.sampled_from("abcdef")
TEXT = st.text(alphabet="aă ơ", max_size=4)


def keyed(item: Any, most: int = 4) -> Any:
    return st.lists(item, max_size=most, unique_by=lambda one: one.key).map(tuple)


fields = st.builds(
    Field,
    KEYS,
    TEXT,
    st.sampled_from([FieldKind.TEXT, FieldKind.ONE_OF]),
    st.booleans(),
    TEXT,
    st.lists(st.builds(Choice, KEYS, TEXT), max_size=3).map(tuple),
    minimum=st.none() | st.integers(0, 3),
    only_if=st.none() | st.builds(equals, KEYS, st.booleans() | TEXT),
)
parts = st.builds(
    Parts,
    form=st.builds(Form, TEXT, keyed(st.builds(Section, KEYS, TEXT, keyed(fields)))),
    documents=st.builds(
        Documents,
        keyed(st.builds(RequiredDocument, KEYS, TEXT, st.none() | st.integers(0, 2))),
        st.none() | st.integers(1, 2),
    ),
    fees=st.builds(
        Fees,
        keyed(
            st.builds(
                FeeItem,
                KEYS,
                TEXT,
                amount=st.none() | st.integers(0, 3),
                tiers=st.lists(st.builds(FeeTier, st.integers(1, 3), st.integers(0, 3)), max_size=2).map(tuple),
            )
        ),
        st.booleans(),
    ),
    limits=st.builds(
        Limits,
        st.lists(
            st.builds(TimeLimit, st.sampled_from(["", "3wd"]), st.sampled_from([(), (Channel.DESK,)])),
            max_size=3,
        ).map(tuple),
    ),
    route=st.builds(
        Route,
        keyed(
            st.builds(
                RouteStep,
                KEYS,
                st.sampled_from(StepKind),
                TEXT,
                st.sampled_from(Role),
                st.integers(0, 3),
                outcomes=keyed(st.builds(StepOutcome, KEYS, TEXT, KEYS), 2),
            )
        ),
    ),
    legal_bases=st.builds(
        LegalBases, st.lists(st.builds(LegalBasis, TEXT, TEXT), max_size=3).map(tuple)
    ),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(parts)
def test_nothing_differs_between_equals(one: Parts) -> None:
    assert of_parts(one, one) == []


@settings(max_examples=120, deadline=None)
@given(parts, parts)
def test_the_changes_make_the_new_version_from_the_old_one(old: Parts, new: Parts) -> None:
    assert applied(old, of_parts(old, new)) == new


def test_every_pair_of_real_procedures_differs_by_what_makes_one_the_other() -> None:
    for former, latter in zip(PROCEDURES, PROCEDURES[1:], strict=False):
        assert applied(former.parts, of_parts(former.parts, latter.parts)) == latter.parts


@settings(max_examples=40, deadline=None)
@given(parts, parts)
def test_every_difference_has_words(app: Flask, old: Parts, new: Parts) -> None:
    with app.test_request_context():
        said = explained(old, new)
    assert bool(said) == (old != new)
    assert all(one.part and one.how for one in said)


def test_a_revision_is_told_as_a_person_would(app: Flask) -> None:
    section, child = PARTS.form.sections
    renamed = replace(section.fields[0], label="Họ và tên đầy đủ")
    new = replace(
        PARTS,
        form=replace(PARTS.form, sections=(replace(section, fields=(renamed,)), child)),
        documents=Documents((*PARTS.documents.items, RequiredDocument("id", "Căn cước"))),
        fees=Fees((replace(PARTS.fees.items[0], amount=5000),)),
        limits=Limits((TimeLimit("2wd"),)),
        route=Route(tuple(replace(s, hours=9) if s.key == "assess" else s for s in PARTS.route.steps)),
    )  # fmt: skip
    with app.test_request_context():
        said = [(d.part, d.what, d.how, d.before, d.after) for d in explained(PARTS, new)]
    assert said == [
        ("form", "Phần “Người yêu cầu” › Câu hỏi “Quan hệ với trẻ”", "bỏ", "", ""),
        ("form", "Phần “Người yêu cầu” › Câu hỏi “Họ và tên đầy đủ”", "nhãn", "Họ, chữ đệm, tên", "Họ và tên đầy đủ"),
        ("documents", "Giấy tờ “Căn cước”", "thêm", "", ""),
        ("fees", "Khoản thu “Lệ phí”", "mức thu", "8.000 đ", "5.000 đ"),
        ("limits", "3 ngày làm việc", "bỏ", "", ""),
        ("limits", "2 ngày làm việc", "thêm", "", ""),
        ("route", "Bước “Thẩm định”", "số giờ", "8", "9"),
    ]  # fmt: skip
