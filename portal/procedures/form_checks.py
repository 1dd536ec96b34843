"""What is wrong with a form, in plain words with the place: for its publisher, before publication.

Pure but for the reader's language. What is said of conditions stands in `form_conditions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portal.i18n import _
from portal.procedures import patterns
from portal.procedures.blocks import PARTS, expand, is_block, leaves
from portal.procedures.definitions import Choice, Field, FieldKind, Form, Section
from portal.procedures.form_conditions import condition_findings
from portal.procedures.form_findings import FormFinding, named
from portal.vietnam import fold

PROFILES = frozenset(
    {"full_name", "personal_number", "phone", "email", "address", "birth_date", "sex", "person"}
)
WITH_CHOICES = frozenset({FieldKind.ONE_OF, FieldKind.MANY_OF, FieldKind.LONG_LIST})
MOST_ON_A_PAGE = 20  # questions; a phone scrolls through no more

# Reading level of a text by Nguyễn and Henkin (1982): 2 × letters a word + 0,2 × words a
# sentence − 6, about the school year that reads it easily. Every adult has nine of them.
HARDEST_LEVEL = 9.0
LEAST_WORDS = 12  # below that a sentence is a label


def checked(form: Form) -> list[FormFinding]:
    """Everything found, in the order of the form; faults first."""
    found = [
        *_of_form(form),
        *(finding for section in form.sections for finding in _of_section(section)),
        *(finding for field in all_fields(form) for finding in _of_field(field)),
        *_twice(form),
        *condition_findings(form),
    ]
    return sorted(found, key=lambda finding: not finding.is_fault)


def all_fields(form: Form) -> Iterator[Field]:
    """Every field as written, the members of groups after their group."""
    for field in form.fields():
        yield field
        yield from field.members


def reading_level(text: str) -> float:
    """About which school year reads the text easily; 0 for a text too short to say."""
    sentences = [part for part in _split(text, ".!?;\n") if part.strip()]
    words = ["".join(c for c in word if c.isalpha()) for word in text.split()]
    words = [word for word in words if word]
    if len(words) < LEAST_WORDS or not sentences:
        return 0.0
    letters = sum(len(word) for word in words) / len(words)
    return 2 * letters + 0.2 * len(words) / len(sentences) - 6


def _of_form(form: Form) -> Iterator[FormFinding]:
    if form.sections and not form.name.strip():
        yield FormFinding(_("Tờ khai chưa có tên."), "form")
    for exclusion in form.exclusions:
        if not exclusion.sentence.strip():
            sentence = _("Một trường hợp không dùng được thủ tục chưa ghi lý do.")
            yield FormFinding(sentence, f"exclusion:{exclusion.key}")


def _of_section(section: Section) -> Iterator[FormFinding]:
    where, title = f"section:{section.key}", section.title.strip() or section.key
    if not section.title.strip():
        yield FormFinding(_("Một phần của tờ khai chưa có tên."), where)
    if not section.fields:
        yield FormFinding(_("Phần “%(title)s” chưa có câu hỏi nào.", title=title), where)
    count = sum(1 for _one in leaves(section.fields))
    if count > MOST_ON_A_PAGE:
        yield FormFinding(
            _(
                "Phần “%(title)s” có %(count)d câu hỏi trên một trang. Nên chia thành các phần "
                "ngắn hơn.",
                title=title,
                count=count,
            ),
            where,
            is_fault=False,
        )
    if reading_level(section.hint) > HARDEST_LEVEL:
        yield _too_hard(title, where)


def _of_field(field: Field) -> Iterator[FormFinding]:
    where, name = f"field:{field.key}", named(field)
    if not field.label.strip():
        yield FormFinding(_("Câu hỏi có mã “%(key)s” chưa có nhãn.", key=field.key), where)
    if field.kind in WITH_CHOICES:
        yield from _of_choices(field.choices, name, where)
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        sentence = _("“%(name)s”: mức ít nhất lớn hơn mức nhiều nhất.", name=name)
        yield FormFinding(sentence, where)
    if field.pattern:
        yield from _of_pattern(field, name, where)
    if field.profile and field.profile not in PROFILES:
        sentence = _("“%(name)s” lấy sẵn một điều mà tài khoản không có.", name=name)
        yield FormFinding(sentence, where)
    if field.kind is FieldKind.GROUP and not field.members:
        sentence = _("Nhóm lặp “%(name)s” chưa có câu hỏi nào.", name=name)
        yield FormFinding(sentence, where)
    if any(member.kind in (FieldKind.GROUP, FieldKind.FILE) for member in field.members):
        sentence = _("Trong nhóm “%(name)s” có nhóm khác hoặc tệp, chưa dùng được.", name=name)
        yield FormFinding(sentence, where)
    if is_block(field) and not {*field.parts, *field.optional} <= set(PARTS[field.kind]):
        sentence = _("“%(name)s” hỏi một điều mà khối này không có.", name=name)
        yield FormFinding(sentence, where)
    if max(reading_level(field.label), reading_level(field.hint)) > HARDEST_LEVEL:
        yield _too_hard(name, where)


def _of_choices(choices: tuple[Choice, ...], name: str, where: str) -> Iterator[FormFinding]:
    if len(choices) < 2:
        sentence = _(
            "“%(name)s” chỉ có %(count)d lựa chọn: cần ít nhất hai.", name=name, count=len(choices)
        )
        yield FormFinding(sentence, where)
    if any(not choice.label.strip() for choice in choices):
        yield FormFinding(_("“%(name)s” có lựa chọn chưa có nhãn.", name=name), where)
    for what in _repeated(fold(choice.label) for choice in choices if choice.label.strip()):
        label = next(choice.label for choice in choices if fold(choice.label) == what)
        sentence = _("“%(name)s” có hai lựa chọn cùng tên “%(label)s”.", name=name, label=label)
        yield FormFinding(sentence, where)
    if list(_repeated(choice.value for choice in choices)):
        yield FormFinding(_("“%(name)s” có hai lựa chọn cùng giá trị.", name=name), where)


def _of_pattern(field: Field, name: str, where: str) -> Iterator[FormFinding]:
    try:
        patterns.check(field.pattern)
    except patterns.BadPattern as bad:
        yield FormFinding(f"“{name}”: {_(str(bad))}", where)
        return
    if not field.example:
        sentence = _("“%(name)s” có mẫu phải theo nhưng chưa có ví dụ đúng mẫu.", name=name)
        yield FormFinding(sentence, where)
    elif not patterns.matches(field.pattern, field.example):
        sentence = _(
            "“%(name)s”: ví dụ “%(example)s” không đúng mẫu.", name=name, example=field.example
        )
        yield FormFinding(sentence, where)


def _twice(form: Form) -> Iterator[FormFinding]:
    """Keys must be unlike each other in the whole form; labels in one section."""
    everything = [one for field in all_fields(form) for one in (field, *expand(field))]
    keys = [one.key for one in dict.fromkeys(everything)]
    for key in _repeated(keys):
        yield FormFinding(_("Hai câu hỏi có cùng mã “%(key)s”.", key=key), f"field:{key}")
    for key in _repeated(section.key for section in form.sections):
        yield FormFinding(_("Hai phần có cùng mã “%(key)s”.", key=key), f"section:{key}")
    seen: dict[str, str] = {}
    for section in form.sections:
        here: set[str] = set()
        for field in leaves(section.fields):
            label = fold(field.label)
            if not label or field.kind is FieldKind.EXPLANATION:
                continue
            where = f"field:{field.key}"
            if label in here:
                sentence = _(
                    "Nhãn “%(label)s” dùng hai lần trong phần “%(title)s”.",
                    label=field.label,
                    title=section.title,
                )
                yield FormFinding(sentence, where)
            elif label in seen:
                sentence = _(
                    "Nhãn “%(label)s” dùng ở cả phần “%(first)s” và phần “%(second)s”; nên nói rõ "
                    "là của ai.",
                    label=field.label,
                    first=seen[label],
                    second=section.title,
                )
                yield FormFinding(sentence, where, is_fault=False)
            here.add(label)
            seen.setdefault(label, section.title)


def _too_hard(name: str, where: str) -> FormFinding:
    sentence = _(
        "“%(name)s”: lời viết khó đọc. Hãy tách thành câu ngắn, dùng từ quen thuộc.", name=name
    )
    return FormFinding(sentence, where, is_fault=False)


def _repeated(items: Iterable[Any]) -> Iterator[Any]:
    seen: set[Any] = set()
    told: set[Any] = set()
    for item in items:
        if item in seen and item not in told:
            told.add(item)
            yield item
        seen.add(item)


def _split(text: str, marks: str) -> list[str]:
    for mark in marks[1:]:
        text = text.replace(mark, marks[0])
    return text.split(marks[0])
