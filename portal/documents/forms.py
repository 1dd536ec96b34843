"""The forms of the pages about printed papers."""

from __future__ import annotations

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional

from portal import clock
from portal.documents.papers import PaperText
from portal.errors import Invalid
from portal.i18n import lazy_
from portal.template_text import MAX_SOURCE
from portal.web_forms import DateField, PortalForm, Required


class TemplateForm(PortalForm):
    """The text of one printed form, as an administrator corrects it."""

    title = StringField(
        lazy_("Tên biểu mẫu"),
        description=lazy_("In hoa ở đầu trang"),
        validators=[Required(), Length(max=300)],
    )
    source = TextAreaField(
        lazy_("Nội dung dưới phần đầu trang"),
        description=lazy_(
            "Viết bằng HTML đơn giản và các mục {{ … }} nêu ở dưới. Quốc hiệu, tên cơ quan, số và mã "
            "QR do hệ thống in."
        ),
        validators=[Required(), Length(max=MAX_SOURCE)],
        render_kw={"rows": 26, "spellcheck": "false"},
    )
    effective_from = DateField(lazy_("Áp dụng từ ngày"), validators=[Required()])
    note = StringField(lazy_("Sửa gì, vì sao"), validators=[Optional(), Length(max=500)])

    def text(self) -> PaperText:
        return PaperText(self.title.data or "", self.source.data or "")

    def show(self, refusal: Invalid) -> None:
        """Put what an act found wrong beside the fields it names."""
        named = {name: text for name, text in refusal.errors.items() if name in self}
        for name, text in named.items():
            self[name].errors = [*self[name].errors, text]
        if not named:
            self.source.errors = [*self.source.errors, refusal.sentence]


def template_form(text: PaperText) -> Any:
    return TemplateForm(
        data={"title": text.title, "source": text.source, "effective_from": clock.today()}
    )


class ReturnForm(PortalForm):
    """Nothing but the press: the built-in form holds again."""
