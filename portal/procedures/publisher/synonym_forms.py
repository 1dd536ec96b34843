"""An everyday word and what it means."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import Length, Optional

from portal.i18n import lazy_
from portal.web_forms import PortalForm, Required


def _one_line(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


class SynonymForm(PortalForm):
    said = StringField(
        lazy_("Người dân nói"),
        description=lazy_("Ví dụ: giấy độc thân. Không phân biệt dấu và chữ hoa."),
        validators=[Required(), Length(max=100)],
        filters=[_one_line],
    )
    means = StringField(
        lazy_("Nghĩa là"),
        description=lazy_(
            "Chữ có trong tên thủ tục, ví dụ: xác nhận tình trạng hôn nhân. Để trống nếu cụm từ này "
            "không cần tìm, ví dụ: cho con."
        ),
        validators=[Optional(), Length(max=200)],
        filters=[_one_line],
    )
