"""The exchange file: a procedure with all its parts, without loss, from one portal to another.

One JSON object a line: `{"format": "cong-mot-cua/procedure", "version": 1, "code": …, "parts": {…}}`.
The parts are written as they are stored (definitions.to_json): what stands at its default is left
out. Every line says its own format and version, so that files can be cut, joined and read as a
stream. Not in it, because they belong to one province: units, local differences, history.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.procedures.definitions import (
    PART_TYPES,
    AuthorityLevel,
    Parts,
    ServiceLevel,
    from_json,
    to_json,
)
from portal.procedures.importing.outcome import Decision, Flag, NotAProcedure, ParsedProcedure

FORMAT = "cong-mot-cua/procedure"
# Grows with what a version may say, so that an older reader names it instead of a strange word. Read
# are all versions up to this one: 1; 2 (questions asked, decimals, wording of letters).
VERSION = 2

_KEYS = frozenset(
    {
        "format", "version", "code", "national_code", "title", "sector", "level",
        "authority_level", "is_in_force", "decision", "flags", "parts",
    }
)  # fmt: skip
_DECISION = ("number", "signed_on", "effective_from", "effective_to")


def is_shape(record: dict[str, Any]) -> bool:
    return record.get("format") == FORMAT


def write(procedure: ParsedProcedure) -> dict[str, Any]:
    """The record of a procedure; `parse` gives back the same."""
    decision = procedure.decision
    return {
        "format": FORMAT,
        "version": VERSION,
        "code": procedure.code,
        "national_code": procedure.national_code,
        "title": procedure.title,
        "sector": procedure.sector,
        "level": int(procedure.level),
        "authority_level": procedure.authority_level.value,
        "is_in_force": procedure.is_in_force,
        "decision": {
            name: value.isoformat() if isinstance(value, date) else value
            for name in _DECISION
            if (value := getattr(decision, name))
        },
        "flags": [{"field": f.field, "reason": f.reason, "text": f.text} for f in procedure.flags],
        "parts": {
            name: body for name in PART_TYPES if (body := to_json(getattr(procedure.parts, name)))
        },
    }


def parse(record: dict[str, Any]) -> ParsedProcedure:
    """The procedure of a record. Raises NotAProcedure when it is of a later version, or anything
    in it is unknown or of the wrong kind: half a procedure is worse than none."""
    _expect_known(record)
    try:
        decision = record.get("decision", {})
        return ParsedProcedure(
            code=_text(record, "code", 60),
            national_code=_text(record, "national_code", 60, may_be_empty=True),
            title=_text(record, "title", 5000),
            sector=_text(record, "sector", 200),
            level=ServiceLevel(record["level"]),
            authority_level=AuthorityLevel(record["authority_level"]),
            decision=Decision(
                number=str(decision.get("number", ""))[:200],
                signed_on=_day(decision, "signed_on"),
                effective_from=_day(decision, "effective_from"),
                effective_to=_day(decision, "effective_to"),
            ),
            is_in_force=record.get("is_in_force", True) is True,
            parts=Parts(
                **{name: _part(name, body) for name, body in record.get("parts", {}).items()}
            ),
            flags=tuple(
                Flag(str(f["field"]), str(f["reason"]), str(f["text"]))
                for f in record.get("flags", ())
            ),
            is_whole=True,
        )
    except NotAProcedure:
        raise
    except KeyError as error:
        raise NotAProcedure(f"Bản ghi thiếu trường {error}") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise NotAProcedure(f"Bản ghi có giá trị sai: {str(error)[:200]}") from None


def _expect_known(record: dict[str, Any]) -> None:
    version = record.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise NotAProcedure("Bản ghi không nêu phiên bản của mẫu trao đổi")
    if version > VERSION:
        raise NotAProcedure(
            f"Bản ghi theo mẫu trao đổi phiên bản {version}; cổng này đọc được tới {VERSION}"
        )
    unknown = sorted({*record} - _KEYS) + sorted({*record.get("parts", {})} - {*PART_TYPES})
    if unknown:
        raise NotAProcedure(f"Bản ghi có trường lạ: {', '.join(unknown)[:200]}")


def _part(name: str, body: Any) -> Any:
    """A part, only if it is understood to the last word: written again it is the same."""
    if not isinstance(body, dict):
        raise NotAProcedure(f"Phần “{name}” không phải là một đối tượng")
    try:
        part: Any = from_json(PART_TYPES[name], body)
        written = to_json(part)
    except Exception as error:  # whatever the reader of values stumbles over
        raise NotAProcedure(f"Phần “{name}” có giá trị sai ({type(error).__name__})") from None
    if written != body:
        raise NotAProcedure(f"Phần “{name}” có chỗ cổng này không hiểu")
    return part


def _text(record: dict[str, Any], name: str, most: int, *, may_be_empty: bool = False) -> str:
    value = record.get(name, "") if may_be_empty else record[name]
    if not isinstance(value, str) or len(value) > most or not (value.strip() or may_be_empty):
        raise NotAProcedure(f"Trường {name} không đúng: phải là chữ, dài tối đa {most}")
    return value


def _day(decision: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(decision[name]) if decision.get(name) else None
