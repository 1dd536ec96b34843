"""The form of one question in the designer: only what its kind has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, Optional

from portal.i18n import _, lazy_
from portal.procedures import patterns
from portal.procedures.blocks import PARTS as BLOCK_PARTS
from portal.procedures.blocks import expand, parts_of
from portal.procedures.definitions import Choice, Field, FieldKind, Form
from portal.procedures.publisher.item_forms import new_key
from portal.procedures.publisher.question_words import KINDS, PARTS, PROFILES
from portal.procedures.publisher.rule_forms import RuleForm, rule_data, with_rules
from portal.web_forms import PortalForm, Required, WholeNumberField, choices

TEXTS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})
LISTS = frozenset({FieldKind.ONE_OF, FieldKind.MANY_OF, FieldKind.LONG_LIST})
BLOCKS = frozenset(BLOCK_PARTS)
BOUNDED = TEXTS | {FieldKind.NUMBER, FieldKind.MONEY, FieldKind.GROUP}
NOT_IN_GROUPS = frozenset({FieldKind.GROUP, FieldKind.FILE})
MOST_CHOICES = 1000
BOUNDS = {
    FieldKind.NUMBER: (lazy_("Số nhỏ nhất"), lazy_("Số lớn nhất")),
    FieldKind.MONEY: (lazy_("Số tiền nhỏ nhất"), lazy_("Số tiền lớn nhất")),
    FieldKind.GROUP: (lazy_("Ít nhất mấy mục"), lazy_("Nhiều nhất mấy mục")),
}
LENGTHS = (lazy_("Ít nhất mấy ký tự"), lazy_("Nhiều nhất mấy ký tự"))
RULES = {
    "only": lazy_("Câu hỏi hiện ra khi"),
    "must": lazy_("Nếu bắt buộc, thì bắt buộc khi"),
}


class KindForm(PortalForm):
    kind = RadioField(lazy_("Loại câu hỏi"), validators=[Required()])

    def offer(self, *, in_group: bool, other_than: FieldKind | None = None) -> None:
        offered = [
            kind
            for kind in KINDS
            if not (in_group and kind in NOT_IN_GROUPS) and kind is not other_than
        ]
        self.kind.choices = choices((kind.value, KINDS[kind][0]) for kind in offered)


class QuestionForm(RuleForm):
    """What every question has; `question_form` adds what its kind has."""

    kind: FieldKind
    label = TextAreaField(
        lazy_("Câu hỏi"),
        description=lazy_("Như người dân đọc thấy, ngắn và rõ. Ví dụ: Nơi sinh của trẻ"),
        validators=[Required(), Length(max=500)],
        filters=[lambda text: None if text is None else " ".join(text.split())],
        render_kw={"rows": 2},
    )
    hint = TextAreaField(
        lazy_("Gợi ý dưới câu hỏi"),
        validators=[Optional(), Length(max=1000)],
        render_kw={"rows": 2},
    )

    def validate_pattern(self, field: Any) -> None:
        if field.data:
            try:
                patterns.check(field.data)
            except patterns.BadPattern as bad:
                raise ValidationError(_(str(bad))) from None

    def validate_example(self, field: Any) -> None:
        pattern = self["pattern"].data
        if not pattern or self["pattern"].errors:
            return
        if not field.data:
            raise ValidationError(_("Hãy cho một ví dụ đúng mẫu: người dân sẽ thấy ví dụ này."))
        if not patterns.matches(pattern, field.data):
            raise ValidationError(_("Ví dụ này không đúng mẫu vừa viết."))

    def validate_choices(self, field: Any) -> None:
        labels = _lines(field.data)
        if len(labels) < 2:
            raise ValidationError(_("Hãy ghi ít nhất hai lựa chọn, mỗi dòng một lựa chọn."))
        if len(set(labels)) < len(labels):
            raise ValidationError(_("Có hai dòng giống nhau."))
        if len(labels) > MOST_CHOICES:
            raise ValidationError(_("Nhiều nhất %(count)d lựa chọn.", count=MOST_CHOICES))

    def validate_maximum(self, field: Any) -> None:
        low = self["minimum"].data
        if low is not None and field.data is not None and low > field.data:
            raise ValidationError(_("Mức nhiều nhất đang nhỏ hơn mức ít nhất."))

    def question(self, former: Field | None, taken: set[str]) -> Field:
        """The question as it is written; its key stays, a new one is unlike those taken. Raises
        Invalid for a wrong condition."""
        label = self.label.data or ""
        field = replace(
            former or Field("", "", self.kind),
            label=label,
            hint=self.hint.data or "",
            required=bool(self["is_required"].data) if "is_required" in self else False,
            only_if=self.read_rule("only"),
            required_if=self.read_rule("must") if "must-join" in self else None,
            **self._own(former),
        )
        return field if former else _with_new_key(field, taken)

    def _own(self, former: Field | None) -> dict[str, Any]:
        """What only this kind has."""
        found: dict[str, Any] = {}
        for name in ("minimum", "maximum"):
            if name in self:
                found[name] = self[name].data
        if "decimals" in self:
            found["decimals"] = self["decimals"].data or 0
        for name in ("pattern", "example", "message", "default", "profile"):
            if name in self:
                found[name] = self[name].data or ""
        if "not_after_today" in self:
            found["not_after_today"] = bool(self["not_after_today"].data)
        if "choices" in self:
            former_choices = former.choices if former else ()
            found["choices"] = _choices(_lines(self["choices"].data), former_choices)
        if "parts" in self:
            found["parts"] = tuple(self["parts"].data or ())
            found["optional"] = tuple(
                part for part in self["optional"].data or () if part in found["parts"]
            )
        return found


def question_form(kind: FieldKind, former: Field | None, before: Form, seen: str) -> QuestionForm:
    """The form of a question of this kind. `before` is the part of the form that its conditions
    may look at; `seen` as in base_forms.PublisherForm."""
    is_asked = kind is not FieldKind.EXPLANATION
    rules = dict(RULES) if is_asked else {"only": lazy_("Lời giải thích hiện ra khi")}
    ruled = with_rules(QuestionForm, rules)
    now = {"only": former.only_if if former else None}
    if is_asked:
        now["must"] = former.required_if if former else None
    data: dict[str, Any] = {"seen": seen, "is_required": True}
    if former is not None:
        data |= _data(former)
    elif kind in BLOCKS:
        data |= {"parts": list(parts_of(Field("", "", kind))), "optional": []}
    for prefix, condition in now.items():
        data |= rule_data(prefix, condition, before)
    form: QuestionForm = type("KindOfQuestionForm", (ruled,), _fields(kind))(data=data)
    form.kind = kind
    form.offer(before, now)
    return form


def _fields(kind: FieldKind) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if kind is not FieldKind.EXPLANATION:
        fields["is_required"] = BooleanField(lazy_("Bắt buộc trả lời"))
    if kind in BOUNDED:
        low, high = BOUNDS.get(kind, LENGTHS)
        most = 999_999_999_999 if kind is FieldKind.MONEY else 999_999
        fields["minimum"] = WholeNumberField(low, validators=[Optional()], maximum=most)
        fields["maximum"] = WholeNumberField(high, validators=[Optional()], maximum=most)
    if kind is FieldKind.NUMBER:
        fields["decimals"] = WholeNumberField(
            lazy_("Mấy chữ số sau dấu phẩy"),
            description=lazy_("Để trống hoặc 0: chỉ nhận số nguyên."),
            validators=[Optional()],
            maximum=4,
        )
    if kind in LISTS:
        fields["choices"] = TextAreaField(
            lazy_("Các lựa chọn"),
            description=lazy_("Mỗi dòng một lựa chọn."),
            render_kw={"rows": 8},
        )
    if kind in BLOCKS:
        offered = [(part, PARTS[part]) for part in BLOCK_PARTS[kind]]
        fields["parts"] = SelectMultipleField(
            lazy_("Hỏi những gì"), choices=choices(offered), validators=[Required()]
        )
        fields["optional"] = SelectMultipleField(
            lazy_("Trong đó được để trống"), choices=choices(offered), validators=[Optional()]
        )
    if kind is FieldKind.DATE:
        fields["not_after_today"] = BooleanField(lazy_("Không được sau hôm nay"))
    if kind in TEXTS:
        fields |= _text_fields()
    if kind in PROFILES:
        fields["profile"] = SelectField(
            lazy_("Điền sẵn từ tài khoản"),
            choices=choices([("", lazy_("Không điền sẵn")), *PROFILES[kind].items()]),
            validators=[Optional()],
        )
    return fields


def _text_fields() -> dict[str, Any]:
    return {
        "default": StringField(
            lazy_("Điền sẵn chữ"),
            description=lazy_("Ví dụ: Việt Nam. Người dân sửa được."),
            validators=[Optional(), Length(max=200)],
        ),
        "pattern": StringField(
            lazy_("Mẫu phải theo"),
            description=lazy_(
                "Biểu thức chính quy cho cả câu trả lời, ví dụ [0-9]{2}[A-Z]-[0-9]{5}"
            ),
            validators=[Optional(), Length(max=patterns.LONGEST)],
            render_kw={"spellcheck": "false", "autocapitalize": "none"},
        ),
        "example": StringField(lazy_("Ví dụ đúng mẫu"), validators=[Length(max=200)]),
        "message": StringField(
            lazy_("Câu báo khi sai mẫu"),
            description=lazy_("Nói rõ phải sửa thế nào. Để trống thì cổng nêu ví dụ đúng."),
            validators=[Optional(), Length(max=300)],
        ),
    }


def _data(field: Field) -> dict[str, Any]:
    return {
        "label": field.label,
        "hint": field.hint,
        "is_required": field.required,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "decimals": field.decimals or None,
        "choices": "\n".join(choice.label for choice in field.choices),
        "parts": list(parts_of(field)) if field.kind in BLOCKS else [],
        "optional": list(field.optional),
        "not_after_today": field.not_after_today,
        "default": field.default,
        "pattern": field.pattern,
        "example": field.example,
        "message": field.message,
        "profile": field.profile,
    }


def _choices(labels: list[str], former: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """A choice keeps its value while its words stand; where only some words were changed and none
    was added or taken away, also then: it is the same choice better said."""
    values = {choice.label: choice.value for choice in former}
    taken = set(values.values())
    is_reworded = len(labels) == len(former)
    found: list[Choice] = []
    for number, label in enumerate(labels):
        if label in values:
            value = values[label]
        elif is_reworded and former[number].label not in labels:
            value = former[number].value
        else:
            value = new_key(label, taken, "choice")
            taken.add(value)
        found.append(Choice(value, label))
    return tuple(found)


def _with_new_key(field: Field, taken: set[str]) -> Field:
    """None of the keys that the field is asked by may be taken."""
    avoided = set(taken)
    while True:
        keyed = replace(field, key=new_key(field.label, avoided, "question"))
        if not taken & {keyed.key, *(leaf.key for leaf in expand(keyed))}:
            return keyed
        avoided.add(keyed.key)


def _lines(text: str | None) -> list[str]:
    return [" ".join(line.split()) for line in (text or "").splitlines() if line.strip()]
