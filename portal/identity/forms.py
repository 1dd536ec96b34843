"""Forgotten passwords and e-mail to be confirmed."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import Length, ValidationError

from portal.accounts import passwords
from portal.i18n import lazy_
from portal.web_forms import EmailField, PortalForm, Required


class ForgottenForm(PortalForm):
    identifier = StringField(
        lazy_("Số định danh hoặc email"),
        [Required(), Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": False},
    )


class NewPasswordForm(PortalForm):
    ma = HiddenField()
    password = PasswordField(
        lazy_("Mật khẩu mới"),
        [Required()],
        description=lazy_("Ít nhất 10 ký tự"),
        render_kw={"autocomplete": "new-password"},
    )
    belongings: tuple[str | None, ...] = ()

    def validate_password(self, field: PasswordField) -> None:
        fault = passwords.fault_of(field.data or "", *self.belongings)
        if fault:
            raise ValidationError(fault)


class AddressForm(PortalForm):
    """The password is needed for another address only."""

    email = EmailField(lazy_("Email"), [Required(), Length(max=254)])
    current_password = PasswordField(
        lazy_("Mật khẩu hiện tại"),
        [Length(max=passwords.MOST_CHARACTERS)],
        description=lazy_("Chỉ cần khi thay đổi email"),
        render_kw={"autocomplete": "current-password"},
    )


class DigitsForm(PortalForm):
    code = StringField(
        lazy_("Mã xác nhận"),
        [Required(), Length(max=20)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": False},
    )
