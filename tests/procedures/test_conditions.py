"""The rule engine against an evaluator written another way: the condition is turned into a table
of facts, ages are counted birthday by birthday and days one by one."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.procedures.conditions import (
    Condition,
    Op,
    equals,
    every,
    fields_named,
    holds,
    none_of,
    one_of,
    some,
)
from portal.procedures.definitions import Field, Form, Section, from_json, to_json

DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))
DECIMALS = st.sampled_from([-0.5, 0.25, 1.5, 2.75, 30.5])
ADDRESS = {"province": "17", "commune": "20194", "detail": "12 Gốm"}
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "n": st.one_of(st.none(), st.integers(-3, 3), DECIMALS),
        "yes": st.one_of(st.none(), st.booleans()),
        "text": st.sampled_from(["", "Kinh", "kinh doanh", "Tày", "1", "2020-02-30"]),
        "many": st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
        "day": DAYS.map(date.isoformat),
        "rows": st.lists(st.just({"x": 1}), max_size=3),
        "home": st.sampled_from([{}, ADDRESS, {"province": "01"}, "Số 1, phố Gốm"]),
    },
)
VALUES = st.one_of(
    st.integers(-3, 9),
    DECIMALS,
    st.booleans(),
    st.sampled_from(["", "Kinh", "kinh", "Tày", "a", "b", "1", "17", "2021-05-05"]),
    DAYS.map(date.isoformat),
)
FIELDS = st.sampled_from(["n", "yes", "text", "many", "day", "rows", "home", "home.province", "?"])
LEAF = st.builds(
    Condition,
    op=st.sampled_from([op for op in Op if op not in (Op.ALL, Op.ANY, Op.NOT)]),
    field=FIELDS,
    value=VALUES,
    values=st.lists(VALUES, max_size=3).map(tuple),
)
CONDITIONS = st.recursive(
    LEAF,
    lambda inner: st.builds(
        Condition,
        op=st.sampled_from([Op.ALL, Op.ANY, Op.NOT]),
        of=st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None)
@given(CONDITIONS, ANSWERS, DAYS)
def test_the_engine_agrees_with_a_slow_evaluator(
    condition: Condition, answers: dict[str, Any], on: date
) -> None:
    assert holds(condition, answers, on) is slowly(condition, answers, on)


@settings(max_examples=100, deadline=None)
@given(CONDITIONS)
def test_a_condition_goes_to_json_and_back_with_its_form(condition: Condition) -> None:
    form = Form("F", (Section("s", "S", (Field("k", "K", only_if=condition),)),))
    assert from_json(Form, json.loads(json.dumps(to_json(form)))) == form


@settings(max_examples=100, deadline=None)
@given(CONDITIONS, ANSWERS, DAYS)
def test_only_the_fields_named_decide(
    condition: Condition, answers: dict[str, Any], on: date
) -> None:
    named = set(fields_named(condition))
    fewer = {key: value for key, value in answers.items() if key in named}
    assert holds(condition, fewer, on) is holds(condition, answers, on)


def test_yes_is_not_the_number_one_and_a_text_is_no_number() -> None:
    assert not holds(equals("yes", 1), {"yes": True}, None)
    assert not holds(Condition(Op.AT_LEAST, "text", 0), {"text": "1"}, None)
    assert not holds(Condition(Op.AT_LEAST, "yes", False), {"yes": True}, None)


def test_joined_conditions_read_as_they_are_written() -> None:
    rule = every(one_of("n", 1, 2), none_of(equals("yes", True)), some(equals("n", 2)))
    assert holds(rule, {"n": 2, "yes": False}, None)
    assert not holds(rule, {"n": 2, "yes": True}, None)
    assert not holds(rule, {"n": 1, "yes": False}, None)


def test_somebody_is_eighteen_on_the_birthday_and_not_the_day_before() -> None:
    adult = Condition(Op.AGE_AT_LEAST, "day", 18)
    assert not holds(adult, {"day": "2008-03-18"}, date(2026, 3, 17))
    assert holds(adult, {"day": "2008-03-18"}, date(2026, 3, 18))
    assert not holds(adult, {"day": "2008-03-18"}, None)
    assert not holds(adult, {"day": "2008-02-29"}, date(2026, 2, 28))
    assert holds(adult, {"day": "2008-02-29"}, date(2026, 3, 1))


# --- the slow evaluator -------------------------------------------------------------------


def slowly(condition: Condition, answers: dict[str, Any], on: date) -> bool:
    name = condition.op.value
    if name in ("all", "any", "not"):
        facts = [slowly(one, answers, on) for one in condition.of]
        count = facts.count(True)
        return {"all": count == len(facts), "any": count > 0, "not": count == 0}[name]
    answer = answers.get(condition.field)
    if condition.field == "home.province":
        home = answers.get("home")
        answer = home["province"] if isinstance(home, dict) and "province" in home else None
    if answer is None or (not answer and answer is not False and answer != 0):
        return False
    table = {
        "answered": lambda: True,
        "equals": lambda: repr(answer) == repr(condition.value),
        "one_of": lambda: repr(answer) in [repr(value) for value in condition.values],
        "contains": lambda: _holds_words(answer, condition.value),
        "age_below": lambda: _age(answer, on, condition.value, lambda age, n: age < n),
        "age_at_least": lambda: _age(answer, on, condition.value, lambda age, n: not age < n),
        "days_at_most": lambda: _elapsed(answer, on, condition.value, lambda d, n: d <= n),
        "days_more": lambda: _elapsed(answer, on, condition.value, lambda d, n: d > n),
    }
    if name in table:
        return bool(table[name]())
    signs = _sign(answer, condition.value)
    wanted = {"less": "<", "at_most": "<=", "at_least": ">=", "more": ">"}[name]
    return signs is not None and signs in wanted


def _holds_words(answer: Any, value: Any) -> bool:
    if type(answer) is list:
        return repr(value) in map(repr, answer)
    return type(answer) is str and type(value) is str and answer.lower().find(value.lower()) >= 0


def _sign(answer: Any, value: Any) -> str | None:
    """ "<", "=" or ">" of two numbers, two dates, or a group's rows and a number."""
    if type(answer) is list:
        answer = sum(1 for _ in answer)
    if type(answer) is int and type(value) is int:
        difference = answer - value
    elif type(answer) is str and type(value) is str:
        left, right = _calendar(answer), _calendar(value)
        if left is None or right is None:
            return None
        difference = left.toordinal() - right.toordinal()
    else:
        return None
    return "<" if difference < 0 else ">" if difference > 0 else "="


def _calendar(text: Any) -> date | None:
    try:
        year, month, day = str(text).split("-")
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _age(answer: Any, on: date, years: Any, asked: Any) -> bool:
    birth = _calendar(answer)
    if birth is None or type(years) is not int or type(answer) is not str:
        return False
    age = 0
    while _birthday(birth, age) > on:  # not yet born
        age -= 1
    while _birthday(birth, age + 1) <= on:
        age += 1
    return bool(asked(age, years))


def _birthday(birth: date, age: int) -> date:
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)


def _elapsed(answer: Any, on: date, days: Any, asked: Any) -> bool:
    since = _calendar(answer)
    if since is None or type(days) is not int or type(answer) is not str:
        return False
    count, step = 0, timedelta(1 if since <= on else -1)
    while since != on:
        since, count = since + step, count + step.days
    return bool(asked(count, days))
