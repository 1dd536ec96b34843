"""The forms a citizen fills in beside those made from a version's fields."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional, ValidationError

from portal import config
from portal.accounts.mandate_models import Mandate
from portal.dossiers.authority import is_for_another
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.question_forms import tax_code
from portal.i18n import _, lazy_
from portal.procedures.definitions import RequiredDocument, ServiceLevel
from portal.units.models import Unit
from portal.web_forms import (
    EmailField,
    MultipleUpload,
    PersonalNumberField,
    PhoneField,
    PortalForm,
    Required,
)
from portal.web_forms import choices as as_choices

MOST_RADIOS = 12  # above that a list to choose from is shorter on a phone
LONGEST_REASON = 1000
LONGEST_ANSWER = 4000
UNDER = "uy-quyen-"  # before the number of an electronic authority


def start_form(units: Sequence[Unit], key: str, formdata: Any = None) -> PortalForm:
    """Where to send the dossier. `key` makes a double press open one draft."""
    choices = [(unit.code, unit.name) for unit in units]
    label = _("Nơi giải quyết")
    unit: Any
    if len(units) <= MOST_RADIOS:
        unit = RadioField(label, [Required()], choices=as_choices(choices))
    else:
        choices.insert(0, ("", _("Chọn nơi giải quyết")))
        unit = SelectField(label, [Required()], choices=as_choices(choices))
    fields = {"unit": unit, "key": HiddenField(validators=[_a_key])}
    kind = type("StartForm", (PortalForm,), fields)
    only = units[0].code if len(units) == 1 else None
    shown = {"key": key, "unit": only} if formdata is None else {}
    return kind(formdata=formdata, data=shown)


def _a_key(_form: Any, field: HiddenField) -> None:
    if not 16 <= len(field.data or "") <= 64:
        field.data = ""
        raise ValidationError(_("Trang này đã mở quá lâu. Hãy tải lại trang rồi bắt đầu lại."))


class Whose(enum.StrEnum):
    """Whose matter a draft is, as its address says it."""

    ONESELF = "minh"
    PERSON = "nguoi-khac"
    ORGANISATION = "to-chuc"


def whose_matter(dossier: Dossier) -> str:
    """What was chosen, as the form says it: an electronic authority by its number; otherwise a tax code (10 or 13 digits) belongs to an organisation, a personal
    number has 12."""
    if dossier.mandate_use is not None:
        return f"{UNDER}{dossier.mandate_use.mandate_id}"
    if not is_for_another(dossier):
        return Whose.ONESELF
    is_tax_code = len(dossier.applicant_identity) in (10, 13)
    return Whose.ORGANISATION if is_tax_code else Whose.PERSON


class WhoseForm(PortalForm):
    def offer(self, held: Sequence[Mandate]) -> None:
        """Those for whom the person has an electronic authority, by name."""
        named = [(f"{UNDER}{one.id}", one.principal_name) for one in held]
        own, *others = list(self.whose.choices)
        self.whose.choices = [own, *as_choices(named), *others]

    whose = RadioField(
        lazy_("Ai là chủ hồ sơ?"),
        [Required()],
        choices=as_choices(
            [
                (Whose.ONESELF.value, lazy_("Bản thân tôi")),
                (Whose.PERSON.value, lazy_("Người khác, tôi nộp thay")),
                (Whose.ORGANISATION.value, lazy_("Một tổ chức, tôi nộp thay")),
            ]
        ),
    )


def _applicant_address() -> TextAreaField:
    return TextAreaField(
        lazy_("Địa chỉ"),
        [Required(), Length(max=300, message=lazy_("Hãy viết ngắn hơn, nhiều nhất 300 ký tự"))],
        render_kw={"rows": 2},
    )


def _applicant_name(label: Any) -> StringField:
    return StringField(
        label,
        [Required(), Length(max=200, message=lazy_("Hãy viết ngắn hơn, nhiều nhất 200 ký tự"))],
    )


class PersonForm(PortalForm):
    """Another person. `own_identity` is the number of the one who fills in."""

    own_identity = ""
    name = _applicant_name(lazy_("Họ và tên"))
    identity = PersonalNumberField(
        lazy_("Số định danh cá nhân"),
        [Optional()],
        description=lazy_("12 chữ số trên thẻ căn cước. Để trống nếu chưa có."),
    )
    address = _applicant_address()

    def validate_identity(self, field: PersonalNumberField) -> None:
        if field.data and field.data == self.own_identity:
            raise ValidationError(
                _("Đây là số định danh của Ông/Bà. Hãy quay lại chọn “Bản thân tôi”.")
            )


class OrganisationForm(PortalForm):
    own_identity = ""
    name = _applicant_name(lazy_("Tên tổ chức"))
    identity = StringField(
        lazy_("Mã số thuế"),
        [Required(), tax_code],
        description=lazy_("10 chữ số; chi nhánh thêm “-” và 3 chữ số."),
        render_kw={"inputmode": "text", "spellcheck": False},
    )
    address = _applicant_address()


def most_bytes() -> int:
    """The largest file, in bytes: a request carries at least one."""
    return config.current().max_upload_mb * 1024 * 1024


def papers_form(documents: Iterable[RequiredDocument]) -> PortalForm:
    """One input for files per paper, `files-<key>`; only drawn: each file is judged by itself,
    so that one bad file does not cost the good ones."""
    return _files_form(
        (document.key, _("Chọn tệp cho: %(paper)s", paper=document.name)) for document in documents
    )


def supplement_form(items: Sequence[dict[str, Any]], formdata: Any = None) -> PortalForm:
    """One input for files per asked item, `files-<position>`, and words to go with them."""
    text = TextAreaField(
        _("Lời giải thích"),
        [Optional(), Length(max=LONGEST_ANSWER, message=_("Hãy viết lời giải thích ngắn hơn"))],
        description=_("Ví dụ: giấy tờ nào không có và vì sao."),
        render_kw={"rows": 4},
    )
    return _files_form(
        (
            (str(position), _("Chọn tệp cho: %(paper)s", paper=item["name"]))
            for position, item in enumerate(items)
        ),
        formdata,
        text=text,
    )


def _files_form(inputs: Iterable[tuple[str, str]], formdata: Any = None, **more: Any) -> PortalForm:
    fields = {f"files-{key}": MultipleUpload(label, [Optional()]) for key, label in inputs}
    kind = type("FilesForm", (PortalForm,), {**fields, **more})
    return kind(formdata=formdata)


def delivery_form(level: ServiceLevel, formdata: Any = None, **data: Any) -> PortalForm:
    """How the result comes back and how the person is reached."""
    choices = [
        (DeliveryMethod.DESK.value, _("Đến quầy nhận")),
        (DeliveryMethod.POST.value, _("Gửi qua bưu chính")),
    ]
    if level is ServiceLevel.FULL:
        choices.insert(0, (DeliveryMethod.ONLINE.value, _("Nhận trực tuyến trên cổng này")))
    method = RadioField(_("Cách nhận kết quả"), [Required()], choices=as_choices(choices))
    kind = type("DeliveryForm", (_DeliveryForm,), {"method": method})
    # What was sent in stands alone: a choice left out is not taken from what was stored.
    return kind(formdata=formdata, data=data if formdata is None else {})


class _DeliveryForm(PortalForm):
    address = TextAreaField(
        lazy_("Địa chỉ nhận qua bưu chính"),
        [Length(max=300, message=lazy_("Hãy viết ngắn hơn, nhiều nhất 300 ký tự"))],
        render_kw={"rows": 2, "autocomplete": "street-address"},
        description=lazy_(
            "Chỉ cần khi chọn gửi qua bưu chính. Ghi số nhà, đường hoặc thôn, xã hoặc phường, tỉnh."
        ),
    )
    phone = PhoneField(
        lazy_("Số điện thoại"),
        [Required()],
        description=lazy_("Cán bộ gọi số này khi cần hỏi thêm."),
    )
    email = EmailField(
        lazy_("Email"),
        [Optional()],
        description=lazy_("Thông báo về hồ sơ được gửi tới địa chỉ này."),
    )

    def validate_address(self, field: TextAreaField) -> None:
        if self["method"].data == DeliveryMethod.POST.value and not field.data:
            raise ValidationError(_("Hãy ghi địa chỉ để bưu tá mang kết quả đến"))


class DeclarationForm(PortalForm):
    is_true = BooleanField(
        lazy_(
            "Tôi cam đoan những điều đã khai là đúng sự thật và chịu trách nhiệm trước pháp luật."
        ),
        [Required(lazy_("Hãy đánh dấu vào ô cam đoan trước khi nộp"))],
    )


class WithdrawForm(PortalForm):
    reason = TextAreaField(
        lazy_("Lý do rút hồ sơ"),
        [
            Optional(),
            Length(max=LONGEST_REASON, message=lazy_("Hãy viết ngắn hơn, nhiều nhất 1.000 ký tự")),
        ],
        render_kw={"rows": 3},
    )


class LookupForm(PortalForm):
    code = StringField(
        lazy_("Mã hồ sơ"),
        [Required(), Length(max=60, message=lazy_("Mã hồ sơ không dài quá 60 ký tự"))],
        description=lazy_("Ví dụ: H99.21-260318-0001, hoặc mã tạm bắt đầu bằng NHAP"),
        render_kw={"autocomplete": "off", "spellcheck": False, "autocapitalize": "characters"},
    )
    lookup_code = StringField(
        lazy_("Mã tra cứu"),
        [Required(), Length(max=20, message=lazy_("Mã tra cứu không dài quá 20 ký tự"))],
        description=lazy_("10 chữ và số in trên giấy tiếp nhận hoặc trong thư báo"),
        render_kw={"autocomplete": "off", "spellcheck": False, "autocapitalize": "characters"},
    )
