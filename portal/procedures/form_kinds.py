"""A question made into one of another kind: its key and all that still fits stay. Pure."""

from __future__ import annotations

from dataclasses import fields, replace

from portal.procedures.definitions import Field, FieldKind

_TEXTS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})
_SUMS = frozenset({FieldKind.NUMBER, FieldKind.MONEY})
_LISTS = frozenset({FieldKind.ONE_OF, FieldKind.MANY_OF, FieldKind.LONG_LIST})
# What only some kinds have: between the kinds of one set it stays as it is.
_OF_KINDS: tuple[tuple[frozenset[FieldKind], tuple[str, ...]], ...] = (
    (_TEXTS, ("pattern", "example", "message", "default")),
    (_LISTS, ("choices",)),
    (frozenset({FieldKind.NUMBER}), ("decimals",)),
    (frozenset({FieldKind.DATE}), ("not_after_today",)),
    (frozenset({FieldKind.GROUP}), ("members",)),
)
_BOUNDED = (_TEXTS, _SUMS, frozenset({FieldKind.GROUP}))
_ALWAYS = frozenset({"key", "label", "kind", "hint", "only_if", "required", "required_if"})
_NEVER_REQUIRED = frozenset({FieldKind.EXPLANATION})


def of_kind(field: Field, kind: FieldKind) -> Field:
    """The field as one of `kind`."""
    if kind is field.kind:
        return field
    both = frozenset({field.kind, kind})
    kept = {name for kinds, names in _OF_KINDS if both <= kinds for name in names}
    if any(both <= kinds for kinds in _BOUNDED):
        kept |= {"minimum", "maximum"}
    bare = Field(field.key, field.label, kind)
    changes = {
        one.name: getattr(bare, one.name) for one in fields(field) if one.name not in _ALWAYS | kept
    }
    if kind in _NEVER_REQUIRED:
        changes |= {"required": False, "required_if": None}
    elif field.kind in _NEVER_REQUIRED:
        changes["required"] = True
    return replace(field, kind=kind, **changes)


def dropped(field: Field, kind: FieldKind) -> list[str]:
    """The names of what the field says and would no longer say as one of `kind`."""
    other = of_kind(field, kind)
    return [
        one.name
        for one in fields(field)
        if one.name not in ("kind", "required")
        and getattr(field, one.name) != getattr(other, one.name)
        and getattr(field, one.name) != one.default
    ]
