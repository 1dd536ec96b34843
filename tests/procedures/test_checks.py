"""Every check finds its fault, names it and its place; a sound version has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.demonstration.procedures import PROCEDURES
from portal.procedures import check_queries
from portal.procedures.checks import Facts, Finding, Severity, checked
from portal.procedures.conditions import equals
from portal.procedures.definitions import (
    Choice,
    Documents,
    FeeItem,
    Fees,
    Field,
    FieldKind,
    Form,
    Guidance,
    LegalBases,
    Limits,
    RequiredDocument,
    ResultDefinition,
    Route,
    RouteStep,
    Section,
    ServiceLevel,
    StepKind,
    StepOutcome,
    TimeLimit,
)
from tests.factories import PARTS, ROUTE, make_officer, make_procedure, make_unit
from tests.procedures.test_reviewing import WHOLE

SECTION = PARTS.form.sections[0]
FEE = PARTS.fees.items[0]
LATER = Field("later", "Câu hỏi sau")


@pytest.fixture(autouse=True)
def _language(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def found(
    level: ServiceLevel = ServiceLevel.FULL, is_paid: bool = True, **parts: Any
) -> list[Finding]:
    return checked("Đăng ký khai sinh", level, replace(WHOLE, **parts), Facts(is_paid))


def form(*fields: Field) -> Form:
    return Form("Tờ khai", (Section("s", "Phần", fields),))


def steps(**changes: Any) -> Route:
    return Route(tuple(replace(s, **changes) if s.key == "assess" else s for s in ROUTE.steps))


def test_a_sound_version_has_no_fault() -> None:
    assert found() == []


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.code)
def test_the_demonstration_province_has_no_fault(procedure: Any) -> None:
    said = checked(procedure.title, procedure.level, procedure.parts, Facts(True))
    assert [one for one in said if one.severity is Severity.FAULT] == []


@pytest.mark.parametrize(
    ("parts", "tab", "index", "words"),
    [
        ({"form": form(Field("a", " "))}, "form_tab", 0, "nhãn"),
        ({"form": form(Field("a", "Tên"), Field("b", "Tên"))}, "form_tab", 0, "Tên"),
        ({"form": form(Field("a", "A", only_if=equals("later", "x")), LATER)}, "form_tab", 0, "sau"),
        ({"form": form(Field("a", "A", only_if=equals("gone", "x")))}, "form_tab", 0, "gone"),
        ({"form": form(Field("a", "A", FieldKind.ONE_OF, choices=(Choice("x", "X"),)))}, "form_tab", 0, "lựa chọn"),
        ({"form": form(Field("a", "A", pattern="(a+)+$(?=x)"))}, "form_tab", 0, "A"),
        ({"form": Form()}, "form_tab", 0, "chưa có tờ khai"),
        ({"documents": Documents((RequiredDocument("d", "Đơn", 1, only_if=equals("gone", "x")),))}, "giay-to", 1, "không còn"),
        ({"fees": Fees((replace(FEE, legal_basis=""),))}, "phi", 1, "căn cứ pháp lý"),
        ({"fees": Fees()}, "phi", 0, "Chưa nói có thu"),
        ({"fees": Fees((FEE,), is_free=True)}, "phi", 0, "không thu tiền"),
        ({"fees": Fees((replace(FEE, quantity_field="gone"),))}, "phi", 1, "không còn"),
        ({"fees": Fees((FeeItem("f", "Phí", legal_basis="NQ"),))}, "phi", 1, "không nêu số tiền"),
        ({"limits": Limits((TimeLimit(text="Theo quy định"),))}, "thoi-han", 0, "thời hạn"),
        ({"limits": Limits((TimeLimit("1wd"),))}, "quy-trinh", 0, "cần 18 giờ làm việc, thời hạn chỉ cho 8 giờ"),
        ({"route": Route()}, "quy-trinh", 0, "Chưa có quy trình"),
        ({"route": Route(ROUTE.steps[1:])}, "quy-trinh", 1, "tiếp nhận"),
        ({"route": Route(ROUTE.steps[:-1])}, "quy-trinh", 0, "trả kết quả"),
        ({"route": steps(outcomes=(StepOutcome("o", "Xong", "issue"),))}, "quy-trinh", 3, "Không có đường nào tới bước “Phê duyệt”"),
        ({"route": steps(outcomes=(StepOutcome("o", "Lại", "assess"),))}, "quy-trinh", 2, "không đi tới kết thúc"),
        ({"route": steps(outcomes=(StepOutcome("o", "Xong", "gone"),))}, "quy-trinh", 2, "không còn"),
        ({"route": steps(only_if=equals("gone", True))}, "quy-trinh", 2, "không còn"),
        ({"result": replace(PARTS.result, template="{{ answers.gone }}")}, "result", 0, "Dòng 1"),
        ({"result": replace(PARTS.result, template="")}, "result", 0, "trả kết quả điện tử"),
        ({"result": ResultDefinition(template="<p>x</p>")}, "result", 0, "nhận được gì"),
        ({"legal_bases": LegalBases()}, "can-cu", 0, "căn cứ"),
    ],
)  # fmt: skip
def test_each_fault_is_found_at_its_place(
    parts: dict[str, Any], tab: str, index: int, words: str
) -> None:
    faults = [one for one in found(**parts) if one.severity is Severity.FAULT]
    assert any((one.tab, one.index) == (tab, index) and words in one.sentence for one in faults), (
        faults
    )


def test_a_circle_of_conditions_is_named() -> None:
    circle = form(
        Field("a", "A", only_if=equals("b", "x")), Field("b", "B", only_if=equals("a", "x"))
    )
    assert [one for one in found(form=circle) if one.severity is Severity.FAULT]


def test_level_4_needs_paying_online_and_level_3_does_not() -> None:
    assert any("thanh toán trực tuyến" in one.sentence for one in found(is_paid=False))
    assert not found(ServiceLevel.PARTIAL, is_paid=False)


def test_hard_texts_and_missing_guidance_are_warnings() -> None:
    hard = "Trường hợp " + "nghiêm nhiễm khuynh chuyển thưởng " * 12
    said = found(guidance=Guidance(summary=hard))
    assert {one.severity for one in said} == {Severity.WARNING}
    assert any("Khó đọc" in one.sentence for one in said)


def test_three_hundred_questions_are_checked_at_once() -> None:
    many = tuple(
        Section(f"s{n}", f"Phần {n}", tuple(Field(f"q{n}_{i}", f"Câu {n}.{i}") for i in range(20)))
        for n in range(15)
    )
    faults = [one for one in found(form=Form("Tờ khai", many)) if one.severity is Severity.FAULT]
    assert faults == [one for one in faults if one.tab == "result"]  # its template asks others


def test_a_step_nobody_can_take_is_named_with_the_unit(session: Session, at_noon: None) -> None:
    unit = make_unit()
    procedure = make_procedure(unit, parts=WHOLE)
    for role in (Role.RECEPTIONIST, Role.SPECIALIST, Role.LEADER):
        make_officer(role.value, unit, role)
    said = check_queries.faults(procedure.current, clock.today())
    assert [one.sentence for one in said] == [
        "Ở Phường Hải An không ai làm được bước “Cấp số, đóng dấu”."
    ]
    make_officer("Dung", unit, Role.CLERK)
    assert check_queries.faults(procedure.current, clock.today()) == []


def test_a_procedure_nobody_offers_is_not_published(session: Session, at_noon: None) -> None:
    procedure = make_procedure(parts=WHOLE)
    said = check_queries.faults(procedure.current, clock.today())
    assert [one.tab for one in said] == ["units"]


def test_step_kinds_that_are_missing_are_named() -> None:
    bare = Route((RouteStep("r", StepKind.RECEIVE, "Nhận", Role.RECEPTIONIST, 1),))
    words = " ".join(one.sentence for one in found(route=bare))
    for kind in ("duyệt", "cấp số", "trả kết quả", "dự thảo"):
        assert kind in words
