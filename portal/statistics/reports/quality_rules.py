"""The rules of the quality panel as kept in a file (QĐ 766/QĐ-TTg changes by decision, not by code)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal import config
from portal.config import SettingsFault

PACKAGED = Path(__file__).parent.parent / "quality_766.toml"


@dataclass(frozen=True)
class QualityLine:
    """`numerator` and `denominator`: sums of "report.column". Full points from `full_at` on."""

    criterion: str
    name: str
    points: Fraction
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    full_at: Fraction
    formula: str

    def earned(self, numerator: int, denominator: int) -> Fraction | None:
        """Points for these figures; None when there is nothing to divide by."""
        if not denominator:
            return None
        return self.points * min(Fraction(1), Fraction(numerator, denominator) / self.full_at)


@dataclass(frozen=True)
class QualityRules:
    title: str
    source: str
    criteria: tuple[tuple[str, Fraction], ...]
    lines: tuple[QualityLine, ...]


def quality_rules() -> QualityRules:
    """The rules in force. Raises SettingsFault when the file is not what it must be."""
    chosen = config.current().quality_panel
    return _read(Path(chosen) if chosen else PACKAGED)


@lru_cache(maxsize=4)
def _read(path: Path) -> QualityRules:
    try:
        body = tomllib.loads(path.read_text(encoding="utf-8"))
        rules = QualityRules(
            body["title"],
            body["source"],
            tuple((one["name"], _number(one["points"])) for one in body["criterion"]),
            tuple(_line(one["name"], line) for one in body["criterion"] for line in one["line"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise SettingsFault(f"PORTAL_QUALITY_PANEL: không đọc được {path}: {fault}") from fault
    for name, points in rules.criteria:
        given = sum(line.points for line in rules.lines if line.criterion == name)
        if given != points:
            raise SettingsFault(
                f"PORTAL_QUALITY_PANEL: tiêu chí “{name}” có {points} điểm nhưng các dòng cộng lại là "
                f"{given}."
            )
    return rules


def _line(criterion: str, body: Mapping[str, Any]) -> QualityLine:
    full_at = _number(body["full_at"])
    if full_at <= 0:
        raise ValueError("full_at")
    return QualityLine(
        criterion,
        body["name"],
        _number(body["points"]),
        _names(body["numerator"]),
        _names(body["denominator"]),
        full_at,
        body["formula"],
    )


def _names(value: str | list[str]) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else tuple(value)
    for name in names:
        report, dot, column = name.partition(".")
        if not (report and dot and column):
            raise ValueError(name)
    return names


def _number(value: float) -> Fraction:
    return Fraction(str(value))
