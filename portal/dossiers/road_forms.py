"""The forms of what happens beside the steps: other units asked, visits on site, financial duties,
sending back, duplicates, results kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from wtforms import (
    BooleanField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional, ValidationError

from portal import clock
from portal.dossiers import authority, labels, steps
from portal.dossiers.consultation_models import Consultation, Opinion
from portal.dossiers.duty_models import DutyKind
from portal.dossiers.models import Dossier, PaymentState
from portal.dossiers.officer_forms import LONG, ActForm, RemarkForm
from portal.dossiers.verification_models import Finding
from portal.i18n import _, lazy_
from portal.units.models import Unit
from portal.web_forms import (
    DateField,
    MoneyField,
    MultipleUpload,
    PortalForm,
    Required,
    WholeNumberField,
    choices,
)


def _long(label: Any, hint: Any = "", *, required: bool = True, rows: int = 4) -> TextAreaField:
    first = Required() if required else Optional()
    return TextAreaField(
        label, description=hint, validators=[first, Length(max=LONG)], render_kw={"rows": rows}
    )


def _clock_field(label: Any) -> StringField:
    return StringField(
        label,
        description=lazy_("Ví dụ: 8:30"),
        validators=[Required(), Length(max=5), _a_time],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-5"},
    )


def _a_time(_form: Any, field: StringField) -> None:
    if _read_time(field.data or "") is None:
        raise ValidationError(_("Hãy ghi giờ và phút, ví dụ 8:30"))


def _read_time(text: str) -> time | None:
    hours, found, minutes = text.strip().replace("h", ":").replace(".", ":").partition(":")
    if not (hours.isascii() and hours.isdigit() and len(hours) <= 2):
        return None
    if found and minutes and not (minutes.isascii() and minutes.isdigit() and len(minutes) == 2):
        return None
    number = (int(hours), int(minutes or 0))
    return time(*number) if number[0] < 24 and number[1] < 60 else None


def moment_of(day: date | None, text: str | None) -> datetime:
    """A valid day and time of the form, on Vietnam's clocks."""
    hour = _read_time(text or "")
    assert day is not None and hour is not None
    return datetime.combine(day, hour, tzinfo=clock.VIETNAM)


class SendBackForm(ActForm):
    to = RadioField(lazy_("Trả lại bước nào?"), validators=[Required()])
    reason = _long(lazy_("Lý do"), lazy_("Ghi rõ chỗ cần sửa; người nhận thấy nguyên văn."))


def send_back_form(dossier: Dossier) -> SendBackForm:
    """Every step it passed, the nearest first."""
    earlier = steps.passed(dossier)
    first = earlier[0].key if earlier else None
    form = SendBackForm(data={"version": str(dossier.version), "to": first})
    form.to.choices = choices((step.key, step.title) for step in earlier)
    if len(earlier) < 2 or not form.to.data:  # nothing to choose, or nothing chosen
        form.to.data = first
    return form


class ConsultForm(ActForm):
    units = SelectMultipleField(
        lazy_("Hỏi những đơn vị nào?"),
        description=lazy_("Mỗi đơn vị trả lời riêng, cùng lúc với nhau."),
        validators=[Required()],
    )
    question = _long(lazy_("Câu hỏi"), lazy_("Đơn vị được hỏi chỉ thấy câu hỏi và phần chọn dưới."))
    hours = WholeNumberField(
        lazy_("Thời hạn trả lời, giờ làm việc"),
        description=lazy_("8 giờ là một ngày làm việc; tính theo lịch của từng đơn vị."),
        validators=[Required()],
        minimum=1,
        maximum=400,
    )
    sections = SelectMultipleField(lazy_("Cho xem phần nào của tờ khai?"), validators=[Optional()])
    documents = SelectMultipleField(lazy_("Cho xem giấy tờ nào?"), validators=[Optional()])
    needs_leader = BooleanField(lazy_("Ý kiến phải do lãnh đạo đơn vị được hỏi duyệt"))


def consult_form(dossier: Dossier, units: Sequence[Unit]) -> ConsultForm:
    form = ConsultForm(data={"version": str(dossier.version), "hours": 16})
    form.units.choices = choices((unit.code, unit.name) for unit in units)
    parts = dossier.procedure_version.parts
    form.sections.choices = choices((s.key, s.title) for s in parts.form.sections)
    handed_in = {a.document_key for a in dossier.kept_attachments}
    form.documents.choices = choices(
        (d.key, d.name) for d in authority.asked_documents(dossier).items if d.key in handed_in
    )
    return form


class OpinionForm(ActForm):
    """The answer of an asked unit."""

    opinion = RadioField(
        lazy_("Ý kiến"),
        choices=choices((opinion.value, labels.OPINIONS[opinion]) for opinion in Opinion),
        validators=[Required()],
    )
    text = _long(
        lazy_("Nội dung"),
        lazy_("Bắt buộc khi không đồng ý hoặc có ý kiến khác."),
        required=False,
    )
    files = MultipleUpload(lazy_("Tệp kèm theo"), [Optional()])

    def validate_text(self, field: TextAreaField) -> None:
        if self.opinion.data and self.opinion.data != Opinion.AGREE and not field.data:
            raise ValidationError(_("Hãy ghi rõ ý kiến"))


def opinion_form(asked: Consultation, version: int) -> OpinionForm:
    known = {"opinion": asked.opinion.value if asked.opinion else None, "text": asked.text}
    return OpinionForm(data={"version": str(version), **known})


class ConsolidateForm(ActForm):
    text = _long(
        lazy_("Tổng hợp ý kiến"),
        lazy_("Các đơn vị nói gì, tiếp thu hay không, vì sao; lãnh đạo đọc khi ký."),
        rows=6,
    )


class DropForm(ActForm):
    reason = _long(lazy_("Lý do"), rows=3)


class ProposeForm(RemarkForm):
    """With `without` where units that were asked have not answered, and `way` where the route
    leaves a choice (`offer_ways`)."""

    way = RadioField(
        lazy_("Bước này kết thúc thế nào?"),
        choices=[],
        validators=[Optional()],
        validate_choice=False,
    )

    without = _long(
        lazy_("Vì sao trình khi chưa đủ ý kiến?"),
        lazy_("Im lặng không phải là đồng ý. Lý do này nằm trong hồ sơ."),
        required=False,
        rows=3,
    )

    def offer_ways(self, ways: list[tuple[str, str]]) -> None:
        self.way.choices = choices(ways)


class AppointForm(ActForm):
    place = StringField(lazy_("Địa điểm"), validators=[Required(), Length(max=300)])
    meets_on = DateField(lazy_("Ngày hẹn"), validators=[Required()])
    meets_at = _clock_field(lazy_("Giờ hẹn"))
    people = _long(
        lazy_("Thành phần"), lazy_("Mỗi dòng một người: họ tên, chức danh hoặc quan hệ.")
    )
    purpose = _long(lazy_("Nội dung cần xác minh"), lazy_("Gửi cho người nộp cùng giấy hẹn."))


class MinutesForm(ActForm):
    held_on = DateField(lazy_("Ngày xác minh"), validators=[Required()], not_after_today=True)
    began = _clock_field(lazy_("Bắt đầu lúc"))
    ended = _clock_field(lazy_("Kết thúc lúc"))
    present = _long(lazy_("Những người có mặt"), lazy_("Mỗi dòng một người; in vào biên bản."))
    findings = _long(lazy_("Kết quả xác minh"), rows=6)
    finding = RadioField(
        lazy_("Kết luận"),
        choices=choices((finding.value, labels.FINDINGS[finding]) for finding in Finding),
        validators=[Required()],
    )
    photos = MultipleUpload(
        lazy_("Ảnh chụp"), [Optional()], description=lazy_("JPG, PNG hoặc PDF, nếu có.")
    )


class DutyForm(ActForm):
    kind = RadioField(lazy_("Nghĩa vụ nào?"), validators=[Required()])
    amount = MoneyField(
        lazy_("Số tiền, đồng"),
        description=lazy_("Theo thông báo của cơ quan thuế; để trống nếu là phí của hồ sơ."),
        validators=[Optional()],
        minimum=1,
    )
    ground = _long(
        lazy_("Căn cứ"), lazy_("Ví dụ: Thông báo nộp tiền số …, ngày …; gửi cho người nộp.")
    )

    def validate_amount(self, field: MoneyField) -> None:
        if self.kind.data == DutyKind.BUDGET and not field.data:
            raise ValidationError(_("Hãy ghi số tiền phải nộp"))


def duty_form(dossier: Dossier) -> DutyForm:
    """The dossier's own fee is offered while it is unpaid."""
    owes = dossier.payment is PaymentState.UNPAID and dossier.fee_due > 0
    kinds = [kind for kind in DutyKind if owes or kind is not DutyKind.FEE]
    form = DutyForm(data={"version": str(dossier.version), "kind": kinds[0].value})
    form.kind.choices = choices((kind.value, labels.DUTIES[kind]) for kind in kinds)
    return form


class ProofForm(ActForm):
    proof = StringField(
        lazy_("Chứng từ"),
        description=lazy_("Ví dụ: Giấy nộp tiền vào ngân sách nhà nước số …, ngày …"),
        validators=[Required(), Length(max=300)],
    )


class ClaimForm(PortalForm):
    """The citizen's papers about a duty that was met."""

    files = MultipleUpload(lazy_("Ảnh hoặc bản chụp chứng từ nộp tiền"), [Optional()])


class ArchiveForm(ActForm):
    place = StringField(
        lazy_("Nơi lưu giữ"),
        description=lazy_("Ví dụ: Kho lưu trữ phường, tủ 3, hộp 12"),
        validators=[Required(), Length(max=200)],
    )
    note = _long(lazy_("Ghi chú"), required=False, rows=3)


class ApartForm(ActForm):
    reason = StringField(
        lazy_("Vì sao đây là việc khác?"),
        description=lazy_("Ví dụ: chứng thực giấy tờ khác, trẻ khác."),
        validators=[Required(), Length(max=500)],
    )
