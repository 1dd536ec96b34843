"""The forms of the publishers' pages that are about a whole version or procedure."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from portal.errors import Invalid
from portal.i18n import lazy_
from portal.procedures.definitions import AuthorityLevel, ServiceLevel
from portal.procedures.editing import LONGEST_CODE, LONGEST_SECTOR, LONGEST_TITLE
from portal.procedures.presentation import AUTHORITIES, LEVELS
from portal.web_forms import DateField, PortalForm, Required, choices


class PublisherForm(PortalForm):
    """`seen` marks what the page showed of the part being changed (editing.seen)."""

    seen = HiddenField()

    def show(self, refusal: Invalid) -> None:
        """Put what an act found wrong beside the fields it names."""
        named = {name: text for name, text in refusal.errors.items() if name in self}
        for name, text in named.items():
            self[name].errors = [*self[name].errors, text]
        if not named:
            self.form_errors.append(refusal.sentence)


def _one_line(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


class GeneralForm(PublisherForm):
    title = TextAreaField(
        lazy_("Tên thủ tục"),
        description=lazy_("Đúng như trong quyết định công bố, không viết tắt."),
        validators=[Required(), Length(max=LONGEST_TITLE)],
        filters=[_one_line],
        render_kw={"rows": 3},
    )
    sector = StringField(
        lazy_("Lĩnh vực"),
        description=lazy_("Chọn lĩnh vực đã có khi có thể; viết tên khác sẽ lập lĩnh vực mới."),
        validators=[Required(), Length(max=LONGEST_SECTOR)],
        filters=[_one_line],
        render_kw={"list": "sector-names", "autocomplete": "off"},
    )
    level = RadioField(
        lazy_("Mức độ trực tuyến"),
        choices=choices(
            (str(int(level)), name) for level, (name, _text, _colour) in LEVELS.items()
        ),
        validators=[Required()],
    )
    authority = RadioField(
        lazy_("Cấp giải quyết"),
        choices=choices(
            (level.value, name)
            for level, name in AUTHORITIES.items()
            if level is not AuthorityLevel.DISTRICT
        ),
        validators=[Required()],
    )

    @property
    def values(self) -> dict[str, Any]:
        """As the acts of `editing` take them."""
        return {
            "title": self.title.data,
            "sector": self.sector.data,
            "level": ServiceLevel(int(self.level.data)),
            "authority_level": AuthorityLevel(self.authority.data),
        }


class NewProcedureForm(GeneralForm):
    code = StringField(
        lazy_("Mã thủ tục"),
        description=lazy_("Mã trên Cơ sở dữ liệu quốc gia, ví dụ 1.001193; không đổi được về sau."),
        validators=[Required(), Length(max=LONGEST_CODE)],
        filters=[lambda text: text.upper() if text else text],
        render_kw={"spellcheck": "false", "autocapitalize": "characters"},
    )


class NoteForm(PublisherForm):
    note = TextAreaField(
        lazy_("Lời nhắn cho người duyệt"),
        validators=[Optional(), Length(max=1000)],
        render_kw={"rows": 3},
    )


class ReasonForm(PublisherForm):
    reason = TextAreaField(
        lazy_("Lý do trả lại"),
        validators=[Required(), Length(max=1000)],
        render_kw={"rows": 3},
    )


class PublishForm(PublisherForm):
    decision_number = StringField(
        lazy_("Số quyết định công bố"),
        description=lazy_("Ví dụ: 1520/QĐ-UBND"),
        validators=[Required(), Length(max=200)],
    )
    signed_on = DateField(lazy_("Ngày ký"), validators=[Required()])
    effective_from = DateField(
        lazy_("Có hiệu lực từ ngày"),
        description=lazy_("Ngày sau hôm nay: đến ngày ấy phiên bản tự có hiệu lực."),
        validators=[Required()],
    )
    effective_to = DateField(
        lazy_("Hết hiệu lực sau ngày"),
        description=lazy_("Để trống nếu quyết định không nói."),
        validators=[Optional()],
    )
    are_warnings_confirmed = BooleanField(
        lazy_("Tôi đã xem các cảnh báo và vẫn công bố"), validators=[Optional()]
    )


class AbolishForm(PublisherForm):
    decision = StringField(lazy_("Số quyết định bãi bỏ"), validators=[Required(), Length(max=200)])
    effective_to = DateField(
        lazy_("Ngày cuối cùng còn hiệu lực"),
        description=lazy_("Sau ngày này không nhận hồ sơ mới; hồ sơ đã nhận vẫn giải quyết tiếp."),
        validators=[Required()],
    )
