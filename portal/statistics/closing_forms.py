"""Which period is to be closed, and what is adjusted afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import Length

from portal.dossiers.labels import CHANNELS
from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.procedures.definitions import Channel
from portal.statistics.adjusting import ADJUSTABLE
from portal.statistics.labels import MEASURES
from portal.statistics.periods import Period, read, written
from portal.units.models import Unit
from portal.web_forms import PortalForm, Required, WholeNumberField, choices


class AdjustmentForm(PortalForm):
    """A correction of one figure of a closed period."""

    unit = SelectField(lazy_("Đơn vị"), [Required()])
    measure = SelectField(lazy_("Mục"), [Required()])
    channel = SelectField(lazy_("Kênh tiếp nhận"), [Required()])
    direction = RadioField(
        lazy_("Điều chỉnh"),
        [Required()],
        choices=choices([("more", lazy_("Thêm")), ("less", lazy_("Bớt"))]),
    )
    amount = WholeNumberField(lazy_("Số hồ sơ"), [Required()], minimum=1, maximum=1_000_000)
    reason = StringField(
        lazy_("Lý do"),
        [Required(), Length(max=500)],
        description=lazy_(
            "Hiện trong báo cáo cùng tên người điều chỉnh. Không ghi thông tin của người nộp."
        ),
    )

    def __init__(self, units: Sequence[Unit]) -> None:
        super().__init__()
        self.unit.choices = choices(
            [("", _("Chọn đơn vị")), *((unit.code, unit.short_name) for unit in units)]
        )
        self.measure.choices = choices(
            [("", _("Chọn một mục")), *((m.name, MEASURES[m]) for m in ADJUSTABLE)]
        )
        self.channel.choices = choices(
            [("", _("Chọn kênh")), *((str(int(c)), CHANNELS[c]) for c in Channel)]
        )

    @property
    def signed(self) -> int:
        amount = int(self.amount.data or 0)
        return amount if self.direction.data == "more" else -amount

    def show(self, refusal: Invalid) -> None:
        for field_name, sentence in refusal.errors.items():
            self[field_name].errors = [*self[field_name].errors, sentence]
        if not refusal.errors:
            self.form_errors.append(refusal.sentence)


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
