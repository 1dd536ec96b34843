"""Giving another person authority to act."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, SearchField, SelectMultipleField, StringField
from wtforms.validators import Length, ValidationError

from portal.db import db
from portal.i18n import _, lazy_
from portal.procedures.finding import suggestions
from portal.procedures.models import Procedure
from portal.procedures.queries import procedure_by_code, sectors_with_counts
from portal.web_forms import DateField, PersonalNumberField, PortalForm, Required, choices

ONESELF = "toi"
EVERYTHING, SECTORS, SOME = "tat-ca", "linh-vuc", "chon"
MOST = 50
MOST_FOUND = 12


class MandateForm(PortalForm):
    """Procedures are found by words and ticked; each search keeps what was ticked before."""

    giver = RadioField(lazy_("Ai ủy quyền?"), [Required()])
    agent_name = StringField(
        lazy_("Họ và tên người được ủy quyền"),
        [Required(), Length(max=120)],
        description=lazy_("Ghi đúng như trên thẻ căn cước"),
    )
    agent_number = PersonalNumberField(
        lazy_("Số định danh cá nhân của người đó"), [Required()], description=lazy_("12 chữ số")
    )
    scope = RadioField(
        lazy_("Người đó được làm thay những thủ tục nào?"),
        [Required()],
        choices=choices(
            [
                (EVERYTHING, lazy_("Mọi thủ tục trên cổng")),
                (SECTORS, lazy_("Mọi thủ tục của một số lĩnh vực")),
                (SOME, lazy_("Một số thủ tục")),
            ]
        ),
    )
    sectors = SelectMultipleField(lazy_("Lĩnh vực"), validate_choice=False)
    words = SearchField(
        lazy_("Tìm thủ tục theo tên hoặc mã"),
        [Length(max=200)],
        description=lazy_("Ví dụ: đăng ký khai sinh"),
    )
    procedures = SelectMultipleField(lazy_("Thủ tục được làm thay"), validate_choice=False)
    to_day = DateField(lazy_("Đến hết ngày"), [Required()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sectors.choices = [
            (str(sector.id), _("%(name)s (%(count)s thủ tục)", name=sector.name, count=count))
            for sector, count in sectors_with_counts(db.session)
        ]
        self.procedures.choices = [(one.code, one.title) for one in self._ticked().values()]

    @property
    def procedure_ids(self) -> list[int]:
        """Empty unless single procedures were chosen."""
        return [one.id for one in self._ticked().values()] if self.scope.data == SOME else []

    @property
    def sector_ids(self) -> list[int]:
        return [int(key) for key in self.sectors.data or []] if self.scope.data == SECTORS else []

    @property
    def is_looking(self) -> bool:
        """Words were typed and nothing is ticked: Enter in the search, not the end of the form."""
        is_typed = self.is_submitted() and bool((self.words.data or "").strip())
        return is_typed and self.scope.data in (SOME, None) and not self.procedures.data

    def find(self) -> int:
        """Offer what the words find beside what is ticked; says how many were found."""
        known = dict(self.procedures.choices)
        text = (self.words.data or "").strip()
        found = suggestions(db.session, text, MOST_FOUND)
        known.update((one.code, one.title) for one in found)
        self.procedures.choices = list(known.items())
        return len(found)

    def validate_scope(self, field: RadioField) -> None:
        """Who ticked sectors or procedures did not mean everything: better asked than given away."""
        if field.data == EVERYTHING and (self.sectors.data or self.procedures.data):
            raise ValidationError(
                _(
                    "Ông/Bà đã đánh dấu lĩnh vực hoặc thủ tục. Hãy chọn phạm vi đúng như vậy, hoặc bỏ dấu."
                )
            )

    def validate_sectors(self, field: SelectMultipleField) -> None:
        if self.scope.data != SECTORS:
            return
        if not field.data:
            raise ValidationError(_("Hãy chọn ít nhất một lĩnh vực"))
        if not set(field.data) <= {key for key, _words in field.choices}:
            raise ValidationError(_("Lĩnh vực không còn. Hãy tải lại trang."))

    def validate_procedures(self, field: SelectMultipleField) -> None:
        if self.scope.data != SOME:
            return
        if not field.data:
            raise ValidationError(_("Hãy tìm rồi đánh dấu ít nhất một thủ tục"))
        if len(field.data) > MOST:
            raise ValidationError(_("Nhiều nhất %(count)s thủ tục", count=MOST))
        for code in field.data:
            if code not in self._ticked():
                raise ValidationError(_("Không có thủ tục mang mã %(code)s", code=code))

    def _ticked(self) -> dict[str, Procedure]:
        """What was sent, as far as the catalogue knows it."""
        if not hasattr(self, "_known"):
            codes = list(dict.fromkeys(self.procedures.data or []))[: MOST + 1]
            found = ((code, procedure_by_code(db.session, code)) for code in codes)
            self._known = {code: one for code, one in found if one is not None}
        return self._known
