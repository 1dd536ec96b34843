"""Trình tự thực hiện: one text → its steps, cut only where the text itself marks a beginning."""

from __future__ import annotations

import re

from portal.procedures.definitions import ProcedureCase
from portal.procedures.importing.words import UPPER

_STEP = re.compile(
    r"(?:^|(?<=\n)|(?<=[.;:]\s))[-+*•]?[ \t]*Bước \d{1,2}"
    rf"(?:\s*[:.–-]|\s+(?=[{UPPER}\d]))"
)
_LINE = re.compile(r"(?:^|(?<=\n))[ \t]*(?:[-*•][ \t]|\d{1,2}[.)]\s|[a-zđ]\)\s)")


def split_steps(text: str) -> tuple[str, ...]:
    """Cut at "Bước 1:", "Bước 2:" …; without these, at lines that begin with a dash, a number or
    a letter. Nothing is left out: the pieces joined are the text."""
    if not text.strip():
        return ()
    starts = [match.start() for match in _STEP.finditer(text)]
    if len(starts) < 2:
        starts = [match.start() for match in _LINE.finditer(text)]
    bounds = [0, *(start for start in starts if start > 0), len(text)]
    pieces = (text[a:b].strip() for a, b in zip(bounds, bounds[1:], strict=False))
    return tuple(piece for piece in pieces if piece)


def one_case(text: str) -> tuple[ProcedureCase, ...]:
    steps = split_steps(text)
    return (ProcedureCase(steps=steps),) if steps else ()
