"""The forms of signing up, signing in and one's own account."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import Length, ValidationError

from portal import vietnam
from portal.accounts import passwords
from portal.i18n import _, lazy_
from portal.web_forms import (
    DateField,
    EmailField,
    PersonalNumberField,
    PhoneField,
    PortalForm,
    Required,
)

_LONG = Length(max=passwords.MOST_CHARACTERS)


class SignInForm(PortalForm):
    identifier = StringField(
        lazy_("Số định danh hoặc email"),
        [Required(), Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": False},
    )
    password = PasswordField(
        lazy_("Mật khẩu"), [Required(), _LONG], render_kw={"autocomplete": "current-password"}
    )


class SignUpForm(PortalForm):
    """`checked` remembers which personal number and birth date the person was warned about."""

    personal_number = PersonalNumberField(
        lazy_("Số định danh cá nhân"),
        [Required()],
        description=lazy_("12 chữ số trên thẻ căn cước hoặc giấy khai sinh"),
    )
    full_name = StringField(
        lazy_("Họ và tên"),
        [Required(), Length(max=120)],
        description=lazy_("Viết như trên giấy tờ, có dấu"),
        render_kw={"autocomplete": "name", "spellcheck": False},
    )
    birth_date = DateField(
        lazy_("Ngày sinh"), not_after_today=True, description=lazy_("Ví dụ: 5 3 1990")
    )
    phone = PhoneField(
        lazy_("Số điện thoại"), [Required()], description=lazy_("Ví dụ: 0905 123 456")
    )
    email = EmailField(
        lazy_("Email"),
        [Required(), Length(max=254)],
        description=lazy_("Thông báo về hồ sơ được gửi tới địa chỉ này"),
    )
    password = PasswordField(
        lazy_("Mật khẩu"),
        [Required()],
        description=lazy_(
            "Ít nhất 10 ký tự. Ba, bốn từ không liên quan đến nhau vừa dễ nhớ vừa an toàn"
        ),
        render_kw={"autocomplete": "new-password"},
    )
    checked = HiddenField()

    def validate_password(self, field: PasswordField) -> None:
        fault = passwords.fault_of(
            field.data or "", self.personal_number.data, self.email.data, *_phones(self.phone.data)
        )
        if fault:
            raise ValidationError(fault)

    def warnings(self) -> list[str]:
        """What the person should look at once more. The same thing sent a second time means
        that it was looked at: then there is none. Only for a form that is valid."""
        number = vietnam.check_personal_number(self.personal_number.data or "")
        found = [_(text) for text in vietnam.personal_number_warnings(number, self.birth_date.data)]
        stated = f"{number} {self.birth_date.data}"
        if found and self.checked.data == stated:
            return []
        self.checked.data = stated
        return found


class ContactForm(PortalForm):
    phone = PhoneField(lazy_("Số điện thoại"), [Required()])
    address = StringField(
        lazy_("Địa chỉ nơi ở"), [Length(max=300)], render_kw={"autocomplete": "street-address"}
    )


class PasswordForm(PortalForm):
    def __init__(self, *belongings: str | None, **kwargs: Any) -> None:
        """`belongings`: what others know of the person, which the new password may not be."""
        super().__init__(**kwargs)
        self.belongings = belongings

    old_password = PasswordField(
        lazy_("Mật khẩu hiện tại"),
        [Required(), _LONG],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        lazy_("Mật khẩu mới"),
        [Required()],
        description=lazy_("Ít nhất 10 ký tự"),
        render_kw={"autocomplete": "new-password"},
    )

    def validate_new_password(self, field: PasswordField) -> None:
        fault = passwords.fault_of(field.data or "", *self.belongings)
        if fault:
            raise ValidationError(fault)


class CodeForm(PortalForm):
    """The second step of signing in: the code of an app, or a recovery code."""

    code = StringField(
        lazy_("Mã xác thực"),
        [Required(), Length(max=20)],
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "inputmode": "text",
            "spellcheck": False,
        },
    )


class ConfirmForm(PortalForm):
    """The password once more, before something that makes the account less safe."""

    current_password = PasswordField(
        lazy_("Mật khẩu hiện tại"),
        [Required(), _LONG],
        render_kw={"autocomplete": "current-password"},
    )


class EnrolForm(CodeForm):
    current_password = PasswordField(
        lazy_("Mật khẩu hiện tại"),
        [Required(), _LONG],
        render_kw={"autocomplete": "current-password"},
    )


class FirstFactorForm(CodeForm):
    """Adding the first second factor: the code on an administrator's letter, then the app's."""

    letter = StringField(
        lazy_("Mã thiết lập"),
        [Required(), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": False},
    )


class ReasonForm(PortalForm):
    """Why an administrator does something to somebody's account."""

    reason = StringField(lazy_("Lý do"), [Required(), Length(max=500)])


class OfficersSearchForm(PortalForm):
    class Meta(PortalForm.Meta):
        csrf = False

    q = StringField(lazy_("Tên hoặc email"), [Length(max=100)])


def _phones(phone: str | None) -> tuple[str, ...]:
    """A phone number in the ways people type it."""
    if not phone:
        return ()
    return (phone, phone.lstrip("+"), "".join(vietnam.format_phone(phone).split()))
