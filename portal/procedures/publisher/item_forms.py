"""The forms of one paper, fee, time limit or legal basis."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.procedures.condition_words import questions
from portal.procedures.definitions import (
    Channel,
    FeeItem,
    FeeKind,
    FeeTier,
    FieldKind,
    LegalBasis,
    Parts,
    RequiredDocument,
    TimeLimit,
    Waiver,
)
from portal.procedures.presentation import CHANNELS
from portal.procedures.publisher.base_forms import PublisherForm
from portal.procedures.publisher.condition_forms import ConditionedForm
from portal.procedures.publisher.labels import FEE_KINDS
from portal.procedures.publisher.waiver_forms import ROWS as WAIVERS
from portal.procedures.publisher.waiver_forms import (
    offer_waivers,
    read_waivers,
    waiver_data,
    waiver_fields,
)
from portal.vietnam import fold
from portal.web_forms import DateField, MoneyField, Required, WholeNumberField, choices
from portal.working_time import Limit, LimitUnit

TIER = re.compile(r"([0-9]{1,6})\s*[:=]\s*([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,12})\s*(?:đồng|đ)?")
LIMIT_UNITS = {
    "same_day": lazy_("Trong ngày"),
    LimitUnit.WORKING_DAYS.value: lazy_("ngày làm việc"),
    LimitUnit.CALENDAR_DAYS.value: lazy_("ngày (cả ngày nghỉ)"),
    LimitUnit.WORKING_HOURS.value: lazy_("giờ làm việc"),
    LimitUnit.MONTHS.value: lazy_("tháng"),
    "": lazy_("Chỉ nói bằng lời (mô tả bên dưới)"),
}


def new_key(name: str, taken: set[str], fallback: str) -> str:
    """A stable key from a name, unlike those taken."""
    base = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:40].strip("_") or fallback
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def channels_field() -> SelectMultipleField:
    return SelectMultipleField(
        lazy_("Áp dụng cho cách nộp"),
        description=lazy_("Không chọn gì: mọi cách nộp."),
        choices=choices((str(int(channel)), name) for channel, name in CHANNELS.items()),
        validators=[Optional()],
    )


class PaperForm(ConditionedForm):
    name = TextAreaField(
        lazy_("Tên giấy tờ"), validators=[Required(), Length(max=1000)], render_kw={"rows": 2}
    )
    originals = WholeNumberField(lazy_("Số bản chính"), validators=[Optional()], maximum=99)
    certified_copies = WholeNumberField(
        lazy_("Số bản sao chứng thực"), validators=[Optional()], maximum=99
    )
    photocopies = WholeNumberField(lazy_("Số bản chụp"), validators=[Optional()], maximum=99)
    is_required = BooleanField(lazy_("Bắt buộc phải có"))
    condition = StringField(
        lazy_("Cần khi nào, nói bằng lời"), validators=[Optional(), Length(max=500)]
    )
    case = StringField(
        lazy_("Trường hợp"),
        description=lazy_("Giấy tờ cùng trường hợp đứng chung một nhóm; để trống nếu chỉ có một."),
        validators=[Optional(), Length(max=500)],
    )
    form_name = StringField(lazy_("Tên mẫu đơn"), validators=[Optional(), Length(max=300)])
    from_store = BooleanField(lazy_("Lấy được từ kho giấy tờ của người nộp, không phải nộp lại"))
    result_of = StringField(
        lazy_("Là kết quả của thủ tục mã"),
        description=lazy_("Ví dụ 1.001193; để trống nếu không phải."),
        validators=[Optional(), Length(max=60)],
    )
    note = TextAreaField(
        lazy_("Ghi chú"), validators=[Optional(), Length(max=2000)], render_kw={"rows": 2}
    )
    sample_file = FileField(
        lazy_("Bản mẫu đã điền"), description=lazy_("PDF, JPG hoặc PNG; để người dân xem theo.")
    )
    without_sample = BooleanField(lazy_("Bỏ bản mẫu đang có"))
    sample = ""  # the hash of the file sent in, once the view has kept it

    @classmethod
    def data_of(cls, item: RequiredDocument, parts: Parts) -> dict[str, Any]:
        kept = ("name", "originals", "certified_copies", "photocopies", "condition", "case")
        return {
            **{name: getattr(item, name) for name in kept},
            **{name: getattr(item, name) for name in ("form_name", "from_store", "result_of")},
            "note": item.note,
            "is_required": item.required,
            **cls.condition_data(item.only_if, parts.form),
        }

    def item(self, former: RequiredDocument | None, taken: set[str]) -> RequiredDocument:
        name = self.name.data or ""
        base = former or RequiredDocument(new_key(name, taken, "paper"), name)
        return replace(
            base,
            name=name,
            originals=self.originals.data,
            certified_copies=self.certified_copies.data,
            photocopies=self.photocopies.data,
            required=self.is_required.data,
            condition=self.condition.data or "",
            case=self.case.data or "",
            form_name=self.form_name.data or "",
            from_store=self.from_store.data,
            result_of=self.result_of.data or "",
            note=self.note.data or "",
            only_if=self.read_condition(),
            sample=self.sample or ("" if self.without_sample.data else base.sample),
        )


class FeeForm(ConditionedForm):
    name = StringField(lazy_("Tên khoản thu"), validators=[Required(), Length(max=300)])
    kind = RadioField(lazy_("Loại"), choices=choices(FEE_KINDS.items()), validators=[Required()])
    amount = MoneyField(
        lazy_("Mức thu"),
        description=lazy_("0 là không thu; để trống nếu văn bản không nêu số tiền."),
        validators=[Optional()],
    )
    per = StringField(
        lazy_("Tính cho mỗi"),
        description=lazy_("Ví dụ: trang, bản. Để trống nếu thu một lần cho cả hồ sơ."),
        validators=[Optional(), Length(max=40)],
    )
    quantity_field = SelectField(lazy_("Số lượng lấy từ câu hỏi"), validators=[Optional()])
    times_field = SelectField(lazy_("Rồi nhân với câu hỏi"), validators=[Optional()])
    tiers = StringField(
        lazy_("Bậc thang"),
        description=lazy_("Từ đơn vị thứ mấy: mức thu. Ví dụ: 1: 2.000; 3: 1.000"),
        validators=[Optional(), Length(max=500)],
    )
    cap = MoneyField(lazy_("Nhiều nhất"), validators=[Optional()])
    channels = channels_field()
    exemptions = TextAreaField(
        lazy_("Ai được miễn, giảm"),
        validators=[Optional(), Length(max=2000)],
        render_kw={"rows": 2},
    )
    legal_basis = StringField(
        lazy_("Căn cứ"),
        description=lazy_("Điều, văn bản quy định mức thu. Thiếu căn cứ thì không công bố được."),
        validators=[Optional(), Length(max=500)],
    )
    note = TextAreaField(
        lazy_("Ghi chú"), validators=[Optional(), Length(max=2000)], render_kw={"rows": 2}
    )

    waivers: tuple[Waiver, ...] = ()  # those that stand, set before `offer`

    def waiver_rows(self) -> list[list[Any]]:
        """The inputs of each line."""
        names = ("name", "percent", "legal_basis", "field", "relation", "value")
        return [[self[f"waiver-{number}-{name}"] for name in names] for number in range(WAIVERS)]

    def offer(self, form: Any, now: Any) -> None:
        super().offer(form, now)
        offer_waivers(self, form, self.waivers)
        numbers = [
            (key, field.label)
            for key, field in questions(form).items()
            if field.kind is FieldKind.NUMBER and not field.decimals
        ]
        for field in (self.quantity_field, self.times_field):
            gone = [
                (field.data, _("(không còn trong tờ khai) %(key)s", key=field.data))
                for _once in (1,)
                if field.data and field.data not in dict(numbers)
            ]
            field.choices = choices([("", _("Không")), *numbers, *gone])

    @classmethod
    def data_of(cls, item: FeeItem, parts: Parts) -> dict[str, Any]:
        kept = ("name", "amount", "per", "quantity_field", "times_field", "cap", "exemptions")
        return {
            **{name: getattr(item, name) for name in kept},
            "kind": item.kind.value,
            "tiers": "; ".join(f"{t.start}: {t.amount:,}".replace(",", ".") for t in item.tiers),
            "channels": [str(int(channel)) for channel in item.channels],
            "legal_basis": item.legal_basis,
            "note": item.note,
            **cls.condition_data(item.only_if, parts.form),
            **waiver_data(item.waivers, parts.form),
        }

    def item(self, former: FeeItem | None, taken: set[str]) -> FeeItem:
        name = self.name.data or ""
        base = former or FeeItem(new_key(name, taken, "fee"), name)
        tiers = read_tiers(self.tiers.data or "")
        if tiers and not self.quantity_field.data:
            sentence = _("Bậc thang cần câu hỏi cho biết số lượng.")
            raise Invalid(sentence, {"quantity_field": sentence})
        return replace(
            base,
            name=name,
            kind=FeeKind(self.kind.data),
            amount=self.amount.data,
            per=self.per.data or "",
            quantity_field=self.quantity_field.data or "",
            times_field=self.times_field.data or "",
            tiers=tiers,
            cap=self.cap.data,
            channels=_channels(self.channels.data),
            exemptions=self.exemptions.data or "",
            legal_basis=self.legal_basis.data or "",
            note=self.note.data or "",
            only_if=self.read_condition(),
            waivers=read_waivers(self, base.waivers),
        )


for _name, _field in waiver_fields().items():
    setattr(FeeForm, _name, _field)


class LimitForm(ConditionedForm):
    unit = RadioField(lazy_("Thời hạn"), choices=choices(LIMIT_UNITS.items()))
    amount = WholeNumberField(
        lazy_("Số"), validators=[Optional()], minimum=1, maximum=999, render_kw={"size": 4}
    )
    channels = channels_field()
    case = StringField(
        lazy_("Trường hợp"),
        description=lazy_("Ví dụ: cần xác minh; để trống nếu là thời hạn chung."),
        validators=[Optional(), Length(max=500)],
    )
    text = TextAreaField(
        lazy_("Mô tả"), validators=[Optional(), Length(max=2000)], render_kw={"rows": 3}
    )

    @classmethod
    def data_of(cls, item: TimeLimit, parts: Parts) -> dict[str, Any]:
        unit, amount = "", None
        if item.limit:
            limit = Limit.parse(item.limit)
            unit, amount = limit.unit.value, limit.amount
            if limit.is_same_day:
                unit, amount = "same_day", None
        return {
            "unit": unit,
            "amount": amount,
            "channels": [str(int(channel)) for channel in item.channels],
            "case": item.case,
            "text": item.text,
            **cls.condition_data(item.only_if, parts.form),
        }

    def item(self, former: TimeLimit | None, taken: set[str]) -> TimeLimit:
        unit, limit = self.unit.data, ""
        if unit == "same_day":
            limit = "0wd"
        elif unit:
            if not self.amount.data:
                sentence = _("Hãy viết số ngày, giờ hoặc tháng.")
                raise Invalid(sentence, {"amount": sentence})
            limit = f"{self.amount.data}{unit}"
        elif not self.text.data:
            sentence = _("Hãy chọn một thời hạn, hoặc mô tả bằng lời.")
            raise Invalid(sentence, {"text": sentence})
        return TimeLimit(
            limit,
            _channels(self.channels.data),
            self.case.data or "",
            self.text.data or "",
            self.read_condition(),
        )


class LawForm(PublisherForm):
    title = TextAreaField(
        lazy_("Tên văn bản"),
        description=lazy_("Ví dụ: Luật Hộ tịch"),
        validators=[Required(), Length(max=1000)],
        render_kw={"rows": 2},
    )
    number = StringField(lazy_("Số, ký hiệu"), validators=[Optional(), Length(max=100)])
    issued_on = DateField(lazy_("Ngày ban hành"), validators=[Optional()])
    issuer = StringField(lazy_("Cơ quan ban hành"), validators=[Optional(), Length(max=200)])

    @classmethod
    def data_of(cls, item: LegalBasis, parts: Parts) -> dict[str, Any]:
        return {
            "title": item.title,
            "number": item.number,
            "issued_on": item.issued_on,
            "issuer": item.issuer,
        }

    def item(self, former: LegalBasis | None, taken: set[str]) -> LegalBasis:
        return LegalBasis(
            self.number.data or "",
            self.title.data or "",
            self.issued_on.data,
            self.issuer.data or "",
        )


class SetsForm(PublisherForm):
    sets = WholeNumberField(lazy_("Số bộ hồ sơ"), validators=[Optional()], minimum=1, maximum=20)


class FreeForm(PublisherForm):
    is_free = BooleanField(lazy_("Văn bản nói rõ: không thu phí, lệ phí"))


def read_tiers(text: str) -> tuple[FeeTier, ...]:
    """ "1: 2.000; 3: 1.000" as tiers. Raises Invalid naming the piece that is not understood."""
    tiers: list[FeeTier] = []
    for piece in filter(None, (one.strip() for one in re.split(r"[;\n]", text))):
        found = TIER.fullmatch(piece)
        if found is None:
            sentence = _("Không hiểu bậc “%(piece)s”. Hãy viết như 3: 1.000", piece=piece)
            raise Invalid(sentence, {"tiers": sentence})
        tier = FeeTier(int(found[1]), int(found[2].replace(".", "")))
        if tier.start < 1 or any(other.start == tier.start for other in tiers):
            sentence = _("Bậc “%(piece)s” trùng hoặc không đúng thứ tự.", piece=piece)
            raise Invalid(sentence, {"tiers": sentence})
        tiers.append(tier)
    return tuple(sorted(tiers, key=lambda tier: tier.start))


def _channels(chosen: list[str] | None) -> tuple[Channel, ...]:
    return tuple(sorted(Channel(int(value)) for value in chosen or ()))
