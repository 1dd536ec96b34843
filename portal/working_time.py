"""Working time: how a time limit becomes a date (thời hạn → ngày hẹn trả).

One engine for every clock of the portal, so that the receipt, the queues and the statistics
agree. Plain values in, plain values out: no database, no Flask, no reading of the clock.

Moments are aware datetimes in any zone; they are read and answered in Asia/Ho_Chi_Minh and cut
to the minute, because the minute is what the receipt prints: 15:00:40 is 15:00. An interval of
work holds its opening and not its closing (at 17:00 the desk has closed), while a limit may end
at a closing.

Sources: Bộ luật Lao động 2019, Điều 111–112 (weekly days off, holidays, substitutes);
NĐ 118/2025/NĐ-CP (hand-over and the 15:00 rule).
"""

from __future__ import annotations

import calendar as gregorian
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays as holiday_library

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

# Up to and including this time a dossier is handed on, and a same-day one returned, that day.
LAST_RECEIPT_OF_THE_DAY = time(15, 0)

# Substitute days off begin with the labour code of 1995; the lunar tables end in 2100.
FIRST_YEAR, LAST_YEAR = 1995, 2100

Interval = tuple[time, time]
Intervals = tuple[Interval, ...]
Translate = Callable[[str], str]

_ONE_DAY = timedelta(days=1)
WEEKDAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def N_(text: str) -> str:  # noqa: N802 - the name the extractor of translations knows
    """Mark a sentence for translation without translating it: this floor knows no language."""
    return text


WEEKDAYS = (
    N_("thứ Hai"),
    N_("thứ Ba"),
    N_("thứ Tư"),
    N_("thứ Năm"),
    N_("thứ Sáu"),
    N_("thứ Bảy"),
    N_("Chủ nhật"),
)


class BadLimit(ValueError):
    """Written as no limit is written; the message is a Vietnamese sentence."""


class BadCalendar(ValueError):
    """Hours or days that make no calendar; the message is a Vietnamese sentence."""


class BadPause(ValueError):
    """A pause that ends before it begins; the message is a Vietnamese sentence."""


class OutOfRange(ValueError):
    """A moment in a year whose days off are not known; the message is a Vietnamese sentence."""


# --- limits -------------------------------------------------------------------------------


class LimitUnit(StrEnum):
    WORKING_DAYS = "wd"
    CALENDAR_DAYS = "d"
    WORKING_HOURS = "wh"
    MONTHS = "m"


_LIMIT_LABELS = {
    LimitUnit.WORKING_DAYS: N_("%(count)d ngày làm việc"),
    LimitUnit.CALENDAR_DAYS: N_("%(count)d ngày"),
    LimitUnit.WORKING_HOURS: N_("%(count)d giờ làm việc"),
    LimitUnit.MONTHS: N_("%(count)d tháng"),
}
_SAME_DAY_LABEL = N_("Trong ngày")
_LIMIT_PATTERN = re.compile(r"([0-9]{1,3})(wd|wh|d|m)")


@dataclass(frozen=True)
class Limit:
    """A time limit: 0 working days is "the same day"; every other unit starts at 1, ends at 999."""

    amount: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        smallest = 0 if self.unit is LimitUnit.WORKING_DAYS else 1
        if not smallest <= self.amount <= 999:
            raise BadLimit(f"Thời hạn phải từ {smallest} đến 999, không phải {self.amount}.")

    @classmethod
    def parse(cls, text: str) -> Limit:
        """ "3wd", "15d", "8wh", "2m"; "0wd" is the same day. Raises BadLimit."""
        match = _LIMIT_PATTERN.fullmatch(text.strip())
        if match is None:
            raise BadLimit(
                f"Không hiểu thời hạn “{text}”. Hãy viết như 3wd (ngày làm việc), 15d (ngày), "
                "8wh (giờ làm việc), 2m (tháng); 0wd là trong ngày."
            )
        return cls(int(match[1]), LimitUnit(match[2]))

    @property
    def is_same_day(self) -> bool:
        return self.amount == 0

    def label(self, translate: Translate = str) -> str:
        """As the receipt says it: "3 ngày làm việc", "Trong ngày"."""
        if self.is_same_day:
            return translate(_SAME_DAY_LABEL)
        return translate(_LIMIT_LABELS[self.unit]) % {"count": self.amount}

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


# --- calendars ----------------------------------------------------------------------------


@dataclass(frozen=True)
class SpecialDay:
    """A day off, or a day that is worked in another way than its weekday says.

    A day that works without `hours` is a full one: those of the last full weekday.
    """

    day: date
    works: bool
    hours: Intervals = ()
    title: str = ""


@dataclass(frozen=True)
class Calendar:
    """When one unit works.

    `weekly` holds seven tuples of intervals, Monday first. `opened` are days with hours of their
    own (a make-up Saturday, a half day) and wins over everything; `closed` are extra days off;
    `holidays` says whether the national days off hold; `titles` is why a day is special, for the
    reasoning. Raises BadCalendar.
    """

    weekly: tuple[Intervals, ...]
    closed: frozenset[date] = frozenset()
    opened: Mapping[date, Intervals] = field(default_factory=dict, hash=False)
    holidays: bool = True
    titles: Mapping[date, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if len(self.weekly) != 7 or not any(self.weekly):
            raise BadCalendar(
                "Lịch làm việc phải có bảy thứ và ít nhất một ngày làm việc mỗi tuần."
            )
        for intervals in (*self.weekly, *self.opened.values()):
            _check(intervals)
        for day, intervals in self.opened.items():
            if not intervals:
                raise BadCalendar(f"Ngày làm việc {_day(day)} chưa có giờ làm việc.")
            if day in self.closed:
                raise BadCalendar(f"Ngày {_day(day)} vừa là ngày nghỉ vừa là ngày làm việc.")

    def intervals(self, day: date) -> Intervals:
        """The hours worked on `day`, in order; none on a day off. Raises OutOfRange."""
        if (own := self.opened.get(day)) is not None:
            return own
        if day in self.closed:
            return ()
        if self.holidays:
            national = _national_days(day.year)
            if day in national.off:
                return ()
            if day in national.made_up:
                return self.full_hours(day)
        return self.weekly[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        return bool(self.intervals(day))

    def is_working_time(self, moment: datetime) -> bool:
        moment = local(moment)
        return any(start <= moment.time() < end for start, end in self.intervals(moment.date()))

    def opening(self, day: date) -> datetime:
        """When `day` opens. Raises ValueError on a day off."""
        return datetime.combine(day, self._hours(day)[0][0], ZONE)

    def closing(self, day: date) -> datetime:
        """When `day` closes. Raises ValueError on a day off."""
        return datetime.combine(day, self._hours(day)[-1][1], ZONE)

    def next_opening(self, moment: datetime) -> datetime:
        """`moment` itself inside working time; otherwise the next time the doors open."""
        moment = local(moment)
        day = moment.date()
        for start, end in self.intervals(day):
            if moment.time() < end:
                return datetime.combine(day, max(start, moment.time()), ZONE)
        return self.opening(self.next_working_day(day))

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += _ONE_DAY
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def is_exceptional(self, day: date) -> bool:
        """Is `day` off though its weekday is worked, or worked though its weekday is off?"""
        return self.is_working_day(day) != bool(self.weekly[day.weekday()])

    def with_announced(self, days: Iterable[SpecialDay]) -> Calendar:
        """With the days announced for everybody, under this unit's own days.

        The unit's own hours stand: of a full working day its usual ones, of a half day those of
        them that meet the announced hours. A unit that works through the national days off works
        through these too.
        """
        if not self.holidays:
            return self
        own = self.closed | self.opened.keys()
        return self._with(
            special if not special.hours else replace(special, hours=kept, works=bool(kept))
            for special in days
            if special.day not in own
            for kept in [self._meeting(special)]
        )

    def with_own(self, days: Iterable[SpecialDay]) -> Calendar:
        """With days of this unit, above everything else."""
        return self._with(days)

    def full_hours(self, day: date) -> Intervals:
        """The hours of a full day: on a weekday its own, on a Saturday worked in exchange those of
        the last full weekday, also where the unit works short Saturdays."""
        if day.weekday() < 5 and self.weekly[day.weekday()]:
            return self.weekly[day.weekday()]
        full = (self.weekly[weekday] for weekday in (4, 3, 2, 1, 0) if self.weekly[weekday])
        return next(full, self.weekly[day.weekday()])

    def _with(self, days: Iterable[SpecialDay]) -> Calendar:
        closed, opened, titles = set(self.closed), dict(self.opened), dict(self.titles)
        for special in days:
            closed.discard(special.day)
            opened.pop(special.day, None)
            if special.works:
                opened[special.day] = special.hours or self.full_hours(special.day)
            else:
                closed.add(special.day)
            if special.title:
                titles[special.day] = special.title
        return replace(self, closed=frozenset(closed), opened=opened, titles=titles)

    def _meeting(self, special: SpecialDay) -> Intervals:
        """A full day's own hours, as far as they touch those of `special`."""
        return tuple(
            (start, end)
            for start, end in self.full_hours(special.day)
            if any(start < closes and opens < end for opens, closes in special.hours)
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; `from_dict` gives an equal calendar back, but for the titles."""
        return {
            "weekly": {
                key: _written(intervals)
                for key, intervals in zip(WEEKDAY_KEYS, self.weekly, strict=True)
            },
            "closed": [day.isoformat() for day in sorted(self.closed)],
            "opened": {day.isoformat(): _written(self.opened[day]) for day in sorted(self.opened)},
            "holidays": self.holidays,
        }

    @classmethod
    def from_dict(cls, body: Mapping[str, Any]) -> Calendar:
        """{"weekly": {"mon": [["07:30", "11:30"], …], …}, "closed": ["2026-01-02"],
        "opened": {"2026-01-10": [["07:30", "11:30"]]}, "holidays": true}.

        What is left out stands as in `default_calendar`; a weekday that is off is [].
        Raises BadCalendar.
        """
        try:
            weekly = body.get("weekly", {})
            if unknown := weekly.keys() - set(WEEKDAY_KEYS):
                raise BadCalendar(f"Không có thứ nào tên là {', '.join(sorted(unknown))}.")
            holidays = body.get("holidays", True)
            if not isinstance(holidays, bool):
                raise BadCalendar("Nghỉ lễ của lịch làm việc chỉ có thể là có hoặc không.")
            return cls(
                weekly=tuple(
                    _read(weekly[key]) if key in weekly else usual
                    for key, usual in zip(WEEKDAY_KEYS, OFFICE_WEEK, strict=True)
                ),
                closed=frozenset(date.fromisoformat(day) for day in body.get("closed", ())),
                opened={
                    date.fromisoformat(day): _read(intervals)
                    for day, intervals in body.get("opened", {}).items()
                },
                holidays=holidays,
            )
        except BadCalendar:
            raise
        except (TypeError, ValueError, AttributeError) as error:
            raise BadCalendar(f"Không đọc được lịch làm việc: {error}.") from error

    def _hours(self, day: date) -> Intervals:
        intervals = self.intervals(day)
        if not intervals:
            raise ValueError(f"{_day(day)} là ngày nghỉ.")
        return intervals


OFFICE_HOURS: Intervals = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))
OFFICE_WEEK: tuple[Intervals, ...] = (OFFICE_HOURS,) * 5 + ((), ())


def default_calendar(
    closed: Iterable[date] = (), opened: Mapping[date, Intervals] | None = None
) -> Calendar:
    """Monday to Friday 7:30–11:30 and 13:30–17:00 with the national days off."""
    return Calendar(OFFICE_WEEK, closed=frozenset(closed), opened=dict(opened or {}))


# --- pauses, due dates --------------------------------------------------------------------


@dataclass(frozen=True)
class Pause:
    """The clock stands from `start` to `end`, both aware. Raises BadPause."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if local(self.end) < local(self.start):
            raise BadPause(
                f"Thời gian tạm dừng kết thúc ({_moment(self.end)}) trước khi bắt đầu "
                f"({_moment(self.start)})."
            )

    @property
    def first_uncounted_day(self) -> date:
        """The day after it began: the day it began had already begun to count."""
        return local(self.start).date() + _ONE_DAY

    @property
    def last_uncounted_day(self) -> date:
        """The day it ended; before `first_uncounted_day` when it ended the day it began."""
        return local(self.end).date()

    def covers(self, day: date) -> bool:
        return self.first_uncounted_day <= day <= self.last_uncounted_day


SENTENCES: dict[str, str] = {
    "received": N_("Nhận lúc %(received)s."),
    "counted_as_received": N_(
        "Nhận ngoài giờ làm việc, tính như nhận lúc mở cửa tiếp theo: %(opening)s."
    ),
    "same_day": N_(
        "Giải quyết trong ngày, nhận đến hết 15:00: trả trong giờ làm việc ngày %(day)s."
    ),
    "same_day_late": N_(
        "Giải quyết trong ngày, nhận sau 15:00: trả vào ngày làm việc tiếp theo, %(day)s."
    ),
    "count_working_days": N_(
        "Không tính ngày nhận; đếm %(count)d ngày làm việc kể từ ngày sau đó."
    ),
    "count_calendar_days": N_(
        "Không tính ngày nhận; đếm %(count)d ngày, kể cả ngày nghỉ, kể từ ngày sau đó."
    ),
    "count_months": N_("Không tính ngày nhận; %(count)d tháng sau ngày nhận là %(day)s."),
    "count_hours": N_("Đếm %(count)d giờ, chỉ trong giờ làm việc, kể từ %(start)s."),
    "day_off": N_("%(day)s là ngày nghỉ lễ, nghỉ bù hoặc nghỉ theo lịch của đơn vị: không tính."),
    "day_off_announced": N_("%(day)s được nghỉ (%(title)s): không tính."),
    "day_made_up": N_("%(day)s là ngày làm bù: có tính."),
    "day_made_up_announced": N_("%(day)s đi làm (%(title)s): có tính."),
    "paused_days": N_(
        "Tạm dừng từ %(start)s đến %(end)s: không tính các ngày từ %(first)s đến %(last)s."
    ),
    "paused_within_a_day": N_(
        "Tạm dừng từ %(start)s đến %(end)s, trong cùng một ngày: không trừ ngày nào."
    ),
    "paused_hours": N_(
        "Tạm dừng từ %(start)s đến %(end)s: không tính giờ làm việc trong khoảng này."
    ),
    "last_day": N_("Ngày cuối của thời hạn là %(day)s."),
    "moved": N_("%(day)s là ngày nghỉ: chuyển sang ngày làm việc tiếp theo, %(next)s."),
    "moved_announced": N_(
        "%(day)s được nghỉ (%(title)s): chuyển sang ngày làm việc tiếp theo, %(next)s."
    ),
    "hours_announced": N_("%(day)s làm việc theo giờ riêng: %(title)s."),
    "due": N_("Hẹn trả: %(due)s."),
}


@dataclass(frozen=True)
class Step:
    """One sentence of the reasoning: a code of SENTENCES and its values."""

    code: str
    params: Mapping[str, int | str | date | datetime] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """The sentence in Vietnamese."""
        return self.say()

    def say(self, translate: Translate = str) -> str:
        """The sentence in the language of `translate` (gettext)."""
        values = {name: _value(value, translate) for name, value in self.params.items()}
        sentence = translate(SENTENCES[self.code]) % values
        return sentence[0].upper() + sentence[1:]

    def to_dict(self) -> dict[str, Any]:
        """JSON-able: code, params (moments and days in ISO), the Vietnamese sentence."""
        params = {
            name: value if isinstance(value, int | str) else value.isoformat()
            for name, value in self.params.items()
        }
        return {"code": self.code, "params": params, "text": self.text}


@dataclass(frozen=True)
class Due:
    """When a limit ends (aware, Asia/Ho_Chi_Minh) and why."""

    due_at: datetime
    steps: tuple[Step, ...]


def due(received: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Due:
    """When a dossier received at `received` (aware) is due, with the reasoning.

    The day of receipt is not counted; days after the day a pause began, up to and including
    the day it ended, are not counted. Raises OutOfRange, and ValueError on a naive moment.
    """
    received = local(received)
    counted_from = calendar.next_opening(received)
    steps = [Step("received", {"received": received})]
    if counted_from != received:
        steps.append(Step("counted_as_received", {"opening": counted_from}))

    if limit.unit is LimitUnit.WORKING_HOURS:
        due_at = _due_in_hours(counted_from, limit.amount, calendar, pauses, steps)
    else:
        due_at = calendar.closing(_due_day(counted_from, limit, calendar, pauses, steps))

    due_day = due_at.date()
    if not calendar.is_exceptional(due_day) and (title := calendar.titles.get(due_day)):
        steps.append(Step("hours_announced", {"day": due_day, "title": title}))
    steps.append(Step("due", {"due": due_at}))
    return Due(due_at, tuple(steps))


def hand_over_by(received: datetime, calendar: Calendar) -> datetime:
    """By when the desk hands a dossier on: closing of the day of receipt; for one received
    after 15:00, the opening of the next working day."""
    counted_from = calendar.next_opening(received)
    if _is_late_in_the_day(counted_from):
        return calendar.opening(calendar.next_working_day(counted_from.date()))
    return calendar.closing(counted_from.date())


def add_working_hours(
    start: datetime, hours: int, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime:
    """The first moment by which `hours` of working time have passed since `start`, outside the
    pauses. A count that ends at a closing ends there, not at the next opening."""
    remaining = timedelta(hours=hours)
    if remaining <= timedelta(0):
        return calendar.next_opening(start)
    for begin, end in _worked_stretches(local(start), calendar, pauses):
        if end - begin >= remaining:
            return begin + remaining
        remaining -= end - begin
    raise AssertionError("working time has no end")


def working_minutes_between(
    a: datetime, b: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> int:
    """Minutes of working time from `a` to `b` outside the pauses; negative when `b` is first."""
    a, b = local(a), local(b)
    if b < a:
        return -working_minutes_between(b, a, calendar, pauses)
    worked = timedelta(0)
    for begin, end in _worked_stretches(a, calendar, pauses, until=b):
        worked += end - begin
    return int(worked.total_seconds()) // 60


def local(moment: datetime) -> datetime:
    """`moment` in Asia/Ho_Chi_Minh, cut to the minute.

    Raises ValueError on a naive moment, OutOfRange outside FIRST_YEAR–LAST_YEAR.
    """
    if moment.tzinfo is None:
        raise ValueError("Thời điểm phải có múi giờ.")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise _out_of_range(moment.year)
    return moment.astimezone(ZONE).replace(second=0, microsecond=0, fold=0)


# --- limits in days -----------------------------------------------------------------------


def _due_day(
    counted_from: datetime,
    limit: Limit,
    calendar: Calendar,
    pauses: Sequence[Pause],
    steps: list[Step],
) -> date:
    receipt_day = counted_from.date()
    if limit.is_same_day:
        return _same_day(counted_from, calendar, pauses, steps)

    if limit.unit is LimitUnit.WORKING_DAYS:
        steps.append(Step("count_working_days", {"count": limit.amount}))
        last = _nth_day_after(receipt_day, limit.amount, pauses, calendar.is_working_day)
        steps += _exceptional_days(receipt_day, last, calendar, pauses)
    elif limit.unit is LimitUnit.CALENDAR_DAYS:
        steps.append(Step("count_calendar_days", {"count": limit.amount}))
        last = _nth_day_after(receipt_day, limit.amount, pauses)
    else:
        # A month that is paused grows by the days not counted, as a limit in days does.
        unpaused = add_months(receipt_day, limit.amount)
        steps.append(Step("count_months", {"count": limit.amount, "day": unpaused}))
        last = _nth_day_after(receipt_day, (unpaused - receipt_day).days, pauses)

    steps += _paused_days(receipt_day, last, pauses)
    steps.append(Step("last_day", {"day": last}))
    if calendar.is_working_day(last):
        return last
    moved = _nth_day_after(last, 1, pauses, calendar.is_working_day)
    steps.append(_titled("moved", last, calendar, next=moved))
    return moved


def _same_day(
    counted_from: datetime, calendar: Calendar, pauses: Sequence[Pause], steps: list[Step]
) -> date:
    day = counted_from.date()
    if _is_late_in_the_day(counted_from):
        day = calendar.next_working_day(day)
        steps.append(Step("same_day_late", {"day": day}))
    else:
        steps.append(Step("same_day", {"day": day}))

    later = [pause for pause in pauses if local(pause.end) > counted_from]
    last = day
    while any(_takes_the_day(pause, last, calendar) for pause in later):
        last = calendar.next_working_day(last)
    if last != day:
        steps += _paused_days(day - _ONE_DAY, last, later)
        steps.append(Step("last_day", {"day": last}))
    return last


def _takes_the_day(pause: Pause, day: date, calendar: Calendar) -> bool:
    """Is a same-day limit not to be met on `day`: it is not counted, or the clock was stopped
    while the doors were open and stood until a later day?"""
    begun_in_time = local(pause.start) < calendar.closing(day)
    return begun_in_time and pause.last_uncounted_day > day or pause.covers(day)


def _is_late_in_the_day(moment: datetime) -> bool:
    return moment.time() > LAST_RECEIPT_OF_THE_DAY


def last_day(issued_on: date, valid_for: str) -> date | None:
    """Until when a paper of that day holds; `valid_for` is "6m" (the same day of the month, Bộ luật
    Dân sự 2015, Điều 148), "30d", or "" without end. Raises BadLimit."""
    if not valid_for:
        return None
    limit = Limit.parse(valid_for)
    if limit.unit is LimitUnit.MONTHS:
        return add_months(issued_on, limit.amount)
    return issued_on + timedelta(days=limit.amount)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if year > LAST_YEAR:
        raise _out_of_range(year)
    return date(year, month, min(day.day, gregorian.monthrange(year, month)[1]))


def _nth_day_after(
    day: date,
    count: int,
    pauses: Sequence[Pause],
    counts: Callable[[date], bool] = lambda day: True,
) -> date:
    paused = [(pause.first_uncounted_day, pause.last_uncounted_day) for pause in pauses]
    while count:
        day += _ONE_DAY
        if counts(day) and not any(first <= day <= last for first, last in paused):
            count -= 1
    return day


def _exceptional_days(
    after: date, last: date, calendar: Calendar, pauses: Sequence[Pause]
) -> Iterator[Step]:
    """The days of the count that a glance at the weekday would get wrong."""
    day = after
    while (day := day + _ONE_DAY) <= last:
        if calendar.is_exceptional(day) and not any(pause.covers(day) for pause in pauses):
            yield _titled(
                "day_made_up" if calendar.is_working_day(day) else "day_off", day, calendar
            )


def _titled(code: str, day: date, calendar: Calendar, **more: date) -> Step:
    """The sentence about a special day, with its title where it has one."""
    if title := calendar.titles.get(day):
        return Step(f"{code}_announced", {"day": day, "title": title, **more})
    return Step(code, {"day": day, **more})


def _paused_days(after: date, last: date, pauses: Sequence[Pause]) -> Iterator[Step]:
    """Says the pauses that touched the count; one before the receipt or after the end did not."""
    for pause in _by_start(pauses):
        params = {"start": local(pause.start), "end": local(pause.end)}
        first_paused, last_paused = pause.first_uncounted_day, pause.last_uncounted_day
        if first_paused > last_paused:
            if after <= last_paused <= last:
                yield Step("paused_within_a_day", params)
        elif last_paused > after and first_paused <= last:
            yield Step("paused_days", {**params, "first": first_paused, "last": last_paused})


# --- limits in hours ----------------------------------------------------------------------


def _due_in_hours(
    counted_from: datetime,
    hours: int,
    calendar: Calendar,
    pauses: Sequence[Pause],
    steps: list[Step],
) -> datetime:
    steps.append(Step("count_hours", {"count": hours, "start": counted_from}))
    due_at = add_working_hours(counted_from, hours, calendar, pauses)
    for pause in _by_start(pauses):
        if local(pause.end) > counted_from and local(pause.start) < due_at:
            params = {"start": local(pause.start), "end": local(pause.end)}
            steps.append(Step("paused_hours", params))
    return due_at


def _worked_stretches(
    start: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause],
    until: datetime | None = None,
) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of working time outside the pauses, in order, from `start` on; without `until`
    they never end."""
    day = start.date()
    while until is None or day <= until.date():
        for opens, closes in calendar.intervals(day):
            begin = max(start, datetime.combine(day, opens, ZONE))
            end = datetime.combine(day, closes, ZONE)
            if until is not None:
                end = min(end, until)
            if begin < end:
                yield from _outside(pauses, begin, end)
        day += _ONE_DAY


def _outside(
    pauses: Sequence[Pause], begin: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    for pause in _by_start(pauses):
        pause_start, pause_end = local(pause.start), local(pause.end)
        if pause_end <= begin or pause_start >= end:
            continue
        if begin < pause_start:
            yield begin, pause_start
        begin = pause_end
        if begin >= end:
            return
    yield begin, end


def _by_start(pauses: Sequence[Pause]) -> list[Pause]:
    return sorted(pauses, key=lambda pause: pause.start)


# --- national days off --------------------------------------------------------------------


@dataclass(frozen=True)
class _NationalDays:
    off: frozenset[date]
    made_up: frozenset[date]  # days off the week that are worked in exchange


@cache
def _national_days(year: int) -> _NationalDays:
    """Holidays, substitutes and announced exchanges of days, as the library knows them.

    An announcement that it does not know (yet) belongs in the unit's `closed` and `opened`.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _out_of_range(year)
    # A substitute may fall across the turn of the year: ask for the neighbours too.
    known = holiday_library.country_holidays("VN", years=(year - 1, year, year + 1))
    return _NationalDays(
        off=frozenset(day for day in known if day.year == year),
        made_up=frozenset(day for day in known.weekend_workdays if day.year == year),
    )


def _out_of_range(year: int) -> OutOfRange:
    return OutOfRange(
        f"Năm {year} nằm ngoài khoảng {FIRST_YEAR}–{LAST_YEAR} mà lịch nghỉ lễ bao quát."
    )


# --- written forms ------------------------------------------------------------------------


def _check(intervals: Intervals) -> None:
    previous_end = time(0)
    for start, end in intervals:
        if start >= end:
            raise BadCalendar(f"Giờ làm việc {start:%H:%M}–{end:%H:%M} kết thúc trước khi bắt đầu.")
        if start < previous_end:
            raise BadCalendar(f"Giờ làm việc {start:%H:%M}–{end:%H:%M} chồng lên khoảng trước nó.")
        if (start.second, start.microsecond, end.second, end.microsecond) != (0, 0, 0, 0):
            raise BadCalendar("Giờ làm việc chỉ tính đến phút.")
        previous_end = end


def _written(intervals: Intervals) -> list[list[str]]:
    return [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in intervals]


def _read(intervals: Iterable[Iterable[str]]) -> Intervals:
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in intervals)


def _value(value: int | str | date | datetime, translate: Translate) -> int | str:
    if isinstance(value, datetime):
        return _moment(value, translate)
    if isinstance(value, date):
        return _day(value, translate)
    return value


def _moment(moment: datetime, translate: Translate = str) -> str:
    moment = local(moment)
    return f"{moment:%H:%M} {_day(moment.date(), translate)}"


def _day(day: date, translate: Translate = str) -> str:
    return f"{translate(WEEKDAYS[day.weekday()])} {day:%d/%m/%Y}"
