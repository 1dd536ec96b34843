"""The filters of any report, read from its address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wtforms import StringField, ValidationError

from portal.i18n import _, lazy_
from portal.procedures.definitions import Channel
from portal.statistics.forms import CHANNELS, FiguresForm
from portal.statistics.reports.kinds import ReportKind

NAMES = (
    "period",
    "from",
    "to",
    "unit",
    "below",
    "sector",
    "procedure",
    "level",
    "channel",
    "by",
    "tree",
)


class ReportForm(FiguresForm):
    """`below`: "0" leaves out the units under the chosen one. `is_sector` and `is_procedure` know
    what there is; filters that the report has not are refused, so that no figure is taken for what
    it is not."""

    below = StringField(lazy_("Đơn vị bên dưới"))
    sector = StringField(lazy_("Lĩnh vực"))
    procedure = StringField(lazy_("Thủ tục"))
    channel = StringField(lazy_("Kênh tiếp nhận"))
    by = StringField(lazy_("Lập bảng theo"))

    def __init__(
        self,
        args: Any,
        kind: ReportKind,
        is_unit: Callable[[str], bool],
        is_sector: Callable[[str], bool],
        is_procedure: Callable[[str], bool],
    ) -> None:
        super().__init__(args, is_unit)
        self.kind, self.is_sector, self.is_procedure = kind, is_sector, is_procedure

    @property
    def chosen_channel(self) -> Channel | None:
        return CHANNELS[self.channel.data or ""]

    @property
    def chosen_by(self) -> str:
        return self.by.data or next(iter(self.kind.lines), "")

    def validate_below(self, field: StringField) -> None:
        if (field.data or "") not in ("", "0", "1"):
            raise ValidationError(_("Chỉ có thể tính cả đơn vị bên dưới, hoặc không"))

    def validate_sector(self, field: StringField) -> None:
        self._expect_filter(field)
        if field.data and not self.is_sector(field.data):
            raise ValidationError(_("Hãy chọn một lĩnh vực có trong danh sách"))

    def validate_procedure(self, field: StringField) -> None:
        self._expect_filter(field)
        if field.data and not self.is_procedure(field.data):
            raise ValidationError(_("Hãy nhập mã một thủ tục có trong danh mục, ví dụ 1.001193"))

    def validate_level(self, field: StringField) -> None:
        self._expect_filter(field)
        super().validate_level(field)

    def validate_channel(self, field: StringField) -> None:
        self._expect_filter(field)
        if (field.data or "") not in CHANNELS:
            raise ValidationError(_("Kênh tiếp nhận chỉ có thể là 1, 2 hoặc 3"))

    def validate_by(self, field: StringField) -> None:
        if field.data and field.data not in self.kind.lines:
            raise ValidationError(_("Báo cáo này không lập theo cách đó"))

    def _expect_filter(self, field: StringField) -> None:
        if field.data and field.short_name not in self.kind.filters:
            raise ValidationError(_("Báo cáo này không lọc theo mục này"))
