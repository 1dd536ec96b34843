"""What comes out of reading one line: a procedure with remarks, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.procedures.definitions import AuthorityLevel, Parts, ServiceLevel


@dataclass(frozen=True)
class Flag:
    """Something a publisher has to look at: which field, why, and the source's own words."""

    field: str
    reason: str
    text: str


def merged(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """One flag for each field and reason, with all the places below one another."""
    texts: dict[tuple[str, str], dict[str, None]] = {}
    for flag in flags:
        texts.setdefault((flag.field, flag.reason), {})[flag.text] = None
    return tuple(
        Flag(name, reason, "\n".join(text for text in found if text))
        for (name, reason), found in texts.items()
    )


@dataclass(frozen=True)
class Rejected:
    """A line that gives no procedure. `line` counts from 1; 0 stands for the whole file."""

    file: str
    line: int
    reason: str


class NotAProcedure(ValueError):
    """The record is an object, but not a procedure; the message is the reason, in Vietnamese."""


@dataclass(frozen=True)
class Decision:
    """Quyết định công bố, as far as the source states it."""

    number: str = ""
    signed_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True)
class ParsedProcedure:
    """One procedure as its source tells it. `is_in_force` is true unless the source denies it;
    `is_whole` when the source has a place for everything a version says."""

    code: str
    national_code: str
    title: str
    sector: str
    level: ServiceLevel
    authority_level: AuthorityLevel
    decision: Decision
    is_in_force: bool
    parts: Parts
    flags: tuple[Flag, ...]
    is_whole: bool = False
