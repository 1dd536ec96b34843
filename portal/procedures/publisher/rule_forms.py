"""A condition in plain words: up to four lines of question, relation, value, and how they join."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.procedures.condition_words import RELATIONS, in_words, questions
from portal.procedures.conditions import JOINING, Condition, Op
from portal.procedures.definitions import Form
from portal.procedures.publisher.base_forms import PublisherForm
from portal.procedures.publisher.condition_forms import read_value, row_of, written_value
from portal.web_forms import choices

ROWS = 4
KEPT = "kept"  # a condition that four lines cannot say, left as it is
JOINS = {
    Op.ALL.value: lazy_("mọi dòng dưới đây đều đúng"),
    Op.ANY.value: lazy_("ít nhất một dòng dưới đây đúng"),
    Op.NOT.value: lazy_("không dòng nào dưới đây đúng"),
}
ALWAYS = lazy_("Luôn luôn")


class RuleForm(PublisherForm):
    """The base of forms with conditions: those built by `with_rules`."""

    whole: Form
    kept: dict[str, Condition | None]

    def offer(self, form: Form, now: dict[str, Condition | None]) -> None:
        """Let the questions of `form` be chosen. Call before validating."""
        self.whole, self.kept = form, now
        known = [(key, field.label) for key, field in questions(form).items()]
        for prefix, condition in now.items():
            gone = [
                (one.field, _("(không chọn được nữa) %(key)s", key=one.field))
                for one in _rows(condition) or ()
                if one.field not in questions(form)
            ]
            for number in range(ROWS):
                self[f"{prefix}-{number}-field"].choices = choices(
                    [("", "–"), *known, *dict.fromkeys(gone)]
                )
            offered = [("", ALWAYS), *JOINS.items()]
            if condition is not None and _rows(condition) is None:
                kept = _("Giữ nguyên: %(condition)s", condition=in_words(condition, form))
                offered.append((KEPT, kept))
            self[f"{prefix}-join"].choices = choices(offered)

    def read_rule(self, prefix: str) -> Condition | None:
        """What was chosen under the prefix; None for always. Raises Invalid for a value that the
        question cannot have, or when nothing was chosen to compare."""
        join = self[f"{prefix}-join"].data or ""
        if join in ("", KEPT):
            return self.kept[prefix] if join else None
        found = tuple(self._row(prefix, number) for number in range(ROWS))
        rows = tuple(row for row in found if row is not None)
        if not rows:
            sentence = _("Hãy chọn ít nhất một câu hỏi, hoặc chọn “Luôn luôn”.")
            raise Invalid(sentence, {f"{prefix}-join": sentence})
        if len(rows) == 1 and join != Op.NOT:
            return rows[0]
        return Condition(Op(join), of=rows)

    def rule_rows(self, prefix: str) -> Iterator[tuple[Any, Any, Any]]:
        """The three inputs of each line."""
        for number in range(ROWS):
            before = f"{prefix}-{number}"
            yield self[f"{before}-field"], self[f"{before}-relation"], self[f"{before}-value"]

    def _row(self, prefix: str, number: int) -> Condition | None:
        before = f"{prefix}-{number}"
        key = self[f"{before}-field"].data or ""
        if not key:
            return None
        op = Op(self[f"{before}-relation"].data)
        if op is Op.ANSWERED:
            return Condition(op, key)
        text = (self[f"{before}-value"].data or "").strip()
        try:
            return Condition(op, key, read_value(questions(self.whole).get(key), op, text))
        except Invalid as wrong:
            raise Invalid(wrong.sentence, {f"{before}-value": wrong.sentence}) from None


def with_rules(kind: type[RuleForm], labels: dict[str, Any]) -> type[Any]:
    """The form with the inputs of one condition for each (prefix, words before "khi")."""
    fields: dict[str, Any] = {}
    for prefix, label in labels.items():
        fields[f"{prefix}-join"] = SelectField(label, validators=[Optional()])
        for number in range(ROWS):
            before = f"{prefix}-{number}"
            fields[f"{before}-field"] = SelectField(
                _("Câu hỏi (dòng %(number)d)", number=number + 1), validators=[Optional()]
            )
            fields[f"{before}-relation"] = SelectField(
                _("So sánh"),
                choices=choices((op.value, words) for op, words in RELATIONS.items()),
                validators=[Optional()],
            )
            fields[f"{before}-value"] = StringField(
                _("Giá trị"), validators=[Optional(), Length(max=200)]
            )
    return type(f"Ruled{kind.__name__}", (kind,), fields)


def rule_data(prefix: str, condition: Condition | None, form: Form) -> dict[str, Any]:
    """The inputs' contents for a condition that stands."""
    rows = _rows(condition)
    if condition is None or rows is None:
        return {f"{prefix}-join": KEPT if condition else ""}
    join = condition.op.value if condition.op in JOINING else Op.ALL.value
    data = {f"{prefix}-join": Op.ANY.value if condition.op is Op.ONE_OF else join}
    known = questions(form)
    for number, row in enumerate(rows):
        before = f"{prefix}-{number}"
        data[f"{before}-field"] = row.field
        data[f"{before}-relation"] = row.op.value
        data[f"{before}-value"] = written_value(known.get(row.field), row.value)
    return data


def _rows(condition: Condition | None) -> list[Condition] | None:
    """The lines that say the condition; None when they cannot."""
    if condition is None:
        return []
    if condition.op is Op.ONE_OF:
        of = [Condition(Op.EQUALS, condition.field, value) for value in condition.values]
    else:
        of = list(condition.of) if condition.op in JOINING else [condition]
    is_simple = all(row_of(one) is not None for one in of)
    return of if is_simple and 0 < len(of) <= ROWS else None
