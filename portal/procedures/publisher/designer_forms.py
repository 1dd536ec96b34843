"""The designer's smaller forms: the name of the form, a section, who cannot use the procedure."""

from __future__ import annotations

from dataclasses import replace

from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional

from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.procedures.definitions import Exclusion, Form, Section
from portal.procedures.publisher.base_forms import PublisherForm
from portal.procedures.publisher.item_forms import new_key
from portal.procedures.publisher.rule_forms import RuleForm, rule_data, with_rules
from portal.web_forms import Required


class NameForm(PublisherForm):
    name = StringField(
        lazy_("Tên tờ khai"),
        description=lazy_("Đúng tên mẫu theo văn bản, ví dụ: Tờ khai đăng ký khai sinh"),
        validators=[Required(), Length(max=300)],
    )


class SectionForm(RuleForm):
    title = StringField(
        lazy_("Tên phần"),
        description=lazy_("Mỗi phần là một trang. Ví dụ: Người yêu cầu"),
        validators=[Required(), Length(max=200)],
    )
    hint = TextAreaField(
        lazy_("Lời dẫn ở đầu trang"),
        validators=[Optional(), Length(max=1000)],
        render_kw={"rows": 2},
    )

    def section(self, former: Section | None, taken: set[str]) -> Section:
        title = self.title.data or ""
        kept = former or Section(new_key(title, taken, "section"), "")
        only_if = self.read_rule("only")
        return replace(kept, title=title, hint=self.hint.data or "", only_if=only_if)


class ExclusionForm(RuleForm):
    sentence = TextAreaField(
        lazy_("Ông/Bà không dùng được thủ tục này vì …"),
        description=lazy_(
            "Viết tiếp câu trên, nói cả nơi nên đến. Ví dụ: trẻ đã có giấy khai sinh"
        ),
        validators=[Required(), Length(max=500)],
        render_kw={"rows": 2},
    )

    def exclusion(self, former: Exclusion | None, taken: set[str]) -> Exclusion:
        rule = self.read_rule("only")
        if rule is None:
            sentence = _("Hãy chọn khi nào: không điều kiện thì không ai dùng được thủ tục.")
            raise Invalid(sentence, {"only-join": sentence})
        words = (self.sentence.data or "").rstrip(".")
        key = former.key if former else new_key("loai_tru", taken, "exclusion")
        return Exclusion(key, rule, words)


def section_form(former: Section | None, before: Form, seen: str) -> SectionForm:
    only_if = former.only_if if former else None
    data = {"seen": seen, **rule_data("only", only_if, before)}
    if former:
        data |= {"title": former.title, "hint": former.hint}
    form: SectionForm = with_rules(SectionForm, {"only": lazy_("Phần này hiện ra khi")})(data=data)
    form.offer(before, {"only": only_if})
    return form


def exclusion_form(former: Exclusion | None, whole: Form, seen: str) -> ExclusionForm:
    only_if = former.only_if if former else None
    data = {"seen": seen, **rule_data("only", only_if, whole)}
    if former:
        data["sentence"] = former.sentence
    form: ExclusionForm = with_rules(ExclusionForm, {"only": lazy_("Khi nào")})(data=data)
    form.offer(whole, {"only": only_if})
    return form
