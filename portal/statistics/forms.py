"""What is asked of the statistics, read from the address of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from wtforms import StringField, ValidationError

from portal import clock
from portal.i18n import _, lazy_
from portal.procedures.definitions import Channel, ServiceLevel
from portal.statistics.periods import NamedPeriod, Period, named
from portal.units.tree import TreeOf
from portal.web_forms import PortalForm

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
LEVELS = {"": None, "3": ServiceLevel.PARTIAL, "4": ServiceLevel.FULL}
CHANNELS = {"": None, **{str(int(channel)): channel for channel in Channel}}


class FiguresForm(PortalForm):
    """Period, unit and level. `from` and `to` win over `period`; with neither, this year.

    After `validate()` the answers stand in `chosen_period`, `chosen_level`; the unit stays a code
    known to the page.
    """

    class Meta(PortalForm.Meta):
        csrf = False  # it only reads

    period = StringField(lazy_("Kỳ số liệu"))
    from_day = StringField(lazy_("Từ ngày"), name="from")
    to_day = StringField(lazy_("Đến ngày"), name="to")
    unit = StringField(lazy_("Đơn vị"))
    level = StringField(lazy_("Mức độ trực tuyến"))
    tree = StringField(lazy_("Cơ cấu đơn vị"))

    def __init__(self, args: Any, is_unit: Callable[[str], bool]) -> None:
        super().__init__(formdata=args)
        self.is_unit = is_unit
        self.start: date | None = None
        self.end: date | None = None

    @property
    def has_own_days(self) -> bool:
        return bool(self.from_day.data or self.to_day.data)

    @property
    def named_period(self) -> NamedPeriod | None:
        """The period asked for by its name, if it is by name."""
        if self.has_own_days:
            return None
        return NamedPeriod(self.period.data or NamedPeriod.THIS_YEAR)

    @property
    def chosen_period(self) -> Period:
        if self.named_period:
            return named(self.named_period, clock.today())
        assert self.start and self.end, "read before it was found valid"
        return Period(self.start, self.end)

    @property
    def chosen_level(self) -> ServiceLevel | None:
        return LEVELS[self.level.data or ""]

    @property
    def chosen_tree(self) -> TreeOf:
        return TreeOf(self.tree.data or TreeOf.THEN)

    def validate_tree(self, field: StringField) -> None:
        if field.data and field.data not in list(TreeOf):
            raise ValidationError(_("Cơ cấu đơn vị chỉ có thể là của kỳ, hoặc hiện nay"))

    def validate_period(self, field: StringField) -> None:
        if not self.has_own_days and field.data and field.data not in list(NamedPeriod):
            raise ValidationError(_("Hãy chọn một kỳ số liệu có sẵn, hoặc nhập từ ngày, đến ngày"))

    def validate_from_day(self, field: StringField) -> None:
        if self.has_own_days:
            self.start = _read_day(field.data or "")

    def validate_to_day(self, field: StringField) -> None:
        if not self.has_own_days:
            return
        self.end = _read_day(field.data or "")
        if self.start and self.end < self.start:
            raise ValidationError(
                _(
                    "Đến ngày phải là ngày %(start)s hoặc sau đó",
                    start=self.start.strftime("%d/%m/%Y"),
                )
            )

    def validate_unit(self, field: StringField) -> None:
        if field.data and not self.is_unit(field.data):
            raise ValidationError(_("Hãy chọn một đơn vị có trong danh sách"))

    def validate_level(self, field: StringField) -> None:
        if (field.data or "") not in LEVELS:
            raise ValidationError(_("Mức độ trực tuyến chỉ có thể là 3 hoặc 4"))


def _read_day(text: str) -> date:
    """22/11/2026, or 2026-11-22 as in addresses. Only the digits 0–9 are digits."""
    if not text:
        raise ValidationError(_("Hãy nhập ngày, ví dụ 01/07/2026"))
    if found := DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        raise ValidationError(_("Hãy viết ngày/tháng/năm bằng chữ số, ví dụ 01/07/2026"))
    try:
        value = date(year, month, day)
    except ValueError:
        raise ValidationError(_("Lịch không có ngày này, ví dụ đúng: 01/07/2026")) from None
    if not EARLIEST <= value <= LATEST:
        raise ValidationError(
            _(
                "Chỉ xem được số liệu từ %(earliest)s đến %(latest)s",
                earliest=EARLIEST.strftime("%d/%m/%Y"),
                latest=LATEST.strftime("%d/%m/%Y"),
            )
        )
    return value
