"""A web form made from a section of a version's form, and back to stored answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from stdnum.exceptions import ValidationError as NotATaxCode
from stdnum.vn import mst
from werkzeug.datastructures import MultiDict
from wtforms import Field as WebField
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from portal.accounts.models import Account
from portal.i18n import _
from portal.procedures.definitions import Field, FieldKind, Form, Section
from portal.vietnam import format_phone
from portal.web_forms import (
    DateField,
    EmailField,
    MoneyField,
    PersonalNumberField,
    PhoneField,
    PortalForm,
    Required,
    WholeNumberField,
)
from portal.web_forms import choices as as_choices

LONGEST_TEXT = 200
LONGEST_LONG_TEXT = 4000
MOST_RADIOS = 7  # above that a list to choose from is shorter on a phone


def section_form(
    section: Section, answers: Mapping[str, Any], formdata: Any = None, prefix: str = ""
) -> PortalForm:
    """The form of one section, filled with stored answers; `formdata` is what was sent in."""
    fields: dict[str, Any] = {
        field.key: _web_field(field)
        for field in section.fields
        if field.kind is not FieldKind.EXPLANATION
    }
    kind = type("SectionForm", (PortalForm,), fields)
    data = {field.key: _to_web(field, answers.get(field.key)) for field in section.fields}
    return kind(formdata=formdata, data=data, prefix=prefix)


def stored_answers(section: Section, form: PortalForm) -> dict[str, Any]:
    """The answers of a valid form, as they are stored."""
    return {
        field.key: _to_stored(field, form[field.key].data)
        for field in section.fields
        if field.kind is not FieldKind.EXPLANATION
    }


def answers_typed_so_far(section: Section, form: PortalForm) -> tuple[dict[str, Any], bool]:
    """Of a form that was validated and may be half filled: the answers that can be kept, and
    whether something was typed that cannot be (yet). An emptied field is kept as empty."""
    answers = stored_answers(section, form)
    mistyped = {key for key in answers if form[key].errors and was_typed(form[key])}
    return {key: value for key, value in answers.items() if key not in mistyped}, bool(mistyped)


def was_typed(field: WebField) -> bool:
    """Whether anything was sent for the field, or for one inside it."""
    inner = getattr(field, "entries", None) or getattr(field, "form", None)
    if inner is not None:
        return any(was_typed(one) for one in inner)
    return any(field.raw_data or ())


def faulty_sections(form: Form, answers: Mapping[str, Any]) -> list[Section]:
    """The sections whose stored answers do not pass (again): nothing was entered yet, or a rule
    of the day has moved on."""
    return [section for section in form.sections if not _passes(section, answers)]


def _passes(section: Section, answers: Mapping[str, Any]) -> bool:
    web = section_form(section, answers, MultiDict(_as_sent(section, answers)))
    if "csrf_token" in web:
        del web.csrf_token
    return bool(web.validate())


def from_profile(form: Form, account: Account) -> dict[str, Any]:
    """Answers the person's account already knows."""
    known: dict[str, Any] = {
        "full_name": account.full_name,
        "personal_number": account.personal_number,
        "phone": account.phone,
        "email": account.email,
        "address": account.address,
        "birth_date": account.birth_date.isoformat() if account.birth_date else None,
    }
    return {
        field.key: known[field.profile]
        for field in form.fields()
        if field.profile and known.get(field.profile)
    }


def _web_field(field: Field) -> WebField:
    """The unbound WTForms field for one question."""
    first = Required() if field.required else Optional(strip_whitespace=True)
    label, description = field.label, field.hint
    common: dict[str, Any] = {"label": label, "description": description}
    low, high = field.minimum, field.maximum
    match field.kind:
        case FieldKind.NUMBER:
            return WholeNumberField(**common, validators=[first], **_bounds(low, high))
        case FieldKind.MONEY:
            return MoneyField(**common, validators=[first], **_bounds(low, high))
        case FieldKind.DATE:
            return DateField(**common, validators=[first], not_after_today=field.not_after_today)
        case FieldKind.YES_NO:
            return RadioField(
                **common,
                validators=[first],
                choices=as_choices([("yes", _("Có")), ("no", _("Không"))]),
            )
        case FieldKind.ONE_OF:
            offered = [(choice.value, choice.label) for choice in field.choices]
            if len(offered) <= MOST_RADIOS:
                return RadioField(**common, validators=[first], choices=as_choices(offered))
            offered.insert(0, ("", _("Chọn…")))
            return SelectField(**common, validators=[first], choices=as_choices(offered))
        case FieldKind.MANY_OF:
            return SelectMultipleField(
                **common,
                validators=[first],
                choices=as_choices((choice.value, choice.label) for choice in field.choices),
            )
        case FieldKind.PERSONAL_NUMBER:
            return PersonalNumberField(**common, validators=[first])
        case FieldKind.TAX_CODE:
            return StringField(**common, validators=[first, tax_code])
        case FieldKind.PHONE:
            return PhoneField(**common, validators=[first])
        case FieldKind.EMAIL:
            return EmailField(**common, validators=[first])
        case FieldKind.ADDRESS:
            return TextAreaField(
                **common,
                validators=[first, _length(low, high or 300)],
                render_kw={"rows": 2, "autocomplete": "street-address"},
            )
        case FieldKind.LONG_TEXT:
            return TextAreaField(
                **common, validators=[first, _length(low, high or LONGEST_LONG_TEXT)]
            )
        case _:
            return StringField(**common, validators=[first, _length(low, high or LONGEST_TEXT)])


def _bounds(low: int | None, high: int | None) -> dict[str, int]:
    """The field's own sentences name the bound in the country's writing; unset ones stay its."""
    bounds = {"minimum": low, "maximum": high}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _length(low: int | None, high: int) -> Length:
    if low:
        return Length(low, high, _("Hãy viết từ %(low)d đến %(high)d ký tự", low=low, high=high))
    return Length(max=high, message=_("Hãy viết ngắn hơn, nhiều nhất %(high)d ký tự", high=high))


def tax_code(_form: Any, field: WebField) -> None:
    """A validator: the field holds a tax code, kept as its 10 or 13 digits."""
    try:
        field.data = mst.validate(field.data)
    except NotATaxCode:
        raise ValidationError(
            _("Mã số thuế không đúng: gồm 10 chữ số, chi nhánh thêm “-” và 3 chữ số")
        ) from None


def _to_web(field: Field, value: Any) -> Any:
    if field.kind is FieldKind.DATE:
        return date.fromisoformat(value) if value else None
    if field.kind is FieldKind.YES_NO:
        return None if value is None else "yes" if value else "no"
    if field.kind is FieldKind.PHONE and value:
        return format_phone(value)
    return value


def _to_stored(field: Field, value: Any) -> Any:
    if value is None or value == "":
        return None
    if field.kind is FieldKind.DATE:
        return value.isoformat()
    if field.kind is FieldKind.YES_NO:
        return value == "yes"
    return value


def _as_sent(section: Section, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Stored answers as a browser would send them."""
    sent: list[tuple[str, str]] = []
    for field in section.fields:
        value = _to_web(field, answers.get(field.key))
        if isinstance(value, date):
            parts = {"day": value.day, "month": value.month, "year": value.year}
            sent += [(f"{field.key}-{part}", str(number)) for part, number in parts.items()]
        elif isinstance(value, list):
            sent += [(field.key, str(one)) for one in value]
        elif value is not None:
            sent.append((field.key, str(value)))
    return sent
