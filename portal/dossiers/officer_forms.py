"""The forms officers fill in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from portal import clock
from portal.dossiers import answers, certifying, labels
from portal.dossiers.certifying import Certified
from portal.dossiers.intake import PaperCount
from portal.dossiers.models import Attachment, DeliveryMethod, Dossier
from portal.dossiers.reception.models import PaperFacts
from portal.dossiers.workflow import Outcome
from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.payments.labels import WAYS
from portal.payments.models import DESK_WAYS, Way
from portal.procedures.blocks import leaves
from portal.procedures.conditions import every
from portal.procedures.definitions import Field, FieldKind, Section
from portal.procedures.models import ProcedureVersion
from portal.vietnam import check_personal_number
from portal.web_forms import (
    PortalForm,
    Required,
    WholeNumberField,
    choices,
)

LONG = 2000


class ActForm(PortalForm):
    """Any act on a dossier: `version` is the one the officer was looking at."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def show(self, refusal: Invalid) -> None:
        """Put what an act found wrong beside the fields it names."""
        named = {name: text for name, text in refusal.errors.items() if name in self}
        for name, text in named.items():
            self[name].errors = [*self[name].errors, text]
        if not named:
            self.form_errors.append(refusal.sentence)


class ReasonForm(ActForm):
    reason = TextAreaField(
        lazy_("Lý do"), validators=[Required(), Length(max=LONG)], render_kw={"rows": 5}
    )


class RescheduleForm(PortalForm):
    """`seen` is the list of appointments the administrator was looking at."""

    seen = HiddenField()
    reason = TextAreaField(
        lazy_("Lý do đổi ngày hẹn"), validators=[Required(), Length(max=500)], render_kw={"rows": 3}
    )


class CollectForm(ActForm):
    """Money taken at the desk before the result is handed over."""

    fee_way = RadioField(
        lazy_("Cách thu tiền"),
        choices=choices((way.value, WAYS[way]) for way in DESK_WAYS),
        validators=[Required()],
    )
    note = StringField(
        lazy_("Số phiếu máy thẻ hoặc số giao dịch"),
        description=lazy_("Nếu thu bằng thẻ hoặc chuyển khoản; in vào biên lai."),
        validators=[Optional(), Length(max=100)],
    )


class NoteForm(ActForm):
    note = TextAreaField(
        lazy_("Ghi chú cho đồng nghiệp"),
        description=lazy_("Công dân không nhìn thấy ghi chú này."),
        validators=[Required(), Length(max=LONG)],
        render_kw={"rows": 3},
    )


class RemarkForm(ActForm):
    note = TextAreaField(
        lazy_("Ý kiến kèm theo"), validators=[Optional(), Length(max=LONG)], render_kw={"rows": 3}
    )


class SupplementForm(ActForm):
    """Which papers, and what is wrong with each: `supplement_form` adds a "text-<key>" a paper."""

    documents = SelectMultipleField(
        lazy_("Giấy tờ cần bổ sung"),
        description=lazy_("Đánh dấu đủ mọi giấy tờ: chỉ được yêu cầu một lần."),
    )
    fields = SelectMultipleField(
        lazy_("Mục của tờ khai cần khai lại"),
        description=lazy_("Người nộp sửa đúng những mục này; quầy thấy điều cũ và điều mới."),
    )
    reason = TextAreaField(
        lazy_("Lý do"),
        description=lazy_("Căn cứ và lý do chung, in vào phiếu gửi người nộp."),
        validators=[Required(), Length(max=LONG)],
        render_kw={"rows": 4},
    )

    def validate_documents(self, field: SelectMultipleField) -> None:
        """A text whose paper is not ticked would be lost without a word."""
        if not field.data and not self.fields.data:
            raise ValidationError(_("Hãy chọn giấy tờ hoặc mục tờ khai cần bổ sung"))
        for choice in field.choices or []:
            if self[f"text-{choice.value}"].data and choice.value not in (field.data or []):
                raise ValidationError(
                    _(
                        "Đã ghi nội dung cho “%(paper)s” nhưng chưa đánh dấu giấy tờ này",
                        paper=choice.label,
                    )
                )

    def items(self) -> list[dict[str, Any]]:
        """As SupplementRequest keeps them."""
        chosen = self.documents.data or []
        return [
            {
                "document_key": choice.value,
                "name": str(choice.label),
                "text": self[f"text-{choice.value}"].data or "",
            }
            for choice in self.documents.choices or []
            if choice.value in chosen
        ] + [
            {
                "document_key": "",
                "field_key": choice.value,
                "name": _("Tờ khai: %(field)s", field=choice.label),
                "text": "",
            }
            for choice in self.fields.choices or []
            if choice.value in (self.fields.data or [])
        ]


def supplement_form(
    dossier: Dossier, base: type[SupplementForm] = SupplementForm
) -> SupplementForm:
    """Over the papers of the dossier's version and, last, the form itself (key "form")."""
    names = {d.key: d.name for d in dossier.procedure_version.parts.documents.items}
    names["form"] = _("Nội dung tờ khai")
    texts = {
        f"text-{key}": StringField(
            lazy_("Cần bổ sung, sửa điều gì"), validators=[Optional(), Length(max=500)]
        )
        for key in names
    }
    kind: type[SupplementForm] = type("PapersSupplementForm", (base,), texts)
    form = kind(data={"version": str(dossier.version)})
    form.documents.choices = choices(names.items())
    form.fields.choices = choices(
        (field.key, f"{section.title} – {field.label}")
        for section in dossier.procedure_version.parts.form.sections
        for field in section.fields
        if field.kind is not FieldKind.EXPLANATION
    )
    return form


class HandOverForm(ActForm):
    recipient = StringField(
        lazy_("Họ tên người nhận kết quả"), validators=[Required(), Length(max=200)]
    )
    identity = StringField(
        lazy_("Số định danh hoặc hộ chiếu"), validators=[Optional(), Length(max=20)]
    )
    fee_way = RadioField(
        lazy_("Cách thu phí, lệ phí"),
        choices=choices((way.value, WAYS[way]) for way in DESK_WAYS),
        validators=[Optional()],
    )

    @property
    def chosen_way(self) -> Way | None:
        return Way(self.fee_way.data) if self.fee_way.data else None

    def validate_identity(self, field: StringField) -> None:
        if field.data and field.data.isdigit():
            try:
                check_personal_number(field.data)
            except ValueError as fault:
                raise ValidationError(_(str(fault))) from None


def draft_form(dossier: Dossier, content: dict[str, Any], formdata: Any = None) -> Any:
    """The draft of a result: the outcome, every answer the result is printed from, and a remark.

    Field names of answers are prefixed "value-"."""
    form = dossier.procedure_version.parts.form
    words = answers.words_by_key(form, dossier.answers, dossier.answered_on)
    values = {**words, **content.get("values", {})}
    fields: dict[str, Any] = {
        "outcome": RadioField(
            lazy_("Kết quả đề nghị"),
            choices=choices((outcome.value, labels.OUTCOMES[outcome]) for outcome in Outcome),
            validators=[Required()],
        ),
        "remark": TextAreaField(
            lazy_("Lý do từ chối, hoặc nội dung ghi thêm"),
            validators=[Length(max=LONG)],
            render_kw={"rows": 3},
        ),
    }
    scan = content.get("scan", {})
    chosen = str(scan.get("attachment_id", ""))
    if dossier.procedure_version.parts.result.certifies_copies:
        offered = certifying.scans_of(dossier)
        fields |= _certifying_fields(offered)
        if not content and offered and dossier.delivery_method is DeliveryMethod.ONLINE:
            chosen = str(offered[0][0].id)
    for field in printed_fields(dossier.procedure_version):
        fields[f"value-{field.key}"] = StringField(
            field.label, validators=[Optional(), Length(max=500)]
        )
    data = {
        "outcome": content.get("outcome", Outcome.GRANTED.value),
        "remark": content.get("remark", ""),
        "version": str(dossier.version),
        "scan": chosen,
        "original": scan.get("name", "") or words.get("document_name", ""),
        **{f"value-{key}": value for key, value in values.items()},
    }
    return type("DraftForm", (ActForm,), fields)(formdata=formdata, data=data)


def _certifying_fields(scans: list[tuple[Attachment, PaperFacts]]) -> dict[str, Any]:
    return {
        "scan": RadioField(
            lazy_("Bản sao điện tử có chứng thực"),
            description=lazy_("Chọn bản quét bản chính do Bộ phận Một cửa thực hiện."),
            choices=choices(
                [
                    ("", lazy_("Không; cấp lời chứng cho bản giấy")),
                    *((str(one.id), _scan_in_words(one, facts)) for one, facts in scans),
                ]
            ),
            validators=[Optional()],
        ),
        "original": StringField(
            lazy_("Tên bản chính"),
            description=lazy_("Ghi vào sổ chứng thực, ví dụ: Bằng tốt nghiệp đại học"),
            validators=[Optional(), Length(max=200)],
        ),
        "compared": BooleanField(
            lazy_(
                "Tôi đã đối chiếu bản quét với bản chính do người yêu cầu xuất trình; bản chính không "
                "thuộc trường hợp không được chứng thực (Nghị định 23/2015/NĐ-CP, Điều 22)"
            )
        ),
    }


def _scan_in_words(scan: Attachment, facts: PaperFacts) -> str:
    words = _(
        "%(name)s, %(pages)d trang, quét lúc %(moment)s",
        name=scan.name,
        pages=facts.pages,
        moment=f"{clock.local(scan.added_at):%H:%M %d/%m/%Y}",
    )
    faults = ", ".join(
        _("trang %(page)d: %(fault)s", page=one["page"], fault=labels.SCAN_FAULTS[one["kind"]])
        for one in facts.faults
    )
    return f"{words} ({faults})" if faults else words


def certified_of(form: Any) -> Certified | None:
    """What the draft's form says of a certified copy; None for a paper one."""
    if "scan" not in form or not (form.scan.data or "").isdecimal():
        return None
    return Certified(int(form.scan.data), form.original.data or "", bool(form.compared.data))


def corrected_values(dossier: Dossier, form: Any) -> dict[str, str]:
    """The values of the draft that differ from what the citizen answered."""
    words = answers.words_by_key(
        dossier.procedure_version.parts.form, dossier.answers, dossier.answered_on
    )
    return {
        field.key: form[f"value-{field.key}"].data or ""
        for field in printed_fields(dossier.procedure_version)
        if (form[f"value-{field.key}"].data or "") != words.get(field.key, "")
    }


def printed_fields(version: ProcedureVersion) -> list[Field]:
    """Fields whose answer the result's template prints."""
    return [field for section in printed_sections(version) for field in section.fields]


def printed_sections(version: ProcedureVersion) -> list[Section]:
    """The same under the titles of the form: a name is the child's, or the mother's."""
    printed = set(re.findall(r"answers\.(\w+)", version.parts.result.template))
    sections = (
        replace(s, fields=tuple(f for f in leaves(s.fields) if f.key in printed))
        for s in version.parts.form.sections
    )
    return [section for section in sections if section.fields]


def questions_at_desk(version: ProcedureVersion) -> Section:
    """All questions as one section, none required but what the fee is counted by: the paper form
    is there, and what the result needs can be completed by the specialist."""
    items = version.parts.fees.items
    counted = {key for item in items for key in (item.quantity_field, item.times_field)}
    return Section(
        key="questions",
        title=version.parts.form.name,
        fields=tuple(
            _at_desk(field, section, is_counted=field.key in counted)
            for section in version.parts.form.sections
            for field in section.fields
        ),
    )


def _at_desk(field: Field, section: Section, *, is_counted: bool) -> Field:
    joined = [one for one in (section.only_if, field.only_if) if one is not None]
    return replace(
        field,
        required=field.required and is_counted,
        only_if=every(*joined) if joined else None,
        minimum=None if field.kind is FieldKind.GROUP else field.minimum,
        members=tuple(replace(member, required=False) for member in field.members),
    )


COUNT_KINDS = {
    "originals": lazy_("Bản chính"),
    "certified_copies": lazy_("Bản chứng thực"),
    "photocopies": lazy_("Bản photo"),
}


def counts_form(version: ProcedureVersion, formdata: Any = None) -> Any:
    """How many copies of each paper were handed over: `<document key>-<kind>`."""
    fields: dict[str, Any] = {}
    expected: dict[str, int] = {}
    for document in version.parts.documents.items:
        for kind, label in COUNT_KINDS.items():
            name = f"{document.key}-{kind}"
            fields[name] = WholeNumberField(
                label,
                validators=[
                    Optional(),
                    NumberRange(0, 999, lazy_("Hãy nhập một số từ 0 đến 999")),
                ],
                render_kw={"aria-label": f"{document.name}: {label}"},
            )
            expected[name] = (getattr(document, kind) or 0) if document.required else 0
    kind_of_form = type("CountsForm", (PortalForm,), fields)
    return kind_of_form(formdata=formdata, prefix="papers-", data=expected)


def paper_counts(version: ProcedureVersion, form: Any) -> dict[str, PaperCount]:
    return {
        document.key: PaperCount(
            **{kind: form[f"{document.key}-{kind}"].data or 0 for kind in COUNT_KINDS}
        )
        for document in version.parts.documents.items
    }
