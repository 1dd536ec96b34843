"""Days the invented province announced beside the national days off, for its whole calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class AnnouncedDay:
    """`kind` is off or working; `periods` are the hours of a half day, none on a full one."""

    day: date
    kind: str
    title: str
    source: str
    periods: tuple[tuple[str, str], ...] = ()


_SWAP = "Thông báo hoán đổi ngày làm việc dịp Tết Dương lịch năm 2026 (trình diễn)"
_TET = "Thông báo lịch nghỉ Tết Nguyên đán năm 2027 (trình diễn)"
_COUNT = "Kế hoạch kiểm kê tài sản công cuối năm 2026 (trình diễn)"

ANNOUNCED_DAYS: tuple[AnnouncedDay, ...] = (
    AnnouncedDay(date(2026, 1, 2), "off", "Nghỉ Tết Dương lịch, làm bù ngày 10/01/2026", _SWAP),
    AnnouncedDay(date(2026, 1, 10), "working", "Làm bù ngày 02/01/2026", _SWAP),
    AnnouncedDay(
        date(2026, 12, 31),
        "working",
        "Kiểm kê cuối năm, chỉ tiếp dân buổi sáng",
        _COUNT,
        periods=(("07:30", "11:30"),),
    ),
    AnnouncedDay(date(2027, 2, 11), "off", "Nghỉ Tết Nguyên đán, làm bù ngày 20/02/2027", _TET),
    AnnouncedDay(date(2027, 2, 20), "working", "Làm bù ngày 11/02/2027", _TET),
)
