"""Which period is to be closed."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, SelectField

from portal.i18n import _, lazy_
from portal.statistics.periods import Period, read, written
from portal.web_forms import PortalForm, Required, choices


class ClosingForm(PortalForm):
    """One of the periods that can be closed, and that one knows what it means."""

    period = SelectField(lazy_("Kỳ số liệu"), [Required(lazy_("Hãy chọn kỳ cần chốt"))])
    is_sure = BooleanField(
        lazy_("Tôi đã xem số liệu của kỳ này và hiểu rằng đã chốt thì không sửa được"),
        [Required(lazy_("Hãy xác nhận đã xem số liệu"))],
    )

    def __init__(self, open_periods: Sequence[Period]) -> None:
        super().__init__()
        self.period.choices = choices(
            [("", _("Chọn một kỳ")), *((written(p), name(p)) for p in open_periods)]
        )

    @property
    def chosen(self) -> Period:
        return read(self.period.data)


def name(period: Period) -> str:
    """ "Quý I năm 2026"; any other stretch by its days."""
    code, year = written(period), str(period.start.year)
    if code == year:
        return _("Năm %(year)s", year=year)
    if "Q" in code:
        quarter = ("I", "II", "III", "IV")[int(code[-1]) - 1]
        return _("Quý %(quarter)s năm %(year)s", quarter=quarter, year=year)
    if "/" not in code:
        return _("Tháng %(month)s năm %(year)s", month=period.start.month, year=year)
    return _(
        "Từ %(start)s đến %(end)s", start=f"{period.start:%d/%m/%Y}", end=f"{period.end:%d/%m/%Y}"
    )
