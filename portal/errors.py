"""Errors that are answers. Their sentences are fit for the person who reads them (law 9)."""

from __future__ import annotations


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
