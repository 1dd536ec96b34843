"""The forms of the guidance people read, and of the result with its template."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional, Regexp

from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.procedures.definitions import (
    AskedOften,
    Channel,
    ChannelNote,
    Guidance,
    ProcedureCase,
    ResultDefinition,
)
from portal.procedures.publisher.base_forms import PublisherForm
from portal.template_text import MAX_SOURCE
from portal.web_forms import choices as as_choices

LONG, LINE = 20_000, 1000
CASE_MARK = "##"
MOST_ASKED = 50


def _long(label: Any, description: Any = "", rows: int = 4) -> TextAreaField:
    return TextAreaField(
        label,
        description=description,
        validators=[Optional(), Length(max=LONG)],
        render_kw={"rows": rows},
    )


def _line(label: Any, description: Any = "") -> StringField:
    return StringField(label, description=description, validators=[Optional(), Length(max=LINE)])


class GuidanceForm(PublisherForm):
    summary = _long(lazy_("Thủ tục này để làm gì"), lazy_("Một, hai câu bằng lời thường."))
    steps = _long(
        lazy_("Các bước thực hiện"),
        lazy_(
            "Mỗi dòng một bước. Có nhiều trường hợp thì trước các bước của mỗi trường hợp viết một "
            "dòng bắt đầu bằng ##, ví dụ: ## Khi nộp hộ người khác."
        ),
        rows=8,
    )
    online = _long(lazy_("Nộp trực tuyến"), rows=2)
    desk = _long(lazy_("Nộp tại quầy"), rows=2)
    post = _long(lazy_("Gửi qua bưu chính"), rows=2)
    applicants = _long(lazy_("Ai được làm thủ tục này"), lazy_("Mỗi dòng một đối tượng."), rows=3)
    conditions = _long(lazy_("Yêu cầu, điều kiện"))
    least_level = RadioField(
        lazy_("Mức độ xác thực khi nộp trực tuyến"),
        description=lazy_(
            "Người nộp phải đăng nhập bằng tài khoản định danh điện tử từ mức này trở lên."
        ),
        choices=as_choices(
            [
                ("0", lazy_("Không yêu cầu")),
                ("1", lazy_("Mức độ 1")),
                ("2", lazy_("Mức độ 2")),
            ]
        ),
        validators=[Optional()],
    )
    performing_authority = _line(lazy_("Cơ quan thực hiện"))
    deciding_authority = _line(lazy_("Cơ quan quyết định"))
    authorised_body = _line(lazy_("Cơ quan được ủy quyền"))
    coordinating_body = _line(lazy_("Cơ quan phối hợp"))
    addresses = _long(lazy_("Địa chỉ tiếp nhận"), lazy_("Mỗi dòng một nơi."), rows=2)
    related = _long(lazy_("Thủ tục liên quan"), rows=2)
    asked = _long(
        lazy_("Hỏi đáp"),
        lazy_(
            "Điều người dân hay hỏi. Mỗi câu hỏi viết trên một dòng bắt đầu bằng ##, câu trả lời "
            "viết ở các dòng dưới. Ví dụ: ## Ông bà đi khai sinh thay được không?"
        ),
        rows=8,
    )
    keywords = _line(
        lazy_("Từ người dân hay tìm"), lazy_("Ngăn bằng dấu phẩy, ví dụ: làm giấy khai sinh")
    )

    @classmethod
    def data_of(cls, now: Guidance) -> dict[str, Any]:
        by_channel = {note.channel: note.text for note in now.channels}
        plain = (
            "summary", "conditions", "performing_authority", "deciding_authority",
            "authorised_body", "coordinating_body", "related", "keywords",
        )  # fmt: skip
        return {
            **{name: getattr(now, name) for name in plain},
            "least_level": str(now.least_level),
            "steps": written_steps(now.cases),
            "online": by_channel.get(Channel.ONLINE, ""),
            "desk": by_channel.get(Channel.DESK, ""),
            "post": by_channel.get(Channel.POST, ""),
            "applicants": "\n".join(now.applicants),
            "addresses": "\n".join(now.addresses),
            "asked": written_asked(now.asked),
        }

    def part(self, now: Guidance) -> Guidance:
        """The guidance as written; notes without a channel stay as the source had them. Raises
        Invalid for a question without its answer."""
        former = self.data_of(now)
        fields = (
            (Channel.ONLINE, self.online),
            (Channel.DESK, self.desk),
            (Channel.POST, self.post),
        )
        notes = tuple(ChannelNote(c, field.data) for c, field in fields if field.data)
        others = tuple(note for note in now.channels if note.channel is None)
        silent = tuple(note for note in now.channels if note.channel is not None and not note.text)
        said = {note.channel for note in notes}
        kept = (*notes, *(note for note in silent if note.channel not in said), *others)
        are_notes_unchanged = all(
            (field.data or "") == former[name]
            for name, field in (("online", self.online), ("desk", self.desk), ("post", self.post))
        )
        are_steps_unchanged = (self.steps.data or "") == former["steps"].strip()
        return replace(
            now,
            summary=self.summary.data or "",
            cases=now.cases if are_steps_unchanged else read_steps(self.steps.data or ""),
            channels=now.channels if are_notes_unchanged else kept,
            applicants=_lines(self.applicants.data),
            conditions=self.conditions.data or "",
            addresses=_lines(self.addresses.data),
            performing_authority=self.performing_authority.data or "",
            deciding_authority=self.deciding_authority.data or "",
            authorised_body=self.authorised_body.data or "",
            coordinating_body=self.coordinating_body.data or "",
            related=self.related.data or "",
            keywords=self.keywords.data or "",
            asked=read_asked(self.asked.data or ""),
            least_level=int(self.least_level.data or 0),
        )


class ResultForm(PublisherForm):
    names = _long(
        lazy_("Người dân nhận được gì"), lazy_("Tên mỗi giấy tờ kết quả trên một dòng."), rows=2
    )
    title = _line(lazy_("Tên in trên văn bản kết quả"), lazy_("Chữ in hoa, ví dụ: GIẤY KHAI SINH"))
    symbol = _line(
        lazy_("Ký hiệu sau số văn bản"), lazy_("Ví dụ: GKS-UBND, in thành Số: 05/GKS-UBND")
    )
    signer_title = _line(lazy_("Chức danh người ký"), lazy_("Ví dụ: CHỦ TỊCH"))
    valid_for = StringField(
        lazy_("Kết quả có giá trị trong bao lâu"),
        description=lazy_(
            "Kể từ ngày cấp: 6m là 6 tháng, 30d là 30 ngày. Để trống nếu không có hạn."
        ),
        validators=[
            Optional(),
            Regexp(r"[1-9][0-9]{0,2}[dm]\Z", message=lazy_("Hãy viết như 6m hoặc 30d")),
        ],
    )
    certifies_copies = BooleanField(
        lazy_("Kết quả có thể là bản sao điện tử có chứng thực từ bản chính"),
        description=lazy_(
            "Chuyên viên chọn bản quét của quầy; lời chứng theo Thông tư 01/2020/TT-BTP do cổng in."
        ),
    )
    template = TextAreaField(
        lazy_("Nội dung văn bản kết quả"),
        description=lazy_("Viết bằng thẻ p, b, table…; chỗ cần điền đặt giữa hai ngoặc nhọn."),
        validators=[Optional(), Length(max=MAX_SOURCE)],
        render_kw={"rows": 16, "spellcheck": "false"},
    )
    refusal = TextAreaField(
        lazy_("Nội dung thông báo từ chối giải quyết"),
        description=lazy_("Để trống thì dùng mẫu chung. Lý do từ chối là {{ remark }}."),
        validators=[Optional(), Length(max=MAX_SOURCE)],
        render_kw={"rows": 8, "spellcheck": "false"},
    )

    @classmethod
    def data_of(cls, now: ResultDefinition) -> dict[str, Any]:
        plain = (
            "title", "symbol", "signer_title", "valid_for", "certifies_copies", "template", "refusal",
        )  # fmt: skip
        return {**{name: getattr(now, name) for name in plain}, "names": "\n".join(now.names)}

    def part(self, now: ResultDefinition) -> ResultDefinition:
        return replace(
            now,
            names=_lines(self.names.data),
            title=self.title.data or "",
            symbol=self.symbol.data or "",
            signer_title=self.signer_title.data or "",
            valid_for=self.valid_for.data or "",
            certifies_copies=bool(self.certifies_copies.data),
            template=_kept(self.template.data, now.template),
            refusal=_kept(self.refusal.data, now.refusal),
        )


class LetterForm(PublisherForm):
    """The wording of one letter beside the result."""

    wording = TextAreaField(
        lazy_("Lời thư"),
        description=lazy_(
            "Phần đầu, bảng giấy tờ và chỗ ký theo mẫu của Nhà nước, cổng tự in. Để trống thì dùng "
            "lời chung của mẫu."
        ),
        validators=[Optional(), Length(max=MAX_SOURCE)],
        render_kw={"rows": 14, "spellcheck": "false"},
    )


def read_steps(text: str) -> tuple[ProcedureCase, ...]:
    """Lines as steps, by cases."""
    cases: list[tuple[str, list[str]]] = []
    for line in _lines(text):
        if line.startswith(CASE_MARK):
            cases.append((line.lstrip("# "), []))
        else:
            if not cases:
                cases.append(("", []))
            cases[-1][1].append(line)
    return tuple(ProcedureCase(name, tuple(steps)) for name, steps in cases)


def written_steps(cases: tuple[ProcedureCase, ...]) -> str:
    """What read_steps reads; steps of several lines come apart."""
    lines: list[str] = []
    for case in cases:
        if case.name:
            lines.append(f"{CASE_MARK} {case.name}")
        lines += case.steps
    return "\n".join(lines)


def read_asked(text: str) -> tuple[AskedOften, ...]:
    """Lines as questions and answers. Raises Invalid for one without the other."""
    asked: list[tuple[str, list[str]]] = []
    for line in _lines(text):
        if line.startswith(CASE_MARK):
            asked.append((line.lstrip("# "), []))
        elif asked:
            asked[-1][1].append(line)
        else:
            sentence = _("Dòng đầu phải là một câu hỏi, bắt đầu bằng ##.")
            raise Invalid(sentence, {"asked": sentence})
    for question, answer in asked:
        if not question or not answer:
            sentence = (
                _("Câu hỏi “%(question)s” chưa có câu trả lời ở dòng dưới.", question=question)
                if question
                else _("Có một dòng ## chưa viết câu hỏi.")
            )
            raise Invalid(sentence, {"asked": sentence})
    if len({question for question, _answer in asked}) < len(asked):
        sentence = _("Có hai câu hỏi giống nhau.")
        raise Invalid(sentence, {"asked": sentence})
    if len(asked) > MOST_ASKED:
        sentence = _("Nhiều nhất %(count)d câu hỏi.", count=MOST_ASKED)
        raise Invalid(sentence, {"asked": sentence})
    return tuple(AskedOften(question, "\n".join(answer)) for question, answer in asked)


def written_asked(asked: tuple[AskedOften, ...]) -> str:
    """What read_asked reads."""
    return "\n\n".join(f"{CASE_MARK} {one.question}\n{one.answer}" for one in asked)


def _kept(text: str | None, former: str) -> str:
    """As it stood when nothing but the space around it differs."""
    return former if (text or "") == former.strip() else text or ""


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
