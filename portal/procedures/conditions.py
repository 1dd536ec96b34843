"""Conditions as data: one small engine for everything that depends on answers.

The same values decide whether a question, a section, a paper or a fee is there, whether an answer
is required, who cannot use a procedure, which steps a dossier takes. A condition is a frozen value
that goes to JSON and back with the part it stands in.

What is not answered is not compared: every comparison with it is false, so that "not under 18" is
true of somebody whose birth date is unknown; add ANSWERED where that matters. Pure.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

Value = str | int | float | bool


class Op(enum.StrEnum):
    """What a condition says. The first three join others; the rest look at one answer."""

    ALL = "all"
    ANY = "any"
    NOT = "not"
    ANSWERED = "answered"
    EQUALS = "equals"
    ONE_OF = "one_of"
    CONTAINS = "contains"  # several choices hold this one, a text holds these words
    LESS = "less"  # number, đồng, ISO date; of a repeated group, how many rows
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    MORE = "more"
    AGE_BELOW = "age_below"  # whole years on the day, of the birth date answered
    AGE_AT_LEAST = "age_at_least"
    DAYS_AT_MOST = "days_at_most"  # days from the date answered to the day
    DAYS_MORE = "days_more"


JOINING = frozenset({Op.ALL, Op.ANY, Op.NOT})
COMPARING = frozenset({Op.LESS, Op.AT_MOST, Op.AT_LEAST, Op.MORE})
COUNTING_TIME = frozenset({Op.AGE_BELOW, Op.AGE_AT_LEAST, Op.DAYS_AT_MOST, Op.DAYS_MORE})


@dataclass(frozen=True)
class Condition:
    """`of` are the conditions that ALL, ANY and NOT join (NOT: none of them holds). `field` is the
    key of an answer, for an address followed by its part: "home.province". `value` is compared
    with; `values` are those of ONE_OF."""

    op: Op
    field: str = ""
    value: Value | None = None
    values: tuple[Value, ...] = ()
    of: tuple[Condition, ...] = ()


def every(*conditions: Condition) -> Condition:
    return Condition(Op.ALL, of=conditions)


def some(*conditions: Condition) -> Condition:
    return Condition(Op.ANY, of=conditions)


def none_of(*conditions: Condition) -> Condition:
    return Condition(Op.NOT, of=conditions)


def equals(field: str, value: Value) -> Condition:
    return Condition(Op.EQUALS, field, value)


def one_of(field: str, *values: Value) -> Condition:
    return Condition(Op.ONE_OF, field, values=values)


def answered(field: str) -> Condition:
    return Condition(Op.ANSWERED, field)


def holds(condition: Condition | None, answers: Mapping[str, Any], on: date | None) -> bool:
    """Is it so? No condition always holds. `on` is the day by which ages and days are counted;
    without one (None) nothing is known about them."""
    if condition is None:
        return True
    match condition.op:
        case Op.ALL:
            return all(holds(one, answers, on) for one in condition.of)
        case Op.ANY:
            return any(holds(one, answers, on) for one in condition.of)
        case Op.NOT:
            return not any(holds(one, answers, on) for one in condition.of)
    answer = answer_to(condition.field, answers)
    if answer is None:
        return False
    match condition.op:
        case Op.ANSWERED:
            return True
        case Op.EQUALS:
            return _same(answer, condition.value)
        case Op.ONE_OF:
            return any(_same(answer, value) for value in condition.values)
        case Op.CONTAINS:
            return _contains(answer, condition.value)
        case op if op in COUNTING_TIME:
            return _by_time(op, answer, condition.value, on)
        case op:
            return _compares(op, answer, condition.value)


def answer_to(field: str, answers: Mapping[str, Any]) -> Any:
    """The answer a condition looks at; None when there is none. Empty texts, lists and addresses
    are none; 0 and "no" are answers."""
    key, _dot, part = field.partition(".")
    answer = answers.get(key)
    if part:
        answer = answer.get(part) if isinstance(answer, Mapping) else None
    return None if answer in ("", [], {}, ()) else answer


def fields_named(condition: Condition | None) -> Iterator[str]:
    """The keys of the answers a condition looks at, without the part of an address."""
    if condition is None:
        return
    if condition.op not in JOINING:
        yield condition.field.partition(".")[0]
    for one in condition.of:
        yield from fields_named(one)


def reduced(
    condition: Condition, answers: Mapping[str, Any], still_open: Set[str], on: date | None
) -> Condition:
    """The condition with everything settled that does not look at a field in `still_open`: what is
    left can be worked out where only those answers are known. ALL of nothing is true, ANY of
    nothing false."""
    if still_open.isdisjoint(fields_named(condition)):
        return every() if holds(condition, answers, on) else some()
    of = tuple(reduced(one, answers, still_open, on) for one in condition.of)
    return replace(condition, of=of)


def age_on(birth: date, day: date) -> int:
    """Whole years lived; for somebody born on 29 February a year is full on 1 March where there is
    no such day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _same(answer: Any, value: Any) -> bool:
    return type(answer) is type(value) and bool(answer == value)  # True is not 1


def _contains(answer: Any, value: Any) -> bool:
    if isinstance(answer, str):
        return isinstance(value, str) and value.casefold() in answer.casefold()
    return isinstance(answer, list) and any(_same(one, value) for one in answer)


def _compares(op: Op, answer: Any, value: Any) -> bool:
    left = len(answer) if isinstance(answer, list) else answer
    is_number = type(left) in (int, float) and type(value) in (int, float)
    if not is_number and (type(left) is not type(value) or isinstance(value, bool)):
        return False
    if isinstance(value, str):
        left, value = _day(left), _day(value)
        if left is None or value is None:
            return False
    match op:
        case Op.LESS:
            return bool(left < value)
        case Op.AT_MOST:
            return bool(left <= value)
        case Op.AT_LEAST:
            return bool(left >= value)
        case _:
            return bool(left > value)


def _by_time(op: Op, answer: Any, value: Any, on: date | None) -> bool:
    since = _day(answer)
    if since is None or on is None or type(value) is not int:
        return False
    match op:
        case Op.AGE_BELOW:
            return age_on(since, on) < value
        case Op.AGE_AT_LEAST:
            return age_on(since, on) >= value
        case Op.DAYS_AT_MOST:
            return (on - since).days <= value
        case _:
            return (on - since).days > value


def _day(value: Any) -> date | None:
    """A stored date. Only "YYYY-MM-DD" is one: other texts are not compared."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
