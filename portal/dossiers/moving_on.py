"""A draft begun under an older version: what changed since, and what of its answers moves on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.dossiers.models import Dossier
from portal.procedures.blocks import leaves
from portal.procedures.definitions import Field, Form
from portal.procedures.difference_words import Difference, explained

# What a person filling in a draft has to know; how the unit works inside is not.
OF_INTEREST = frozenset({"form", "documents", "fees", "limits"})


@dataclass(frozen=True)
class News:
    """What is new since the draft was begun. `lost` are the questions whose answers cannot move
    on."""

    differences: tuple[Difference, ...]
    lost: tuple[str, ...]


def is_outdated(dossier: Dossier) -> bool:
    """A later version is in force than the draft was begun under."""
    return dossier.procedure.current.id != dossier.procedure_version_id


def news(dossier: Dossier) -> News:
    """What the draft's owner is told before going on under the version in force."""
    old, new = dossier.procedure_version.parts, dossier.procedure.current.parts
    kept = moved_answers(old.form, new.form, dossier.answers)
    labels = {field.key: field.label for field in leaves(old.form.fields())}
    return News(
        tuple(one for one in explained(old, new) if one.part in OF_INTEREST),
        tuple(labels.get(key, key) for key in dossier.answers if key not in kept),
    )


def moved_answers(old: Form, new: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers whose question still exists and can still be answered so: of the same kind, and
    with the choices made still offered."""
    before = {field.key: field for field in leaves(old.fields())}
    after = {field.key: field for field in leaves(new.fields())}
    return {
        key: value
        for key, value in answers.items()
        if key in after and _still_answers(before.get(key), after[key], value)
    }


def _still_answers(before: Field | None, after: Field, value: Any) -> bool:
    if before is not None and before.kind is not after.kind:
        return False
    if not after.choices or not value:
        return True
    offered = {choice.value for choice in after.choices}
    chosen = value if isinstance(value, list) else [value]
    return all(not isinstance(one, str) or one in offered for one in chosen)
