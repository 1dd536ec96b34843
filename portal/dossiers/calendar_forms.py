"""The forms of the calendars."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from wtforms import RadioField, StringField, ValidationError
from wtforms.validators import Length, Optional

from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.units.keeping_calendars import Shape
from portal.web_forms import DateField, PortalForm, Required, choices
from portal.working_time import OFFICE_WEEK, WEEKDAY_KEYS, Intervals

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
SHAPES = {
    Shape.OFF: lazy_("Nghỉ cả ngày"),
    Shape.FULL: lazy_("Làm việc cả ngày (làm bù)"),
    Shape.MORNING: lazy_("Chỉ làm việc buổi sáng"),
    Shape.AFTERNOON: lazy_("Chỉ làm việc buổi chiều"),
}
STRETCH = re.compile(r"([0-9]{1,2})[:hg.]([0-9]{2})\s*(?:-|–|đến)\s*([0-9]{1,2})[:hg.]([0-9]{2})")


class _CalendarForm(PortalForm):
    def show(self, refusal: Invalid) -> None:
        """Put what an act found wrong beside the fields it names."""
        for name, sentence in refusal.errors.items():
            self[name].errors = [*self[name].errors, sentence]
        if not refusal.errors:
            self.form_errors.append(refusal.sentence)


class DayForm(_CalendarForm):
    day = DateField(lazy_("Ngày"), validators=[Required()], earliest=EARLIEST, latest=LATEST)
    shape = RadioField(
        lazy_("Ngày này"),
        choices=choices((shape.value, label) for shape, label in SHAPES.items()),
        validators=[Required()],
    )
    title = StringField(
        lazy_("Lý do"),
        description=lazy_("In trong phần giải thích ngày hẹn trả, ví dụ: Nghỉ Tết Dương lịch."),
        validators=[Required(), Length(max=200)],
    )
    source = StringField(
        lazy_("Căn cứ"),
        description=lazy_("Số, ngày của văn bản thông báo."),
        validators=[Optional(), Length(max=300)],
    )


class HoursField(StringField):
    """Hours of one weekday, "7:30-11:30, 13:30-17:00"; empty on a day off. `hours` is what was
    read."""

    hours: Intervals = ()

    def pre_validate(self, form: Any) -> None:
        self.hours = ()
        read: list[tuple[time, time]] = []
        for text in filter(None, re.split(r"[,;]\s*", (self.data or "").strip())):
            found = STRETCH.fullmatch(text.strip())
            if found is None:
                raise ValidationError(
                    _(
                        "Không hiểu “%(text)s”. Hãy viết như 7:30-11:30, 13:30-17:00; ngày nghỉ thì "
                        "để trống.",
                        text=text.strip(),
                    )
                )
            a, b, c, d = (int(number) for number in found.groups())
            try:
                start, end = time(a, b), time(c, d)
            except ValueError:
                raise ValidationError(
                    _("Giờ từ 0 đến 23, phút từ 0 đến 59: “%(text)s”.", text=text.strip())
                ) from None
            if start >= end:
                raise ValidationError(
                    _("Giờ kết thúc phải sau giờ bắt đầu: “%(text)s”.", text=text.strip())
                )
            if read and start < read[-1][1]:
                raise ValidationError(
                    _("“%(text)s” chồng lên khoảng giờ đứng trước.", text=text.strip())
                )
            read.append((start, end))
        self.hours = tuple(read)


class HoursForm(_CalendarForm):
    mon = HoursField(lazy_("Thứ Hai"), validators=[Length(max=100)])
    tue = HoursField(lazy_("Thứ Ba"), validators=[Length(max=100)])
    wed = HoursField(lazy_("Thứ Tư"), validators=[Length(max=100)])
    thu = HoursField(lazy_("Thứ Năm"), validators=[Length(max=100)])
    fri = HoursField(lazy_("Thứ Sáu"), validators=[Length(max=100)])
    sat = HoursField(lazy_("Thứ Bảy"), validators=[Length(max=100)])
    sun = HoursField(lazy_("Chủ nhật"), validators=[Length(max=100)])

    @property
    def fields(self) -> list[HoursField]:
        """Monday first."""
        return [self[key] for key in WEEKDAY_KEYS]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        if not super().validate(*args, **kwargs):
            return False
        if not any(field.hours for field in self.fields):
            self.form_errors.append(_("Mỗi tuần phải có ít nhất một ngày làm việc."))
            return False
        return True

    @property
    def weekly(self) -> dict[str, list[list[str]]]:
        return {
            key: [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in self[key].hours]
            for key in WEEKDAY_KEYS
        }


def written(hours: Intervals) -> str:
    """ "7:30-11:30, 13:30-17:00", as HoursField reads it."""
    return ", ".join(f"{start.hour}:{start:%M}-{end.hour}:{end:%M}" for start, end in hours)


def hours_data(weekly: tuple[Intervals, ...] = OFFICE_WEEK) -> dict[str, str]:
    return {key: written(hours) for key, hours in zip(WEEKDAY_KEYS, weekly, strict=True)}
