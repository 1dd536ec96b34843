"""How long what is kept, read from a file: periods change by decision, not by code."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from portal import config
from portal.config import SettingsFault
from portal.dossiers.workflow import ENDED, State

PACKAGED = Path(__file__).parent / "retention.toml"
STAGES = ENDED | {State.DRAFT}


@dataclass(frozen=True)
class RetentionRule:
    """`months` after the end; 0 is for ever. `sectors` empty: every other one."""

    key: str
    name: str
    stage: State
    months: int
    source: str
    sectors: tuple[str, ...] = ()

    def last_day_gone(self, today: date) -> date | None:
        """What ended on this day or before is past its time; None when nothing ever is."""
        if not self.months:
            return None
        place = today.year * 12 + today.month - 1 - self.months
        year, month = divmod(place, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def retention_rules() -> tuple[RetentionRule, ...]:
    """The rules in force, in order. Raises SettingsFault when the file is not what it must be."""
    chosen = config.current().retention
    return _read(Path(chosen) if chosen else PACKAGED)


@lru_cache(maxsize=4)
def _read(path: Path) -> tuple[RetentionRule, ...]:
    try:
        body = tomllib.loads(path.read_text(encoding="utf-8"))
        rules = tuple(
            RetentionRule(
                one["key"],
                one["name"],
                State(one["stage"]),
                int(one["months"]),
                one["source"],
                tuple(one.get("sectors", ())),
            )
            for one in body["rule"]
        )
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise SettingsFault(f"PORTAL_RETENTION: không đọc được {path}: {fault}") from fault
    wrong = [rule.key for rule in rules if rule.months < 0 or rule.stage not in STAGES]
    if wrong or len({rule.key for rule in rules}) < len(rules):
        raise SettingsFault(f"PORTAL_RETENTION: quy tắc chưa đúng hoặc trùng tên: {wrong}")
    return rules
