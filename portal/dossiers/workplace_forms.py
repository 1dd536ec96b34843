"""Forms of the working place: work on many, labels, instructions, saved lists, absence."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional, ValidationError

from portal.accounts.models import Account
from portal.accounts.passwords import MOST_CHARACTERS, is_password
from portal.dossiers.officer_forms import LONG, ActForm, HandOverForm
from portal.dossiers.workplace.models import BatchAct, Colour
from portal.dossiers.workplace.words import COLOURS
from portal.i18n import _, lazy_
from portal.web_forms import DateField, PortalForm, Required, choices


class BatchForm(PortalForm):
    """`key` makes a second press find the first."""

    key = HiddenField()

    @property
    def details(self) -> dict[str, object]:
        """What the act needs beside the dossiers."""
        return {}


class AssignManyForm(BatchForm):
    assignee = SelectField(lazy_("Giao cho"), coerce=int, validators=[Required()])

    @property
    def details(self) -> dict[str, object]:
        return {"assignee": self.assignee.data}


class SignManyForm(BatchForm):
    note = TextAreaField(
        lazy_("Ý kiến kèm theo"), validators=[Optional(), Length(max=LONG)], render_kw={"rows": 2}
    )
    password = PasswordField(
        lazy_("Mật khẩu của Ông/Bà"),
        description=lazy_("Xác nhận một lần cho tất cả văn bản được chọn."),
        validators=[Required(), Length(max=MOST_CHARACTERS)],
        render_kw={"autocomplete": "current-password"},
    )
    signer: Account | None = None

    def validate_password(self, field: PasswordField) -> None:
        if self.signer is None or not is_password(self.signer.password_hash, field.data or ""):
            raise ValidationError(_("Mật khẩu chưa đúng; chưa văn bản nào được ký."))

    @property
    def details(self) -> dict[str, object]:
        return {"note": self.note.data or ""}


class HandOverManyForm(HandOverForm):
    key = HiddenField()

    @property
    def details(self) -> dict[str, object]:
        way = self.chosen_way
        return {
            "recipient": self.recipient.data or "",
            "identity": self.identity.data or "",
            "fee_way": way.value if way else "",
        }


BATCH_FORMS: dict[BatchAct, type[PortalForm]] = {
    BatchAct.ASSIGN: AssignManyForm,
    BatchAct.SIGN: SignManyForm,
    BatchAct.HAND_OVER: HandOverManyForm,
}


class AssignForm(ActForm):
    assignee = SelectField(lazy_("Giao cho"), coerce=int, validators=[Required()])


class InstructionForm(ActForm):
    text = TextAreaField(
        lazy_("Nội dung chỉ đạo"),
        description=lazy_("Người đang giữ việc phải trả lời trước khi trình."),
        validators=[Required(), Length(max=LONG)],
        render_kw={"rows": 3},
    )


class InstructionAnswerForm(ActForm):
    answer = TextAreaField(
        lazy_("Trả lời chỉ đạo"), validators=[Required(), Length(max=LONG)], render_kw={"rows": 3}
    )


class SavedViewForm(PortalForm):
    name = StringField(lazy_("Tên danh sách"), validators=[Required(), Length(max=60)])
    query = HiddenField()
    worklist = HiddenField()
    is_shared = BooleanField(lazy_("Chia sẻ với đồng nghiệp trong đơn vị"))


class LabelForm(PortalForm):
    unit = SelectField(lazy_("Đơn vị"), coerce=int, validators=[Required()])
    text = StringField(lazy_("Tên nhãn"), validators=[Required(), Length(max=40)])
    colour = RadioField(
        lazy_("Màu"),
        choices=choices((colour.value, COLOURS[colour]) for colour in Colour),
        validators=[Required()],
    )


class AbsenceForm(PortalForm):
    absent = SelectField(lazy_("Người vắng mặt"), coerce=int, validators=[Required()])
    substitute = SelectField(lazy_("Người thay"), coerce=int, validators=[Required()])
    from_day = DateField(lazy_("Từ ngày"), validators=[Required()])
    to_day = DateField(lazy_("Đến hết ngày"), validators=[Required()])
