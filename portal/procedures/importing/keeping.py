"""A source that says less than the portal knows: what it has no place for stays as it is. Pure.

Only the exchange file carries forms, conditions, routes and templates. A record of any other shape
over a procedure that has them changes what it does say, keeps the rest, and leaves a remark.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from portal.procedures.definitions import (
    AuthorityLevel,
    Documents,
    FeeItem,
    Fees,
    Guidance,
    Parts,
    RequiredDocument,
    ResultDefinition,
)
from portal.procedures.importing.outcome import Decision, Flag, ParsedProcedure
from portal.vietnam import fold

KEPT = "Nguồn không có phần này; giữ như phiên bản trước"
# Parts no other source has, and how remarks name them.
_FIELDS = (("form", "to_khai"), ("route", "quy_trinh"))
Item = TypeVar("Item", RequiredDocument, FeeItem)


def with_what_stands(new: ParsedProcedure, standing: ParsedProcedure) -> ParsedProcedure:
    """`new` laid over `standing`; as it is where nothing of `standing` is more than such a source
    can say."""
    if not _is_richer(standing.parts):
        return new
    kept = [field for name, field in _FIELDS if _is_only_in(name, new, standing)]
    unsaid = {flag.field for flag in new.flags if not flag.text}
    parts = Parts(
        form=new.parts.form if new.parts.form.sections else standing.parts.form,
        documents=_documents(new.parts.documents, standing.parts.documents),
        fees=_fees(new.parts.fees, standing.parts.fees),
        limits=new.parts.limits if new.parts.limits.items else standing.parts.limits,
        route=new.parts.route if new.parts.route.steps else standing.parts.route,
        result=_result(new.parts.result, standing.parts.result),
        legal_bases=(
            new.parts.legal_bases if new.parts.legal_bases.items else standing.parts.legal_bases
        ),
        guidance=_guidance(new.parts.guidance, standing.parts.guidance),
    )
    if standing.parts.result.template and not new.parts.result.template:
        kept.append("ket_qua")
    return replace(
        new,
        level=standing.level if "muc_do" in unsaid else new.level,
        authority_level=(
            standing.authority_level
            if new.authority_level is AuthorityLevel.OTHER
            else new.authority_level
        ),
        sector=standing.sector if "linh_vuc" in unsaid else new.sector,
        decision=standing.decision if new.decision == Decision() else new.decision,
        parts=parts,
        flags=(*new.flags, *(Flag(name, KEPT, "") for name in kept)),
    )


def _is_richer(parts: Parts) -> bool:
    """Has somebody written into it what no other source than the exchange file has?"""
    return bool(parts.form.sections or parts.route.steps or parts.result.template)


def _is_only_in(name: str, new: ParsedProcedure, standing: ParsedProcedure) -> bool:
    """The part is in `standing` and not in `new`."""
    empty: Any = getattr(Parts(), name)
    return bool(getattr(new.parts, name) == empty != getattr(standing.parts, name))


def _documents(new: Documents, standing: Documents) -> Documents:
    if not new.items:
        return standing
    items = tuple(
        replace(
            former,
            name=item.name,
            case=item.case,
            form_name=item.form_name or former.form_name,
            note=item.note or former.note,
            **_stated(item, former, ("originals", "certified_copies", "photocopies")),
        )
        if former
        else item
        for item, former in _paired(new.items, standing.items)
    )
    return Documents(items, standing.sets if new.sets is None else new.sets)


def _fees(new: Fees, standing: Fees) -> Fees:
    if not new.items:
        return new if new.is_free else standing
    items = tuple(
        replace(
            former,
            name=item.name,
            kind=item.kind,
            channels=item.channels,
            note=item.note or former.note,
            exemptions=item.exemptions or former.exemptions,
            legal_basis=item.legal_basis or former.legal_basis,
            **_stated(item, former, ("amount",)),
        )
        if former
        else item
        for item, former in _paired(new.items, standing.items)
    )
    return Fees(items, new.is_free)


def _result(new: ResultDefinition, standing: ResultDefinition) -> ResultDefinition:
    return new if new.template else replace(standing, names=new.names or standing.names)


def _guidance(new: Guidance, standing: Guidance) -> Guidance:
    empty = Guidance()
    unsaid = {
        name: getattr(standing, name)
        for name in Guidance.__dataclass_fields__
        if getattr(new, name) == getattr(empty, name)
    }
    return replace(new, **unsaid)


def _paired(new: tuple[Item, ...], standing: tuple[Item, ...]) -> list[tuple[Item, Item | None]]:
    """Each of `new` with the one of `standing` of the same name, each of which is given once; a new
    one whose key stands already for another gets a key of its own."""
    left = list(standing)
    found: list[tuple[Item, Item | None]] = []
    for item in new:
        former = next((one for one in left if fold(one.name) == fold(item.name)), None)
        if former is not None:
            left.remove(former)
        found.append((item, former))
    taken = {former.key for _item, former in found if former is not None}
    result: list[tuple[Item, Item | None]] = []
    for item, former in found:
        if former is None:
            key, number = item.key, 2
            while key in taken:
                key, number = f"{item.key}_{number}", number + 1
            taken.add(key)
            item = replace(item, key=key)
        result.append((item, former))
    return result


def _stated(item: Any, former: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """What the source states as a number, else what stood."""
    if all(getattr(item, name) is None for name in names):
        return {name: getattr(former, name) for name in names}
    return {name: getattr(item, name) for name in names}
