"""A condition written with three inputs: a question, a relation, a value."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.procedures.condition_words import RELATIONS, in_words, questions
from portal.procedures.conditions import COUNTING_TIME, Condition, Op
from portal.procedures.definitions import Field, FieldKind, Form
from portal.procedures.publisher.base_forms import PublisherForm
from portal.vietnam import fold
from portal.web_forms import choices

NUMBERS = frozenset({FieldKind.NUMBER, FieldKind.MONEY, FieldKind.GROUP})
KEPT = "kept"  # a condition of several parts, left as it is


class ConditionedForm(PublisherForm):
    """A form about something that may depend on an answer. Call `offer` before validating."""

    when_field = SelectField(lazy_("Chỉ khi câu trả lời cho"), validators=[Optional()])
    when_relation = SelectField(
        lazy_("thì"),
        choices=choices((op.value, words) for op, words in RELATIONS.items()),
        validators=[Optional()],
    )
    when_value = StringField(
        lazy_("Giá trị"),
        description=lazy_("Chữ, số, ngày (ví dụ 31/12/2026), có hoặc không; đúng như lựa chọn."),
        validators=[Optional(), Length(max=200)],
    )
    questions: dict[str, Field]
    kept: Condition | None = None

    def offer(self, form: Form, now: Condition | None) -> None:
        """Let the questions of `form` be chosen; a condition too rich for three inputs is shown
        in words and kept until another is chosen."""
        self.questions = questions(form)
        offered = [("", _("Luôn luôn"))]
        if now is not None and row_of(now) is None:
            self.kept = now
            offered.append((KEPT, _("Giữ: %(condition)s", condition=in_words(now, form))))
        offered += [(key, field.label) for key, field in self.questions.items()]
        if now is not None and now.field and now.field not in self.questions:
            offered.append((now.field, _("(không còn trong tờ khai) %(key)s", key=now.field)))
        self.when_field.choices = choices(offered)

    @staticmethod
    def condition_data(now: Condition | None, form: Form) -> dict[str, Any]:
        """The inputs' contents for a condition that stands."""
        if now is None:
            return {"when_field": ""}
        row = row_of(now)
        if row is None:
            return {"when_field": KEPT}
        known = questions(form).get(now.field)
        return {
            "when_field": row[0],
            "when_relation": row[1],
            "when_value": written_value(known, row[2]),
        }

    def read_condition(self) -> Condition | None:
        """What was chosen. Raises Invalid for a value the question cannot have."""
        key = self.when_field.data or ""
        if not key:
            return None
        if key == KEPT:
            return self.kept
        op = Op(self.when_relation.data)
        if op is Op.ANSWERED:
            return Condition(op, key)
        field = self.questions.get(key)
        return Condition(op, key, read_value(field, op, (self.when_value.data or "").strip()))


def row_of(condition: Condition) -> tuple[str, str, object] | None:
    if condition.op not in RELATIONS or "." in condition.field:
        return None
    return condition.field, condition.op.value, condition.value


def written_value(field: Field | None, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if field and field.kind is FieldKind.DATE and isinstance(value, str):
        return date.fromisoformat(value).strftime("%d/%m/%Y")
    labels = {choice.value: choice.label for choice in field.choices} if field else {}
    return labels.get(str(value), str(value))


def read_value(field: Field | None, op: Op, text: str) -> str | int | bool:
    if not text:
        raise _wrong(_("Hãy viết giá trị để so với câu trả lời."))
    if op in COUNTING_TIME or (field and field.kind in NUMBERS):
        digits = text.replace(".", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
            raise _wrong(_("Hãy viết một số nguyên, ví dụ 12."))
        return int(digits)
    if field and field.kind is FieldKind.YES_NO:
        folded = fold(text)
        if folded not in ("co", "khong", "yes", "no"):
            raise _wrong(_("Câu hỏi này chỉ trả lời có hoặc không."))
        return folded in ("co", "yes")
    if field and field.kind is FieldKind.DATE:
        try:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day).isoformat()
        except ValueError:
            raise _wrong(_("Hãy viết ngày như 31/12/2026.")) from None
    if field and field.choices:
        for choice in field.choices:
            if text in (choice.value, choice.label) or fold(text) == fold(choice.label):
                return choice.value
        raise _wrong(
            _(
                "Câu hỏi này không có lựa chọn “%(text)s”. Các lựa chọn: %(offered)s.",
                text=text,
                offered=", ".join(choice.label for choice in field.choices),
            )
        )
    return text


def _wrong(sentence: str) -> Invalid:
    return Invalid(sentence, {"when_value": sentence})
