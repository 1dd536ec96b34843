"""What a check of a form found."""

from __future__ import annotations

from dataclasses import dataclass

from portal.procedures.definitions import Field


@dataclass(frozen=True)
class FormFinding:
    """`where` is "field:<key>", "section:<key>" or "form". A fault refuses publication."""

    sentence: str
    where: str
    is_fault: bool = True


def named(field: Field) -> str:
    return field.label.strip() or field.key
