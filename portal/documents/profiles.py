"""Which set of statutory forms holds on a day (domain reference §2, §6). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Profile:
    """`key` names its folder of texts. `instrument` is where the forms stand in law."""

    key: str
    effective_from: date
    instrument: str


PROFILES = (
    Profile("2018", date(2018, 12, 3), "Thông tư 01/2018/TT-VPCP"),
    Profile("2025", date(2025, 7, 1), "Thông tư 03/2025/TT-VPCP"),
)
KEYS = tuple(profile.key for profile in PROFILES)


def profile_on(day: date, fixed: str = "") -> str:
    """The key of the profile a paper dated `day` is printed in; `fixed` is the setting that holds
    whatever the day, "" for by date. Before the first profile the first holds."""
    if fixed:
        return fixed
    held = [profile for profile in PROFILES if profile.effective_from <= day]
    return (held[-1] if held else PROFILES[0]).key


def instrument(key: str) -> str:
    return next(profile.instrument for profile in PROFILES if profile.key == key)
