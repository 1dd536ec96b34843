"""How dossiers are numbered: a pattern per unit and period, kept by administrators."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.dossiers.numbering import DEFAULT_PATTERN, pattern_fault
from portal.dossiers.reception.models import CodePattern
from portal.errors import Forbidden, Invalid
from portal.i18n import _
from portal.units import queries as units_queries
from portal.units.models import Unit


def pattern_of(unit: Unit, day: date) -> str:
    """The unit's own pattern in force on `day`, else everybody's, else the usual one."""
    found = db.session.scalar(
        sa.select(CodePattern.pattern)
        .where(
            sa.or_(CodePattern.unit_id == unit.id, CodePattern.unit_id.is_(None)),
            CodePattern.effective_from <= day,
        )
        .order_by(
            CodePattern.unit_id.is_(None), CodePattern.effective_from.desc(), CodePattern.id.desc()
        )
        .limit(1)
    )
    return found or DEFAULT_PATTERN


def kept(units: Collection[Unit]) -> list[CodePattern]:
    """Those of `units` and those for everybody, the newest first."""
    return list(
        db.session.scalars(
            sa.select(CodePattern)
            .where(
                sa.or_(
                    CodePattern.unit_id.in_([unit.id for unit in units]),
                    CodePattern.unit_id.is_(None),
                )
            )
            .order_by(CodePattern.id.desc())
        )
    )


def set_pattern(
    unit: Unit | None, pattern: str, *, effective_from: date, by: Account, at: datetime
) -> CodePattern:
    """Number by `pattern` from a day to come on, so that no day has two; None: every unit without
    its own. Raises Invalid for a pattern that could give a code twice, Forbidden."""
    today = clock.local(at).date()
    held = units_queries.administered_units(by, today)
    if not (unit in held if unit else units_queries.is_of_the_province(held)):
        raise Forbidden(_("Ông/Bà không giữ vai trò cần thiết tại đơn vị này."))
    if fault := pattern_fault(pattern):
        raise _wrong("pattern", _sentence(fault))
    if effective_from <= today:
        raise _wrong("effective_from", _("Mẫu mã mới chỉ áp dụng từ ngày mai trở đi."))
    row = CodePattern(
        unit_id=unit.id if unit else None,
        pattern=pattern,
        effective_from=effective_from,
        created_by=by.id,
        created_by_name=by.full_name,
        created_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _sentence(fault: str) -> str:
    return {
        "letters": _("Ngoài các mục trong ngoặc, chỉ dùng chữ hoa không dấu, chữ số và . - /"),
        "unit": _("Mẫu phải có {unit} đúng một lần"),
        "day": _("Mẫu phải có {yymmdd} hoặc {yyyymmdd} đúng một lần"),
        "seq": _("Mẫu phải có {seq}, ví dụ {seq:4}, đúng một lần"),
        "apart": _("Giữa {seq} và phần trước, phần sau phải có dấu - hoặc dấu chấm"),
        "long": _("Mã hồ sơ theo mẫu này quá dài"),
    }[fault]


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
