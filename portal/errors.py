"""Errors that are answers. Their sentences are fit for the person who reads them (law 9)."""

from __future__ import annotations

import traceback


class Refusal(Exception):
    """A rule says no. `sentence` says why and what can be done."""

    status = 409

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Conflict(Refusal):
    """Somebody else was first; the reader has to load the page again."""


class Forbidden(Refusal):
    """The person's role does not reach here."""

    status = 403


class Invalid(Refusal):
    """What was sent in cannot be used; `errors` maps a field name to its sentence."""

    status = 422

    def __init__(self, sentence: str, errors: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.errors = errors or {}


def trace(error: BaseException) -> str:
    """Where the fault and those behind it happened, and of which kind they are. Their messages
    stay out: they quote what people wrote (a database shows the row it refused)."""
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None:
        kind = f"{type(link).__module__}.{type(link).__qualname__}\n"
        lines += [kind, *traceback.format_tb(link.__traceback__)]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "".join(lines)
