"""A transfer in the bank of the sandbox."""

from __future__ import annotations

from wtforms import RadioField, StringField
from wtforms.validators import Length

from portal.i18n import lazy_
from portal.web_forms import MoneyField, PortalForm, Required, choices


class TransferForm(PortalForm):
    amount = MoneyField(lazy_("Số tiền"), minimum=1, maximum=10**12, validators=[Required()])
    content = StringField(lazy_("Nội dung chuyển khoản"), validators=[Required(), Length(max=200)])
    told = RadioField(
        lazy_("Ngân hàng báo cho Cổng"),
        choices=choices(
            (
                ("once", lazy_("Ngay khi chuyển")),
                ("twice", lazy_("Hai lần")),
                ("never", lazy_("Không báo, chỉ có trong sao kê")),
            )
        ),
        validators=[Required()],
    )

    def __init__(self, *, amount_written: str = "", **kwargs: object) -> None:
        super().__init__(**kwargs)
        if not self.is_submitted() and amount_written.isascii() and amount_written.isdigit():
            self.amount.process_data(int(amount_written[:12]))
