"""What differs between two versions, as a list of changes that can be told and applied. Pure.

A version is compared as the JSON its parts are kept in. Things with a key (questions, papers, fees,
steps, choices) are matched by it, so that a moved question is moved, not new; lists without keys
(laws, limits) are told as wholes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.procedures.definitions import PART_TYPES, Parts, from_json, to_json


class _Missing:
    def __repr__(self) -> str:
        return "nothing"


MISSING: Any = _Missing()


@dataclass(frozen=True)
class Change:
    """At `path` (the part first, then names and keys) `before` stood and `after` stands; MISSING
    where there was or is nothing. For a mere change of order both are lists of keys and the path
    ends in ORDER."""

    path: tuple[str, ...]
    before: Any
    after: Any

    @property
    def is_order(self) -> bool:
        return self.path[-1] == ORDER


ORDER = "#order"


def of_parts(old: Parts, new: Parts) -> list[Change]:
    """Every change from `old` to `new`, part by part; none when they say the same."""
    changes: list[Change] = []
    for name in PART_TYPES:
        changes += _of_values((name,), to_json(getattr(old, name)), to_json(getattr(new, name)))
    return changes


def applied(old: Parts, changes: list[Change]) -> Parts:
    """`old` with the changes made: applied(old, of_parts(old, new)) == new."""
    bodies: dict[str, Any] = {name: to_json(getattr(old, name)) for name in PART_TYPES}
    for change in changes:
        bodies = _with(bodies, list(change.path), change)
    return Parts(**{name: from_json(kind, bodies[name]) for name, kind in PART_TYPES.items()})


def _of_values(path: tuple[str, ...], old: Any, new: Any) -> list[Change]:
    if old == new and type(old) is type(new):
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        found: list[Change] = []
        for name in [*old, *(name for name in new if name not in old)]:
            found += _of_values((*path, name), old.get(name, MISSING), new.get(name, MISSING))
        return found
    if _is_keyed(old) and _is_keyed(new):
        return _of_lists(path, old, new)
    return [Change(path, old, new)]


def _of_lists(path: tuple[str, ...], old: list[Any], new: list[Any]) -> list[Change]:
    before = {item["key"]: item for item in old}
    after = {item["key"]: item for item in new}
    changes = [Change((*path, key), before[key], MISSING) for key in before if key not in after]
    for key, item in after.items():
        if key in before:
            changes += _of_values((*path, key), before[key], item)
        else:
            changes.append(Change((*path, key), MISSING, item))
    would_be = [key for key in before if key in after] + [key for key in after if key not in before]
    if would_be != list(after):
        changes.append(Change((*path, ORDER), would_be, list(after)))
    return changes


def _with(body: Any, path: list[str], change: Change) -> Any:
    if not path:
        return change.after
    name, *rest = path
    if isinstance(body, Mapping):
        value = _with(body.get(name, MISSING), rest, change)
        kept = {key: one for key, one in body.items() if key != name}
        return kept if value is MISSING else {**kept, name: value}
    if name == ORDER:
        by_key = {item["key"]: item for item in body}
        return [by_key[key] for key in change.after]
    position = next((i for i, item in enumerate(body) if item["key"] == name), len(body))
    value = _with(body[position] if position < len(body) else MISSING, rest, change)
    return [*body[:position], *([] if value is MISSING else [value]), *body[position + 1 :]]


def _is_keyed(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and "key" in item for item in value)
        and len({item["key"] for item in value}) == len(value)
    )
