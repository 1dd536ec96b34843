"""The forms of a visit at the desk."""

from __future__ import annotations

import secrets
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from portal.dossiers import labels
from portal.dossiers.authority import AUTHORITY
from portal.dossiers.intake import PaperCount
from portal.dossiers.models import DeliveryMethod
from portal.dossiers.reception.models import IdentityCheck
from portal.dossiers.reception.visiting import Applicant, Submitter
from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.procedures.definitions import Channel
from portal.web_forms import (
    DateField,
    EmailField,
    MultipleUpload,
    PersonalNumberField,
    PhoneField,
    PortalForm,
    Required,
    WholeNumberField,
    choices,
)

MOST_ROWS = 20
IDENTITY_CHECKS = {
    IdentityCheck.CARD: lazy_("Đã đối chiếu thẻ căn cước với người trước mặt"),
    IdentityCheck.VNEID: lazy_("Đã đối chiếu căn cước điện tử trên VNeID"),
    IdentityCheck.PASSPORT: lazy_("Đã đối chiếu hộ chiếu"),
    IdentityCheck.KNOWN_LATER: lazy_("Chưa mang giấy tờ: đối chiếu khi trả kết quả"),
}


class DeskForm(PortalForm):
    def show(self, refusal: Invalid) -> None:
        """Put what an act found wrong beside the fields it names."""
        named = {name: text for name, text in refusal.errors.items() if name in self}
        for name, text in named.items():
            self[name].errors = [*self[name].errors, text]
        if not named:
            self.form_errors.append(refusal.sentence)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Also what one answer asks of another: Optional ends a field's own chain too early."""
        valid = super().validate(*args, **kwargs)
        wrong = self.across()
        for name, sentence in wrong.items():
            self[name].errors = [*self[name].errors, sentence]
        return valid and not wrong

    def across(self) -> dict[str, str]:
        """Sentences by field."""
        return {}


class VisitForm(DeskForm):
    """Who submits: typed once for all their dossiers."""

    key = HiddenField()
    desk = SelectField(lazy_("Bộ phận Một cửa"), validators=[Optional()])
    channel = RadioField(
        lazy_("Cách nộp"),
        choices=choices(
            (str(int(channel)), labels.CHANNELS[channel])
            for channel in (Channel.DESK, Channel.POST)
        ),
        validators=[Required()],
    )
    name = StringField(
        lazy_("Họ tên người nộp, hoặc người gửi thư"), validators=[Required(), Length(max=200)]
    )
    identity = PersonalNumberField(lazy_("Số định danh của người nộp"), validators=[Optional()])
    address = StringField(lazy_("Địa chỉ"), validators=[Required(), Length(max=300)])
    phone = PhoneField(lazy_("Số điện thoại"), validators=[Optional()])
    email = EmailField(lazy_("Thư điện tử"), validators=[Optional()])
    identity_check = RadioField(
        lazy_("Giấy tờ của người nộp"),
        choices=choices((check.value, words) for check, words in IDENTITY_CHECKS.items()),
        validators=[Optional()],
    )
    postmark_on = DateField(lazy_("Ngày trên dấu bưu điện"), validators=[Optional()])
    arrived_on = DateField(lazy_("Ngày thư đến Bộ phận Một cửa"), validators=[Optional()])

    def across(self) -> dict[str, str]:
        if self.channel.data == str(int(Channel.DESK)) and not self.identity_check.data:
            return {"identity_check": _("Hãy cho biết đã đối chiếu giấy tờ nào")}
        return {}

    @property
    def checked(self) -> IdentityCheck:
        return IdentityCheck(self.identity_check.data or IdentityCheck.LETTER)

    def submitter(self) -> Submitter:
        return Submitter(
            name=self.name.data or "",
            identity=self.identity.data or "",
            address=self.address.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
        )


def visit_form(data: Any = None) -> VisitForm:
    return VisitForm(data={"key": secrets.token_hex(16), "channel": "1", **(data or {})})


class MatterForm(DeskForm):
    """One dossier of the visit: whose matter, how many authority papers, where the result goes."""

    key = HiddenField()
    whose = RadioField(
        lazy_("Chủ hồ sơ"),
        choices=choices((("self", lazy_("Người nộp")), ("other", lazy_("Người khác, tổ chức")))),
        validators=[Required()],
    )
    applicant_name = StringField(
        lazy_("Họ tên hoặc tên tổ chức"), validators=[Optional(), Length(max=200)]
    )
    applicant_identity = PersonalNumberField(
        lazy_("Số định danh của chủ hồ sơ"), validators=[Optional()]
    )
    applicant_address = StringField(
        lazy_("Địa chỉ của chủ hồ sơ"), validators=[Optional(), Length(max=300)]
    )
    authority_originals = WholeNumberField(
        lazy_("Bản chính"), validators=[Optional(), NumberRange(0, 99)]
    )
    authority_certified_copies = WholeNumberField(
        lazy_("Bản chứng thực"), validators=[Optional(), NumberRange(0, 99)]
    )
    authority_photocopies = WholeNumberField(
        lazy_("Bản photo"), validators=[Optional(), NumberRange(0, 99)]
    )
    receiving = RadioField(lazy_("Nơi tiếp nhận hồ sơ"), choices=[], validators=[Optional()])
    delivery = RadioField(
        lazy_("Nhận kết quả"),
        choices=choices(
            (method.value, labels.DELIVERY[method])
            for method in (DeliveryMethod.DESK, DeliveryMethod.POST)
        ),
        validators=[Required()],
    )
    delivery_address = StringField(
        lazy_("Địa chỉ nhận qua bưu chính"), validators=[Length(max=300)]
    )

    def across(self) -> dict[str, str]:
        wrong = {}
        if self.is_for_others and not self.names:
            wrong["applicant_name"] = _("Hãy ghi họ tên chủ hồ sơ")
        if self.is_for_others and not self.authority():
            wrong["authority_originals"] = _(
                "Người nộp thay phải có giấy ủy quyền: hãy ghi số bản đã nhận"
            )
        return wrong

    @property
    def is_for_others(self) -> bool:
        return bool(self.whose.data == "other")

    @property
    def _names_another(self) -> bool:
        return bool(self.whose.data == "other")

    @property
    def names(self) -> list[str]:
        """Of the applicants who are not the submitter."""
        return [self.applicant_name.data] if self.applicant_name.data else []

    def validate_delivery_address(self, field: StringField) -> None:
        if self.delivery.data == DeliveryMethod.POST and not field.data:
            raise ValidationError(_("Hãy ghi địa chỉ nhận kết quả"))

    def authority(self) -> PaperCount:
        return PaperCount(
            self.authority_originals.data or 0,
            self.authority_certified_copies.data or 0,
            self.authority_photocopies.data or 0,
        )

    def authority_counts(self) -> dict[str, PaperCount]:
        return {AUTHORITY.key: self.authority()} if self._names_another else {}

    def applicant(self) -> Applicant:
        """Empty: the submitter."""
        if not self._names_another:
            return Applicant("", "", "")
        return Applicant(
            self.applicant_name.data or "",
            self.applicant_identity.data or "",
            self.applicant_address.data or "",
        )


class ManyForm(MatterForm):
    """Several dossiers of one procedure that differ in the applicant alone. `many_form` adds
    "name-<n>", "identity-<n>", "address-<n>"."""

    own = WholeNumberField(
        lazy_("Số hồ sơ của chính người nộp"), validators=[Optional(), NumberRange(0, MOST_ROWS)]
    )
    rows: int = 0

    def across(self) -> dict[str, str]:
        wrong = super().across()
        for n in range(1, self.rows + 1):
            if self[f"identity-{n}"].data and not self[f"name-{n}"].data:
                wrong[f"name-{n}"] = _("Dòng %(number)d còn thiếu họ tên", number=n)
        return wrong

    @property
    def is_for_others(self) -> bool:
        return bool(self.names)

    @property
    def names(self) -> list[str]:
        return [name for n in range(1, self.rows + 1) if (name := self[f"name-{n}"].data)]

    def applicants(self) -> list[Applicant]:
        others = [
            Applicant(
                self[f"name-{n}"].data or "",
                self[f"identity-{n}"].data or "",
                self[f"address-{n}"].data or "",
            )
            for n in range(1, self.rows + 1)
            if self[f"name-{n}"].data
        ]
        return [Applicant("", "", "")] * (self.own.data or 0) + others


def many_form(rows: int) -> ManyForm:
    """With `rows` lines for applicants."""
    fields: dict[str, Any] = {"rows": rows}
    for n in range(1, rows + 1):
        fields[f"name-{n}"] = StringField(
            _("Chủ hồ sơ %(number)d", number=n), validators=[Optional(), Length(max=200)]
        )
        fields[f"identity-{n}"] = PersonalNumberField(_("Số định danh"), validators=[Optional()])
        fields[f"address-{n}"] = StringField(_("Địa chỉ"), validators=[Optional(), Length(max=300)])
    kind: type[ManyForm] = type("RowsForm", (ManyForm,), fields)
    return kind(data={"key": secrets.token_hex(16), "delivery": "desk", "whose": "other"})


class EntryForm(VisitForm, MatterForm):
    """Quick entry: a visit with one dossier, on one page. The person is asked for as the applicant;
    the submitter only where it is another."""

    address = None
    name = identity = whose = receiving = desk = None  # type: ignore[assignment]
    applicant_name = StringField(
        lazy_("Chủ hồ sơ"),
        description=lazy_("Họ tên cá nhân hoặc tên tổ chức có việc cần giải quyết"),
        validators=[Required(), Length(max=200)],
    )
    applicant_address = StringField(lazy_("Địa chỉ"), validators=[Required(), Length(max=300)])
    submitter_name = StringField(
        lazy_("Người nộp, nếu không phải chủ hồ sơ"), validators=[Optional(), Length(max=200)]
    )
    submitter_identity = PersonalNumberField(
        lazy_("Số định danh của người nộp"), validators=[Optional()]
    )

    def across(self) -> dict[str, str]:
        wrong = {**VisitForm.across(self), **MatterForm.across(self)}
        if self.channel.data == str(int(Channel.POST)) and not self.arrived_on.data:
            wrong["arrived_on"] = _("Hãy ghi ngày thư đến Bộ phận Một cửa.")
        return wrong

    @property
    def is_for_others(self) -> bool:
        return bool(self.submitter_name.data)

    @property
    def _names_another(self) -> bool:
        return self.is_for_others

    def submitter(self) -> Submitter:
        is_other = self.is_for_others
        return Submitter(
            name=(self.submitter_name if is_other else self.applicant_name).data or "",
            identity=(self.submitter_identity if is_other else self.applicant_identity).data or "",
            address=self.applicant_address.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
        )


def entry_form() -> EntryForm:
    return EntryForm(data={"key": secrets.token_hex(16), "channel": "1", "delivery": "desk"})


class ScanForm(DeskForm):
    """Pages of one paper, scanned or photographed."""

    document_key = HiddenField()
    pages = MultipleUpload(
        lazy_("Quét hoặc chụp các trang"),
        description=lazy_("Nhiều trang được ghép thành một tệp PDF theo thứ tự chọn."),
        validators=[Required()],
        most_files=30,
    )
    issuer = StringField(lazy_("Cơ quan cấp"), validators=[Optional(), Length(max=200)])
    issued_on = DateField(lazy_("Ngày cấp"), validators=[Optional()], not_after_today=True)
    valid_until = DateField(lazy_("Có giá trị đến"), validators=[Optional()])


class PatternForm(DeskForm):
    """How a unit's dossiers are numbered from a day to come on."""

    unit = SelectField(lazy_("Áp dụng cho"), validators=[Optional()])
    pattern = StringField(
        lazy_("Mẫu mã hồ sơ"),
        description=lazy_(
            "{unit} là mã đơn vị, {yymmdd} hoặc {yyyymmdd} là ngày tiếp nhận, {seq:4} là số thứ tự "
            "trong ngày, ít nhất 4 chữ số."
        ),
        validators=[Required(), Length(max=80)],
    )
    effective_from = DateField(lazy_("Áp dụng từ ngày"), validators=[Required()])


class TakeForm(DeskForm):
    """Nothing but the press; what was missing is read by line."""
