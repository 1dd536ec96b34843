"""One question as a web field, and its answer from and to the web. Blocks and groups are taken
apart before they come here."""

from __future__ import annotations

from datetime import date
from typing import Any

from stdnum.exceptions import ValidationError as NotATaxCode
from stdnum.vn import mst
from wtforms import Field as WebField
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from portal import divisions
from portal.i18n import _
from portal.procedures import patterns
from portal.procedures.definitions import Field, FieldKind
from portal.vietnam import format_phone
from portal.web_address import AddressField
from portal.web_forms import (
    DateField,
    DecimalNumberField,
    EmailField,
    MoneyField,
    PersonalNumberField,
    PhoneField,
    Required,
    WholeNumberField,
)
from portal.web_forms import choices as as_choices
from portal.web_lists import TypedChoiceField

LONGEST_TEXT = 200
LONGEST_LONG_TEXT = 4000
MOST_RADIOS = 7  # above that a list to choose from is shorter on a phone
# Asked nothing of a person on the page of questions: a remark, and a file, taken with the papers.
NOT_TYPED = frozenset({FieldKind.EXPLANATION, FieldKind.FILE, FieldKind.GROUP})


def web_field(field: Field) -> WebField:
    """The unbound WTForms field for one question."""
    first = [Required() if field.required else Optional(strip_whitespace=True)]
    example = _("Ví dụ: %(example)s", example=field.example) if field.example else ""
    common: dict[str, Any] = {"label": field.label, "description": field.hint or example}
    low, high = field.minimum, field.maximum
    pattern = [_pattern(field)] if field.pattern else []
    match field.kind:
        case FieldKind.NUMBER if field.decimals:
            places = {"decimals": field.decimals}
            return DecimalNumberField(**common, **places, validators=first, **_bounds(low, high))
        case FieldKind.NUMBER:
            return WholeNumberField(**common, validators=first, **_bounds(low, high))
        case FieldKind.MONEY:
            return MoneyField(**common, validators=first, **_bounds(low, high))
        case FieldKind.DATE:
            return DateField(**common, validators=first, not_after_today=field.not_after_today)
        case FieldKind.YES_NO:
            return RadioField(
                **common,
                validators=first,
                choices=as_choices([("yes", _("Có")), ("no", _("Không"))]),
            )
        case FieldKind.ONE_OF:
            offered = [(choice.value, choice.label) for choice in field.choices]
            if len(offered) <= MOST_RADIOS:
                return RadioField(**common, validators=first, choices=as_choices(offered))
            offered.insert(0, ("", _("Chọn…")))
            return SelectField(**common, validators=first, choices=as_choices(offered))
        case FieldKind.LONG_LIST:
            listed = [(choice.value, choice.label) for choice in field.choices]
            return TypedChoiceField(**common, validators=first, choices=listed)
        case FieldKind.MANY_OF:
            return SelectMultipleField(
                **common,
                validators=first,
                choices=as_choices((choice.value, choice.label) for choice in field.choices),
            )
        case FieldKind.PERSONAL_NUMBER:
            return PersonalNumberField(**common, validators=first)
        case FieldKind.TAX_CODE:
            return StringField(**common, validators=[*first, tax_code])
        case FieldKind.PHONE:
            return PhoneField(**common, validators=first)
        case FieldKind.EMAIL:
            return EmailField(**common, validators=first)
        case FieldKind.ADDRESS:
            return AddressField(**common, validators=first)
        case FieldKind.LONG_TEXT:
            length = _length(low, high or LONGEST_LONG_TEXT)
            return TextAreaField(**common, validators=[*first, length, *pattern])
        case _:
            length = _length(low, high or LONGEST_TEXT)
            return StringField(**common, validators=[*first, length, *pattern])


def to_web(field: Field, value: Any) -> Any:
    """A stored answer as the web field's data."""
    if field.kind is FieldKind.DATE:
        return date.fromisoformat(value) if value else None
    if field.kind is FieldKind.YES_NO:
        return None if value is None else "yes" if value else "no"
    if field.kind is FieldKind.PHONE and value:
        return format_phone(value)
    return value


def to_stored(field: Field, value: Any) -> Any:
    """The data of a web field as it is stored; None when there is no answer."""
    if value is None or value == "" or value == []:
        return None
    if field.kind is FieldKind.DATE:
        return value.isoformat()
    if field.kind is FieldKind.YES_NO:
        return value == "yes"
    return value


def as_sent(field: Field, value: Any, name: str) -> list[tuple[str, str]]:
    """A stored answer as a browser would send it."""
    value = to_web(field, value)
    if isinstance(value, date):
        parts: dict[str, Any] = {"day": value.day, "month": value.month, "year": value.year}
        return [(f"{name}-{part}", str(number)) for part, number in parts.items()]
    if field.kind is FieldKind.ADDRESS:
        return _address_as_sent(value, name)
    if field.kind is FieldKind.LONG_LIST:
        return [(name, choice.label) for choice in field.choices if choice.value == value]
    if isinstance(value, list):
        return [(name, str(one)) for one in value]
    if isinstance(value, float):
        return [(name, str(value).replace(".", ","))]
    return [] if value is None else [(name, str(value))]


def tax_code(_form: Any, field: WebField) -> None:
    """A validator: the field holds a tax code, kept as its 10 or 13 digits."""
    try:
        field.data = mst.validate(field.data)
    except NotATaxCode:
        raise ValidationError(
            _("Mã số thuế không đúng: gồm 10 chữ số, chi nhánh thêm “-” và 3 chữ số")
        ) from None


def _address_as_sent(value: Any, name: str) -> list[tuple[str, str]]:
    if isinstance(value, str):
        value = divisions.parse(value) or {"detail": value}
    if not value:
        return []
    place = divisions.province(value.get("province", ""))
    commune = place.commune(value.get("commune", "")) if place else None
    sent = {**value, "commune": commune.name if commune else ""}
    return [(f"{name}-{part}", str(sent.get(part, ""))) for part in AddressField.parts]


def _pattern(field: Field) -> Any:
    def check(_form: Any, web: WebField) -> None:
        if not patterns.matches(field.pattern, str(web.data)):
            raise ValidationError(
                field.message or _("Hãy viết đúng dạng, ví dụ %(example)s", example=field.example)
            )

    return check


def _bounds(low: int | None, high: int | None) -> dict[str, int]:
    """The field's own sentences name the bound in the country's writing; unset ones stay its."""
    bounds = {"minimum": low, "maximum": high}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _length(low: int | None, high: int) -> Length:
    if low:
        return Length(low, high, _("Hãy viết từ %(low)d đến %(high)d ký tự", low=low, high=high))
    return Length(max=high, message=_("Hãy viết ngắn hơn, nhiều nhất %(high)d ký tự", high=high))
