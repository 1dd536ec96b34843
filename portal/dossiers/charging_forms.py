"""What officers fill in about the fee of a dossier."""

from __future__ import annotations

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from portal.dossiers.officer_forms import ActForm
from portal.i18n import lazy_
from portal.procedures.definitions import FeeKind
from portal.web_forms import MoneyField, Required, choices


class ProveForm(ActForm):
    """The evidence of an exemption the answers claim."""

    is_proven = RadioField(
        lazy_("Giấy tờ chứng minh"),
        choices=choices(
            (
                ("yes", lazy_("Đúng, được miễn, giảm")),
                ("no", lazy_("Không chứng minh được, thu đủ")),
            )
        ),
        validators=[Required()],
    )
    evidence = StringField(
        lazy_("Tên, số giấy tờ đã xem, hoặc lý do không được miễn, giảm"),
        validators=[Required(), Length(max=300)],
    )


class ExemptForm(ActForm):
    """Something is taken off for a paper shown at the desk."""

    line = SelectField(lazy_("Khoản được miễn, giảm"), coerce=int)
    amount = MoneyField(lazy_("Số tiền miễn, giảm"), minimum=1, validators=[Required()])
    ground = TextAreaField(
        lazy_("Căn cứ được miễn, giảm"),
        validators=[Required(), Length(max=1000)],
        render_kw={"rows": 2},
    )
    evidence = StringField(
        lazy_("Giấy tờ chứng minh đã xem"), validators=[Required(), Length(max=300)]
    )


class ChargeForm(ActForm):
    """A sum that no rule of the version states."""

    name = StringField(lazy_("Tên khoản thu"), validators=[Required(), Length(max=300)])
    kind = RadioField(
        lazy_("Loại"),
        choices=choices(
            ((FeeKind.FEE.value, lazy_("Phí")), (FeeKind.CHARGE.value, lazy_("Lệ phí")))
        ),
        default=FeeKind.FEE.value,
        validators=[Required()],
    )
    amount = MoneyField(lazy_("Số tiền"), minimum=1, maximum=1_000_000_000, validators=[Required()])
    ground = TextAreaField(
        lazy_("Căn cứ thu"), validators=[Required(), Length(max=1000)], render_kw={"rows": 2}
    )
