"""The forms of changes to the tree of units, one for each kind of change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length, Optional, Regexp

from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.units.changes import Change, What
from portal.units.models import Unit, UnitKind
from portal.web_forms import DateField, PortalForm, Required, choices

KINDS = {
    UnitKind.DEPARTMENT: lazy_("Sở, ngành"),
    UnitKind.COMMUNE: lazy_("Xã, phường"),
}


class ChangeForm(PortalForm):
    """`seen` is the mark of the look-ahead that was shown. The fields of one kind of change are those
    its class has beside."""

    what: What
    on = DateField(
        lazy_("Có hiệu lực từ ngày"),
        validators=[Required()],
        not_after_today=True,
        description=lazy_("Ngày đầu tiên theo cơ cấu mới."),
    )
    seen = HiddenField()

    def show(self, refusal: Invalid) -> None:
        shown = False
        for name, sentence in refusal.errors.items():
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
                shown = True
        if not shown:
            self.form_errors.append(refusal.sentence)

    @property
    def fields(self) -> list[Any]:
        """Those to be filled in, the day last."""
        mine = [f for f in self if f.name not in ("on", "seen", "csrf_token")]
        return [*mine, self.on]

    @property
    def change(self) -> Change:
        """What was filled in, once it is valid."""
        assert self.on.data is not None
        given: dict[str, Any] = {}
        for field in self.fields:
            value = field.data
            if field.name in ("units", "into"):
                value = tuple(value) if isinstance(value, list) else (value,)
            elif field.name == "kind":
                value = UnitKind(value)
            given[field.name] = value if value is not None else ""
        return Change(self.what, **given)


def _one(label: Any) -> SelectField:
    return SelectField(label, validators=[Required()])


def _text(label: Any, most: int, description: Any = "", *, optional: bool = False) -> StringField:
    first = Optional() if optional else Required()
    return StringField(label, description=description, validators=[first, Length(max=most)])


_GROUND = lazy_("Nghị quyết, quyết định: số và ngày.")


class RenameForm(ChangeForm):
    what = What.RENAME
    units = _one(lazy_("Đơn vị đổi tên"))
    name = _text(lazy_("Tên đầy đủ mới"), 200)
    short_name = _text(
        lazy_("Tên ngắn mới"), 100, lazy_("Như trong báo cáo, ví dụ: Phường Hải An.")
    )


class MoveForm(ChangeForm):
    what = What.MOVE
    units = _one(lazy_("Đơn vị chuyển"))
    into = _one(lazy_("Trực thuộc đơn vị"))


class MergeForm(ChangeForm):
    what = What.MERGE
    into = _one(lazy_("Đơn vị nhận"))
    units = SelectMultipleField(
        lazy_("Đơn vị sáp nhập vào đơn vị nhận"),
        description=lazy_("Những đơn vị này kết thúc vào ngày hôm trước."),
        validators=[Required()],
    )
    ground = _text(lazy_("Căn cứ"), 300, _GROUND)


class SplitForm(ChangeForm):
    what = What.SPLIT
    units = _one(lazy_("Đơn vị bị tách"))
    into = SelectMultipleField(
        lazy_("Tách thành các đơn vị"),
        description=lazy_("Hãy thành lập các đơn vị mới trước, rồi chọn ở đây."),
        validators=[Required()],
    )
    ground = _text(lazy_("Căn cứ"), 300, _GROUND)


class FoundForm(ChangeForm):
    what = What.FOUND
    code = StringField(
        lazy_("Mã định danh"),
        description=lazy_("Theo Quyết định số 20/2020/QĐ-TTg, ví dụ: H99.120."),
        validators=[
            Required(),
            Length(max=40),
            Regexp(
                r"[A-Z0-9]+(\.[A-Z0-9]+)*$",
                message=lazy_("Mã chỉ gồm chữ in hoa không dấu, chữ số và dấu chấm"),
            ),
        ],
    )
    name = _text(lazy_("Tên đầy đủ"), 200)
    short_name = _text(lazy_("Tên ngắn"), 100, lazy_("Như trong báo cáo, ví dụ: Phường Hải An."))
    kind = _one(lazy_("Loại đơn vị"))
    into = _one(lazy_("Trực thuộc đơn vị"))
    place = _text(lazy_("Địa danh ghi trên văn bản"), 100)


FORMS: dict[What, type[ChangeForm]] = {
    form.what: form for form in (RenameForm, MoveForm, MergeForm, SplitForm, FoundForm)
}
TITLES = {
    What.RENAME: lazy_("Đổi tên đơn vị"),
    What.MOVE: lazy_("Chuyển đơn vị sang trực thuộc đơn vị khác"),
    What.MERGE: lazy_("Sáp nhập đơn vị"),
    What.SPLIT: lazy_("Tách đơn vị"),
    What.FOUND: lazy_("Thành lập đơn vị"),
}


def change_form(what: What, units: Sequence[Unit]) -> ChangeForm:
    """The form of one kind of change, over the units there are."""
    form = FORMS[what]()
    named = [(unit.code, f"{unit.short_name} ({unit.code})") for unit in units]
    for field in form.fields:
        if isinstance(field, SelectMultipleField):
            field.choices = choices(named)
        elif field.name == "kind":
            field.choices = choices((kind.value, words) for kind, words in KINDS.items())
        elif isinstance(field, SelectField):
            field.choices = choices([("", _("Chọn đơn vị")), *named])
    return form
