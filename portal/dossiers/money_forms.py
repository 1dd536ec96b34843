"""What cashiers and who approves fill in: shifts, refunds, receipts."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from portal.errors import Invalid
from portal.i18n import lazy_
from portal.payments.labels import REFUND_WAYS, WAYS
from portal.payments.reconciling import SOURCES
from portal.payments.refund_models import RefundWay
from portal.payments.shift_models import DENOMINATIONS
from portal.payments.shifts import MOST_NOTES
from portal.payments.statement_models import Decision
from portal.vietnam import format_money
from portal.web_forms import MoneyField, PortalForm, Required, WholeNumberField, choices


class MoneyForm(PortalForm):
    def show(self, refusal: Invalid) -> None:
        """Put what an act found wrong beside the fields it names."""
        named = {name: text for name, text in refusal.errors.items() if name in self}
        for name, text in named.items():
            self[name].errors = [*self[name].errors, text]
        if not named:
            self.form_errors.append(refusal.sentence)


class OpenForm(MoneyForm):
    unit = HiddenField()
    opening_cash = MoneyField(lazy_("Tiền lẻ đầu ca"), validators=[Optional()], maximum=10**9)


class CloseForm(MoneyForm):
    """How many of each note, as "note-50000"; nothing typed is none."""

    reason = TextAreaField(
        lazy_("Lý do chênh lệch"),
        description=lazy_("Chỉ cần ghi khi tiền đếm được khác số trên sổ."),
        validators=[Optional(), Length(max=1000)],
        render_kw={"rows": 2},
    )

    @property
    def counted(self) -> dict[int, int]:
        return {note: self[f"note-{note}"].data or 0 for note in DENOMINATIONS}


for _note in DENOMINATIONS:
    setattr(
        CloseForm,
        f"note-{_note}",
        WholeNumberField(
            f"{format_money(_note)}", validators=[Optional()], maximum=MOST_NOTES, render_kw={}
        ),
    )


class ProposeForm(MoneyForm):
    way = RadioField(
        lazy_("Cách hoàn trả"),
        choices=choices((way.value, REFUND_WAYS[way]) for way in RefundWay),
        validators=[Required()],
    )
    account = StringField(
        lazy_("Số tài khoản, ngân hàng, chủ tài khoản"),
        description=lazy_("Nếu hoàn trả bằng chuyển khoản."),
        validators=[Optional(), Length(max=300)],
    )
    remark = TextAreaField(
        lazy_("Ghi chú"), validators=[Optional(), Length(max=1000)], render_kw={"rows": 2}
    )


class JudgeForm(MoneyForm):
    verdict = RadioField(
        lazy_("Quyết định"),
        choices=choices(
            (("yes", lazy_("Đồng ý hoàn trả")), ("no", lazy_("Trả lại để đề nghị lại")))
        ),
        validators=[Required()],
    )
    reason = TextAreaField(
        lazy_("Lý do trả lại"), validators=[Optional(), Length(max=1000)], render_kw={"rows": 2}
    )


class PayOutForm(MoneyForm):
    transaction = StringField(
        lazy_("Số giao dịch hoàn tiền"),
        description=lazy_("Nếu hoàn trả bằng chuyển khoản hoặc qua cổng."),
        validators=[Optional(), Length(max=100)],
    )


class StatementForm(MoneyForm):
    source = RadioField(
        lazy_("Sao kê của"),
        choices=choices((way.value, WAYS[way]) for way in SOURCES),
        validators=[Required()],
    )
    file = FileField(
        lazy_("Tệp CSV hoặc XLSX"),
        description=lazy_("Cần có các cột ngày giao dịch, số giao dịch, số tiền, nội dung."),
        validators=[FileRequired(lazy_("Hãy chọn tệp sao kê."))],
    )


class DecideForm(MoneyForm):
    decision = RadioField(
        lazy_("Quyết định"),
        choices=choices(
            (
                (Decision.CREDITED.value, lazy_("Ghi cho hồ sơ")),
                (Decision.GIVEN_BACK.value, lazy_("Hoàn trả người nộp")),
                (Decision.NOTED.value, lazy_("Chỉ ghi nhận lý do")),
            )
        ),
        validators=[Required()],
    )
    code = StringField(
        lazy_("Mã hồ sơ"),
        description=lazy_("Hồ sơ được ghi khoản tiền này."),
        validators=[Optional(), Length(max=60)],
    )
    note = TextAreaField(
        lazy_("Lý do, căn cứ"), validators=[Required(), Length(max=1000)], render_kw={"rows": 2}
    )


class ReceiptForm(MoneyForm):
    """The words of the receipt that takes the place of a wrong one."""

    payer = StringField(lazy_("Người nộp tiền"), validators=[Required(), Length(max=200)])
    address = StringField(lazy_("Địa chỉ"), validators=[Optional(), Length(max=300)])
    purpose = StringField(lazy_("Nội dung thu"), validators=[Required(), Length(max=300)])
    reason = TextAreaField(
        lazy_("Lý do hủy và lập lại"),
        validators=[Required(), Length(max=1000)],
        render_kw={"rows": 2},
    )
