"""Forms as this portal wants them: Vietnamese sentences, clean text, and the kinds of field
that WTForms has not. No domain in here beyond what a Vietnamese number looks like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import Field, Form, PasswordField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice, SelectFieldBase
from wtforms.utils import unset_value
from wtforms.validators import DataRequired, StopValidation
from wtforms.widgets import EmailInput, TelInput, TextInput

from portal import clock, vietnam
from portal.i18n import _, lazy_

GENERIC_REQUIRED = lazy_("Hãy điền mục này")
GENERIC_CHOICE = lazy_("Hãy chọn một trong các mục có sẵn")

# WTForms' own sentences (its message ids are English) in ours.
SENTENCES: Mapping[str, Any] = {
    "This field is required.": GENERIC_REQUIRED,
    "Not a valid choice.": GENERIC_CHOICE,
    "Invalid Choice: could not coerce.": GENERIC_CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": GENERIC_CHOICE,
    "'%(value)s' is not a valid choice for this field.": GENERIC_CHOICE,
    "Invalid value, must be one of: %(values)s.": GENERIC_CHOICE,
    "Invalid value, can't be any of: %(values)s.": lazy_("Giá trị này không dùng được"),
    "Not a valid integer value.": lazy_("Hãy viết một số nguyên bằng chữ số, ví dụ 12"),
    "Not a valid decimal value.": lazy_("Hãy viết một số bằng chữ số, ví dụ 12,5"),
    "Not a valid float value.": lazy_("Hãy viết một số bằng chữ số, ví dụ 12,5"),
    "Not a valid date value.": lazy_("Ngày này không đúng"),
    "Number must be at least %(min)s.": lazy_("Số nhỏ nhất được nhận là %(min)s"),
    "Number must be at most %(max)s.": lazy_("Số lớn nhất được nhận là %(max)s"),
    "Number must be between %(min)s and %(max)s.": lazy_("Hãy nhập số từ %(min)s đến %(max)s"),
    "Field must be equal to %(other_name)s.": lazy_("Hai lần nhập chưa giống nhau"),
    "Field must be at least %(min)d character long.": lazy_("Hãy viết ít nhất %(min)d ký tự"),
    "Field cannot be longer than %(max)d character.": lazy_("Hãy viết nhiều nhất %(max)d ký tự"),
    "Field must be exactly %(max)d character long.": lazy_("Hãy viết đúng %(max)d ký tự"),
    "Field must be between %(min)d and %(max)d characters long.": lazy_(
        "Hãy viết từ %(min)d đến %(max)d ký tự"
    ),
    "Invalid email address.": lazy_("Địa chỉ email chưa đúng, ví dụ đúng: ten@congty.vn"),
    "Invalid input.": lazy_("Nội dung chưa đúng dạng yêu cầu"),
    "Invalid URL.": lazy_("Địa chỉ trang web chưa đúng"),
}


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, label) pairs for the fields one chooses from; labels may be lazy."""
    return [SelectChoice(value, label) for value, label in pairs]


def clean_text(text: str | None) -> str | None:
    """NFC, without surrounding space, with plain line ends, and without characters that cannot
    be seen: control characters (PostgreSQL refuses NUL) and the marks that turn the direction
    of writing, with which a name can be made to read as another."""
    return None if text is None else _visible(text).strip()


def clean_secret(text: str | None) -> str | None:
    """A password: NFC, so that two keyboards type the same one, and otherwise left alone."""
    return None if text is None else unicodedata.normalize("NFC", text)


def _visible(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))


class _Sentences:
    """What WTForms asks for its messages."""

    def gettext(self, string: str) -> str:
        return str(SENTENCES.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular)


class _Csrf(_FlaskFormCSRF):
    def validate_csrf_token(self, form: Form, field: Field) -> None:
        try:
            super().validate_csrf_token(form, field)
        except ValidationError as fault:
            raise ValidationError(
                _("Trang này đã mở quá lâu. Ông/Bà hãy bấm nút gửi lại một lần nữa.")
            ) from fault


class PortalForm(FlaskForm):
    """The base of every form. Text arrives cleaned (`clean_text`), messages in the reader's
    language; what was typed stays in the field when it is wrong."""

    class Meta(FlaskForm.Meta):
        csrf_class = _Csrf

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Field:
            kind = unbound_field.field_class
            filters: list[Callable[[Any], Any]] = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(kind, PasswordField):
                filters.insert(0, clean_secret)
            elif issubclass(kind, StringField):
                filters.insert(0, clean_text)
            return unbound_field.bind(form=form, **{**options, "filters": filters})

        def get_translations(self, form: Form) -> _Sentences:
            return _Sentences()

    def errors_for_summary(self) -> list[tuple[str, str]]:
        """(id of the input to go to, sentence) of everything wrong, in the order of the page;
        the id is empty for what concerns the whole form."""
        found = [(("", str(message))) for message in self.form_errors]
        for field in self:
            found.extend(_of_field(field))
        return found


def _of_field(field: Field) -> Iterator[tuple[str, str]]:
    if isinstance(field.errors, Mapping) or hasattr(field, "entries"):  # forms inside the form
        for inner in field:
            yield from _of_field(inner)
        return
    has_input = getattr(field.widget, "input_type", "") != "hidden"
    target = field.id if has_input else ""
    wrong_parts = getattr(field, "wrong_parts", ())  # of a date, an address
    if wrong_parts:
        target = f"{field.id}-{wrong_parts[0]}"
    for message in field.errors:
        text, label = str(message), str(field.label.text)
        if has_input and label.casefold() not in text.casefold():
            # Away from its field "Hãy điền mục này" would not say which.
            text = f"{label}: {vietnam.lower_first(text)}"
        yield target, text


class Required(DataRequired):
    """DataRequired whose sentence names the field: "Hãy nhập họ và tên"."""

    def __call__(self, form: Form, field: Field) -> None:
        if field.data or (field.data == 0 and field.data is not False):  # 0 is an answer
            return
        field.errors = []
        if self.message is not None:
            raise StopValidation(str(self.message))
        label = vietnam.lower_first(str(field.label.text))
        if isinstance(field, MultipleFileField):
            raise StopValidation(_("Hãy chọn tệp cho mục %(label)s", label=label))
        if isinstance(field, SelectFieldBase):
            raise StopValidation(_("Hãy chọn %(label)s", label=label))
        if getattr(field.widget, "input_type", "") == "checkbox":
            raise StopValidation(_("Hãy đánh dấu vào ô “%(label)s”", label=field.label.text))
        raise StopValidation(_("Hãy nhập %(label)s", label=label))


class DateField(Field):
    """A date in three inputs, `<name>-day`, `<name>-month`, `<name>-year`; `data` is a date.

    `typed` keeps what was typed, `wrong_parts` names the inputs at fault. Only the digits 0–9
    are digits. `earliest`, `latest` bound the date; `not_after_today` by the calendar of Vietnam.
    """

    widget = TextInput()
    is_date_parts = True
    parts: ClassVar[tuple[str, ...]] = ("day", "month", "year")
    data: date | None
    errors: Any

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        earliest: date = date(1900, 1, 1),
        latest: date = date(2999, 12, 31),
        not_after_today: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.earliest, self.latest, self.not_after_today = earliest, latest, not_after_today
        self.typed = dict.fromkeys(self.parts, "")
        self.wrong_parts: list[str] = []

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        self.wrong_parts = []
        if formdata is None:
            self.typed = self._written(self.data)
            return
        self.typed = {
            part: clean_text(str(formdata.get(f"{self.name}-{part}") or "")) or ""
            for part in self.parts
        }
        self.raw_data = [text for text in self.typed.values() if text]
        self.data = None
        if self.raw_data:
            try:
                self.data = self._read()
            except ValueError as fault:
                self.process_errors.append(str(fault))

    def pre_validate(self, form: Form) -> None:
        if self.process_errors:  # else "required" would put its own sentence in place of ours
            raise StopValidation

    def _run_validation_chain(self, form: Form, validators: Any) -> bool:
        stopped: bool = super()._run_validation_chain(form, validators)
        if self.errors and not self.wrong_parts:
            self.wrong_parts = list(self.parts)
        return stopped

    def _read(self) -> date:
        missing = [part for part in self.parts if not self.typed[part]]
        if missing:
            self.wrong_parts = missing
            names = {"day": _("ngày"), "month": _("tháng"), "year": _("năm")}
            raise ValueError(
                _(
                    "%(label)s còn thiếu %(parts)s",
                    label=self.label.text,
                    parts=", ".join(names[part] for part in missing),
                )
            )
        numbers = {part: _ascii_number(text) for part, text in self.typed.items()}
        day, month, year = (numbers[part] for part in self.parts)
        self.wrong_parts = [part for part, number in numbers.items() if number is None]
        if day is None or month is None or year is None:
            raise ValueError(
                _("%(label)s chỉ viết bằng chữ số, ví dụ 5 3 1990", label=self.label.text)
            )
        if not 1 <= month <= 12:
            self.wrong_parts = ["month"]
            raise ValueError(_("%(label)s: tháng phải từ 1 đến 12", label=self.label.text))
        if len(self.typed["year"]) != 4 or year < 1000:
            self.wrong_parts = ["year"]
            raise ValueError(
                _("%(label)s: năm phải viết đủ 4 chữ số, ví dụ 1990", label=self.label.text)
            )
        try:
            value = date(year, month, day)
        except ValueError:
            self.wrong_parts = ["day"]
            raise ValueError(
                _(
                    "%(label)s: tháng %(month)s năm %(year)s không có ngày %(day)s",
                    label=self.label.text,
                    day=day,
                    month=month,
                    year=year,
                )
            ) from None
        self._refuse_outside(value)
        return value

    def _refuse_outside(self, value: date) -> None:
        self.wrong_parts = list(self.parts)
        if self.not_after_today and value > clock.today():
            raise ValueError(_("%(label)s không thể sau hôm nay", label=self.label.text))
        if not self.earliest <= value <= self.latest:
            raise ValueError(
                _(
                    "%(label)s phải từ %(earliest)s đến %(latest)s",
                    label=self.label.text,
                    earliest=self.earliest.strftime("%d/%m/%Y"),
                    latest=self.latest.strftime("%d/%m/%Y"),
                )
            )
        self.wrong_parts = []

    def _written(self, value: date | None) -> dict[str, str]:
        if value is None:
            return dict.fromkeys(self.parts, "")
        return {part: str(getattr(value, part)) for part in self.parts}

    def _value(self) -> str:
        return self.data.isoformat() if self.data else ""


class _ReadField(Field):
    """A text that is read into a value; `data` is None when nothing was typed. What was typed
    is shown again, right or wrong."""

    widget: Any = TextInput()
    render_kw: Any
    characters: int | None = None  # how wide the input is drawn, if not as wide as its column

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = clean_text(str(valuelist[0])) if valuelist else ""
        self.data = None  # a refused text must not leave the old value behind
        if text:
            self.data = self.read(text)

    def read(self, text: str) -> Any:
        """The value of a text that is not empty. Raises ValueError with a sentence."""
        raise NotImplementedError

    def written(self, value: Any) -> str:
        return str(value)

    def pre_validate(self, form: Form) -> None:
        if self.process_errors:
            raise StopValidation

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)


class WholeNumberField(_ReadField):
    """A whole number written with the digits 0–9, within `minimum` and `maximum`."""

    characters = 10

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        minimum: int = 0,
        maximum: int = 999_999_999,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.minimum, self.maximum = minimum, maximum
        self.render_kw = {"inputmode": "numeric", "spellcheck": False, **(self.render_kw or {})}

    def read(self, text: str) -> int:
        number = _ascii_number(text)
        if number is None:
            raise ValueError(_("Hãy viết một số nguyên bằng chữ số, ví dụ 12"))
        return self._within(number)

    def _within(self, number: int) -> int:
        if number < self.minimum:
            raise ValueError(_("Số nhỏ nhất được nhận là %(min)s", min=self.written(self.minimum)))
        if number > self.maximum:
            raise ValueError(_("Số lớn nhất được nhận là %(max)s", max=self.written(self.maximum)))
        return number


class DecimalNumberField(WholeNumberField):
    """A number with a comma and at most `decimals` digits after it: "12,5". `data` is an int where
    nothing stands after the comma, else a float. A dot is taken for the comma only where it cannot
    mean thousands."""

    pattern = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:\.[0-9]{3}){1,2})(?:,([0-9]+))?")
    with_dot = re.compile(r"([0-9]{1,9})\.([0-9]{1,2}|[0-9]{4,})")

    def __init__(self, *args: Any, decimals: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decimals = decimals
        self.render_kw = {**(self.render_kw or {}), "inputmode": "decimal"}

    def read(self, text: str) -> int | float:  # type: ignore[override]
        found = self.pattern.fullmatch(text) or self.with_dot.fullmatch(text)
        if not found:
            raise ValueError(_("Hãy viết một số, phần lẻ sau dấu phẩy, ví dụ 12,5"))
        whole, places = found.group(1).replace(".", ""), (found.group(2) or "").rstrip("0")
        if len(places) > self.decimals:
            raise ValueError(_("Nhiều nhất %(count)d chữ số sau dấu phẩy", count=self.decimals))
        value = float(f"{whole}.{places}") if places else int(whole)
        self._within(value)  # type: ignore[arg-type]
        return value

    def written(self, value: Any) -> str:
        return str(value).replace(".", ",")


class MoneyField(WholeNumberField):
    """Whole đồng: "75000", "75.000", with or without "đồng". A comma is refused: in Vietnamese
    it begins a fraction, and đồng has none, so what was meant cannot be known."""

    suffix = lazy_("đồng")
    pattern = re.compile(
        r"([0-9]{1,18}|[0-9]{1,3}(?:[. ][0-9]{3}){1,5})\s*(?:đồng|đ|₫|vnd|vnđ)?", re.I
    )

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        minimum: int = 0,
        maximum: int = 999_999_999_999,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, minimum, maximum, **kwargs)

    def read(self, text: str) -> int:
        found = self.pattern.fullmatch(text)
        if not found:
            raise ValueError(_("Hãy viết số tiền bằng chữ số, ví dụ 75.000"))
        return self._within(int(found.group(1).replace(".", "").replace(" ", "")))

    def written(self, value: int) -> str:
        return f"{value:,}".replace(",", ".")


class PhoneField(_ReadField):
    """A telephone number; `data` in the one form `vietnam.normalise_phone` gives, or None."""

    widget = TelInput()
    characters = 20

    def __init__(
        self, label: Any = None, validators: Sequence[Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.render_kw = {"inputmode": "tel", "autocomplete": "tel", **(self.render_kw or {})}

    def read(self, text: str) -> str:
        try:
            return vietnam.normalise_phone(text)
        except ValueError as fault:
            raise ValueError(_(str(fault))) from None


class PersonalNumberField(_ReadField):
    """Số định danh cá nhân, 12 digits; spaces between groups are taken away. None when empty."""

    characters = 20

    def __init__(
        self, label: Any = None, validators: Sequence[Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.render_kw = {"inputmode": "numeric", "spellcheck": False, **(self.render_kw or {})}

    def read(self, text: str) -> str:
        try:
            return vietnam.check_personal_number(text).number
        except ValueError as fault:
            raise ValueError(_(str(fault))) from None


class EmailField(_ReadField):
    """An e-mail address, its domain in lower case; None when empty. Asks no name server."""

    widget = EmailInput()

    def __init__(
        self, label: Any = None, validators: Sequence[Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.render_kw = {
            "autocomplete": "email",
            "spellcheck": False,
            "autocapitalize": "none",
            **(self.render_kw or {}),
        }

    def read(self, text: str) -> str:
        try:
            # Reserved domains (.test, .example) are for demonstrations: they parse like others.
            checked = validate_email(text, check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            raise ValueError(_("Địa chỉ email chưa đúng, ví dụ đúng: ten@congty.vn")) from None
        return checked.normalized


class MultipleUpload(MultipleFileField):
    """Several files; `data` is a list, empty when none was chosen. Looks at number, size and
    the ending of the name only: what a file really is, is decided where it is stored.

    `endings` in lower case without dot; `most_bytes` is for each file.
    """

    data: list[FileStorage]
    raw_data: Any
    errors: Any

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        endings: Sequence[str] = ("pdf", "jpg", "jpeg", "png"),
        most_files: int = 10,
        most_bytes: int = 10 * 1024 * 1024,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.endings, self.most_files, self.most_bytes = tuple(endings), most_files, most_bytes
        self.accept = ",".join(f".{ending}" for ending in self.endings)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [file for file in valuelist if isinstance(file, FileStorage) and file]
        if not self.data:
            self.raw_data = []

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def pre_validate(self, form: Form) -> None:
        if len(self.data) > self.most_files:
            raise StopValidation(
                _("Mỗi lần chỉ gửi được nhiều nhất %(count)s tệp", count=self.most_files)
            )
        faults = [fault for file in self.data if (fault := self._fault(file))]
        self.errors = [*self.errors, *faults]
        if faults:
            raise StopValidation

    def _fault(self, file: FileStorage) -> str | None:
        name = clean_text(file.filename) or ""
        if name.rpartition(".")[2].lower() not in self.endings:
            return _(
                "Tệp “%(name)s” không đúng loại: chỉ nhận %(endings)s",
                name=name,
                endings=", ".join(self.endings),
            )
        size = file.stream.seek(0, 2)
        file.stream.seek(0)
        if size == 0:
            return _("Tệp “%(name)s” trống, không có nội dung", name=name)
        if size > self.most_bytes:
            return _(
                "Tệp “%(name)s” quá lớn: mỗi tệp nhiều nhất %(count)s MB",
                name=name,
                count=self.most_bytes // (1024 * 1024),
            )
        return None


def _ascii_number(text: str) -> int | None:
    """The number in a text of the digits 0–9 only; a full-width or Arabic digit is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None
