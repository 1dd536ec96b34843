"""The forms of this room."""

from __future__ import annotations

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from portal.i18n import lazy_
from portal.privacy.labels import FIELDS
from portal.web_forms import DateField, PortalForm, Required, choices

LONGEST = 1000


class CorrectionForm(PortalForm):
    field = RadioField(
        lazy_("Mục ghi sai"),
        choices=choices((field.value, words) for field, words in FIELDS.items()),
        validators=[Required()],
    )
    right = StringField(
        lazy_("Đúng là"),
        [Required(), Length(max=120)],
        description=lazy_("Viết đúng như trên giấy tờ. Ngày sinh viết ngày/tháng/năm."),
        render_kw={"spellcheck": False},
    )
    evidence = TextAreaField(
        lazy_("Căn cứ"),
        [Required(), Length(max=LONGEST)],
        description=lazy_(
            "Giấy tờ nào cho thấy điều đó, số và nơi cấp. Cơ quan có thể mời Ông/Bà xuất trình."
        ),
        render_kw={"rows": 3},
    )


class DecisionForm(PortalForm):
    decision = RadioField(
        lazy_("Trả lời"),
        choices=choices(
            (("grant", lazy_("Chấp nhận và sửa")), ("refuse", lazy_("Không chấp nhận")))
        ),
        validators=[Required()],
    )
    reason = TextAreaField(
        lazy_("Lý do, gửi cho người yêu cầu"),
        [Required(), Length(max=LONGEST)],
        render_kw={"rows": 3},
    )


class HoldForm(PortalForm):
    code = StringField(
        lazy_("Mã hồ sơ"),
        [Required(), Length(max=60)],
        render_kw={"spellcheck": False, "autocapitalize": "characters"},
    )
    reason = TextAreaField(
        lazy_("Lý do giữ"),
        [Required(), Length(max=LONGEST)],
        description=lazy_("Ví dụ: khiếu nại đang giải quyết, vụ việc ở toà án, thanh tra."),
        render_kw={"rows": 2},
    )
    until = DateField(
        lazy_("Giữ đến hết ngày"),
        description=lazy_("Để trống nếu giữ đến khi gỡ. Ví dụ: 31 12 2027"),
        validators=[Optional()],
    )
