"""The form in which an officer asks for a copy of an issued paper."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from portal.documents.copies import MOST_COPIES
from portal.documents.excerpts import Part
from portal.documents.models import CopyForm, Document
from portal.dossiers.copying import Wish
from portal.dossiers.models import Dossier
from portal.dossiers.officer_forms import LONG, ActForm
from portal.i18n import _, lazy_
from portal.web_forms import Required, WholeNumberField, choices

FORMS = {
    CopyForm.WHOLE: lazy_("Sao y"),
    CopyForm.SECOND: lazy_("Sao lục"),
    CopyForm.EXCERPT: lazy_("Trích sao"),
}
FORM_HINTS = {
    CopyForm.WHOLE.value: lazy_("Toàn bộ văn bản, sao từ bản gốc."),
    CopyForm.SECOND.value: lazy_("Toàn bộ bản sao y, kể cả phần chứng nhận của bản sao y."),
    CopyForm.EXCERPT.value: lazy_("Chỉ những phần được chọn; thể thức của văn bản giữ nguyên."),
}
MOST_RECIPIENTS = 12
LONGEST_PART = 140


class CopyRequestForm(ActForm):
    form = RadioField(lazy_("Hình thức sao"), validators=[Required()])
    parts = SelectMultipleField(
        lazy_("Phần trích sao"),
        description=lazy_(
            "Chỉ dùng khi trích sao. Tiêu đề, số, ngày và chữ ký luôn được giữ; phần không chọn để trống."
        ),
        validators=[Optional()],
    )
    purpose = StringField(
        lazy_("Mục đích sao"),
        description=lazy_("In vào bản sao, ví dụ: bổ túc hồ sơ vay vốn"),
        validators=[Optional(), Length(max=200)],
    )
    copies = WholeNumberField(lazy_("Số lượng bản"), [Required()], minimum=1, maximum=MOST_COPIES)
    recipients = TextAreaField(
        lazy_("Nơi nhận bản sao"),
        description=lazy_("Mỗi dòng một nơi nhận, in vào bản sao."),
        validators=[Required(), Length(max=LONG)],
        render_kw={"rows": 3},
    )
    to_applicant = BooleanField(lazy_("Gửi bản sao điện tử vào trang hồ sơ của người nộp"))

    def validate_recipients(self, field: TextAreaField) -> None:
        lines = _lines(field.data)
        if len(lines) > MOST_RECIPIENTS or any(len(line) > 120 for line in lines):
            raise ValidationError(
                _("Nhiều nhất %(most)d nơi nhận, mỗi nơi không quá 120 ký tự", most=MOST_RECIPIENTS)
            )

    def validate_parts(self, field: SelectMultipleField) -> None:
        if self.form.data == CopyForm.EXCERPT and not field.data:
            raise ValidationError(_("Hãy chọn ít nhất một phần cần trích sao."))

    def wish(self) -> Wish:
        form = CopyForm(self.form.data)
        return Wish(
            form=form,
            purpose=self.purpose.data or "",
            copies=self.copies.data or 1,
            recipients=_lines(self.recipients.data),
            parts=[int(place) for place in self.parts.data or []]
            if form is CopyForm.EXCERPT
            else [],
            to_applicant=bool(self.to_applicant.data),
        )


def copy_request_form(dossier: Dossier, source: Document, parts: list[Part]) -> Any:
    """With what the paper offers; filled in with what is usual."""
    offered = source.copy_forms
    form = CopyRequestForm(
        data={
            "version": str(dossier.version),
            "form": offered[0].value,
            "copies": 1,
            "recipients": f"{dossier.applicant_name}\nLưu: VT, hồ sơ {dossier.label}",
        }
    )
    if not parts:  # nothing in it can be told apart
        offered = [one for one in offered if one is not CopyForm.EXCERPT]
    form.form.choices = choices((one.value, FORMS[one]) for one in offered)
    form.parts.choices = choices(
        (str(place), _("Trang %(page)d: %(text)s", page=part.page, text=_short(part.text)))
        for place, part in enumerate(parts)
    )
    return form


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_PART else f"{text[: LONGEST_PART - 1]}…"


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
