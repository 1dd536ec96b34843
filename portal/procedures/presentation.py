"""A version's parts as the catalogue's pages say them. Pure but for the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.i18n import _, lazy_, money
from portal.procedures.audiences import Audience
from portal.procedures.definitions import (
    AuthorityLevel,
    Channel,
    ChannelNote,
    Documents,
    FeeItem,
    Fees,
    Limits,
    ProcedureCase,
    RequiredDocument,
    ServiceLevel,
)
from portal.procedures.fees import amount
from portal.working_time import BadLimit, Limit

# Short name, what a person can do through the web, colour of the tag.
LEVELS = {
    ServiceLevel.FULL: (
        lazy_("Toàn trình"),
        lazy_("Làm hết trên mạng: nộp hồ sơ, trả phí và nhận kết quả, không phải đến quầy."),
        "green",
    ),
    ServiceLevel.PARTIAL: (
        lazy_("Một phần"),
        lazy_("Khai và nộp hồ sơ trên mạng; đến quầy để trả phí hoặc nhận kết quả."),
        "blue",
    ),
    ServiceLevel.INFORMATION: (
        lazy_("Xem thông tin"),
        lazy_("Trên mạng chỉ xem hướng dẫn; hồ sơ nộp tại quầy hoặc gửi qua bưu chính."),
        "grey",
    ),
}
AUTHORITIES = {
    AuthorityLevel.MINISTRY: lazy_("Bộ, cơ quan trung ương"),
    AuthorityLevel.PROVINCE: lazy_("Cấp tỉnh"),
    AuthorityLevel.DISTRICT: lazy_("Cấp huyện (trước 1/7/2025)"),
    AuthorityLevel.COMMUNE: lazy_("Cấp xã, phường"),
    AuthorityLevel.OTHER: lazy_("Cơ quan khác"),
}
CHANNELS = {
    Channel.ONLINE: lazy_("Nộp trực tuyến"),
    Channel.DESK: lazy_("Nộp tại quầy"),
    Channel.POST: lazy_("Gửi qua bưu chính"),
}
FILTERS = {
    "sector": lazy_("lĩnh vực"),
    "level": lazy_("mức độ trực tuyến"),
    "authority": lazy_("cấp giải quyết"),
    "audience": lazy_("đối tượng"),
    "unit": lazy_("nơi giải quyết"),
}
# The importer's names of fields, as a publisher knows them.
FLAG_FIELDS = {
    "phi_le_phi": lazy_("Phí, lệ phí"),
    "thoi_han": lazy_("Thời hạn giải quyết"),
    "thanh_phan_ho_so": lazy_("Thành phần hồ sơ"),
    "can_cu_phap_ly": lazy_("Căn cứ pháp lý"),
    "cach_thuc_thuc_hien": lazy_("Cách thức thực hiện"),
    "ket_qua": lazy_("Kết quả"),
    "muc_do": lazy_("Mức độ trực tuyến"),
    "linh_vuc": lazy_("Lĩnh vực"),
    "cap_thuc_hien": lazy_("Cấp thực hiện"),
    "so_quyet_dinh": lazy_("Quyết định công bố"),
    "hieu_luc": lazy_("Hiệu lực"),
    "so_bo": lazy_("Số bộ hồ sơ"),
    "ma_goc": lazy_("Mã gốc"),
    "to_khai": lazy_("Tờ khai"),
    "quy_trinh": lazy_("Quy trình"),
}


@dataclass(frozen=True)
class LifeEvent:
    """Something that happens to a person; `links` are (words of a link, words to search)."""

    picture: str
    title: object
    links: tuple[tuple[object, str], ...]


AUDIENCES = {
    Audience.CITIZEN: lazy_("Người dân"),
    Audience.BUSINESS: lazy_("Doanh nghiệp, hộ kinh doanh"),
    Audience.ORGANISATION: lazy_("Cơ quan, tổ chức"),
}

LIFE_EVENTS = (
    LifeEvent(
        "child",
        lazy_("Sinh con"),
        (
            (lazy_("Đăng ký khai sinh"), "khai sinh"),
            (lazy_("Nhận cha, mẹ, con"), "nhận cha mẹ con"),
            (lazy_("Bản sao trích lục"), "trích lục hộ tịch"),
        ),
    ),
    LifeEvent(
        "wedding",
        lazy_("Kết hôn"),
        (
            (lazy_("Đăng ký kết hôn"), "đăng ký kết hôn"),
            (lazy_("Xác nhận tình trạng hôn nhân"), "tình trạng hôn nhân"),
        ),
    ),
    LifeEvent(
        "house",
        lazy_("Xây nhà, đất đai"),
        (
            (lazy_("Giấy phép xây dựng nhà"), "giấy phép xây dựng"),
            (lazy_("Quyền sử dụng đất"), "quyền sử dụng đất"),
        ),
    ),
    LifeEvent(
        "shop",
        lazy_("Mở cửa hàng, kinh doanh"),
        (
            (lazy_("Đăng ký hộ kinh doanh"), "hộ kinh doanh"),
            (lazy_("Bán lẻ rượu"), "bán lẻ rượu"),
        ),
    ),
    LifeEvent(
        "card",
        lazy_("Giấy tờ tùy thân"),
        (
            (lazy_("Giấy phép lái xe"), "giấy phép lái xe"),
            (lazy_("Phiếu lý lịch tư pháp"), "lý lịch tư pháp"),
            (lazy_("Căn cước"), "căn cước"),
        ),
    ),
    LifeEvent(
        "home",
        lazy_("Cư trú, chuyển chỗ ở"),
        (
            (lazy_("Đăng ký thường trú"), "thường trú"),
            (lazy_("Đăng ký tạm trú"), "tạm trú"),
        ),
    ),
    LifeEvent(
        "hand",
        lazy_("Trợ cấp, người có công"),
        (
            (lazy_("Giấy xác nhận khuyết tật"), "khuyết tật"),
            (lazy_("Hỗ trợ mai táng"), "mai táng"),
            (lazy_("Người có công"), "người có công"),
        ),
    ),
    LifeEvent(
        "stamp",
        lazy_("Sao y, chứng thực"),
        (
            (lazy_("Chứng thực bản sao"), "chứng thực bản sao"),
            (lazy_("Chứng thực chữ ký"), "chứng thực chữ ký"),
        ),
    ),
    LifeEvent(
        "candle",
        lazy_("Qua đời"),
        (
            (lazy_("Đăng ký khai tử"), "khai tử"),
            (lazy_("Hỗ trợ mai táng"), "mai táng"),
        ),
    ),
)


# --- long texts ---------------------------------------------------------------------------

_BULLET = re.compile(r"(?P<mark>[-–•*+]|o(?=\s))\s*(?=\S)")
# A long text on one line hides its own lists: "…như sau: - Bản chính; - Bản sao."
_HIDDEN_LINES = re.compile(r"(?<=[.;:])\s+(?=(?:[-–•+]\s+\S|Bước \d|[a-zđ]\)\s))")
_STEP = re.compile(r"(?:\d{1,2}[.)]\s*)?[-+*•]?\s*Bước\s*(?P<number>\d{1,2})\s*[:.)-]?\s*")
_LONG = 240


@dataclass
class Block:
    """A paragraph (`items` has one text) or a list of points."""

    is_list: bool
    items: list[str] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """A kept text as paragraphs and lists, every word of it in order; only the marks that made
    a line a list item are left out."""
    found: list[Block] = []
    for line in _lines(text):
        match = _BULLET.match(line)
        if match is None:
            found.append(Block(False, [line]))
        elif found and found[-1].is_list:
            found[-1].items.append(line[match.end() :])
        else:
            found.append(Block(True, [line[match.end() :]]))
    return found


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.replace(" • ", "\n• ").splitlines():
        line = line.strip()
        lines.extend(_HIDDEN_LINES.split(line) if len(line) > _LONG else [line] if line else [])
    return lines


# Remarks of a catalogue about the entry rather than about the matter.
_REMARK = re.compile(r"(?:Loại thủ tục|Cấp thực hiện)\s*:")


def summary_of(text: str) -> tuple[list[Block], list[str]]:
    """What the procedure is for, and apart from it the catalogue's own remarks."""
    lines = text.splitlines()
    remarks = [line for line in lines if _REMARK.match(line)]
    return blocks("\n".join(line for line in lines if line not in remarks)), remarks


def one_line(text: str) -> str:
    """A list as one sentence: "A; B; C"."""
    return "; ".join(item.rstrip(" ;.") for block in blocks(text) for item in block.items)


@dataclass
class Steps:
    """A way through the procedure. `steps` are numbered; `before` stands ahead of them. A text
    in which no steps were found is all in `before`."""

    name: str
    before: list[Block]
    steps: list[list[Block]]


def steps_of(case: ProcedureCase) -> Steps:
    """Number what the text itself numbers ("Bước 1 …"), or what was written as plain steps."""
    pieces = [piece for piece in case.steps if piece.strip()]
    numbers = [_STEP.match(piece) for piece in pieces]
    marked = [int(match["number"]) for match in numbers if match]
    if marked and marked == list(range(1, len(marked) + 1)):
        before: list[str] = []
        steps: list[str] = []
        for piece, match in zip(pieces, numbers, strict=True):
            if match:
                steps.append(piece[match.end() :])
            elif steps:
                steps[-1] += "\n" + piece
            else:
                before.append(piece)
        return Steps(case.name, blocks("\n".join(before)), [blocks(step) for step in steps])
    is_plain = len(pieces) > 1 and not any(_marks_itself(piece) for piece in pieces)
    if is_plain:
        return Steps(case.name, [], [blocks(piece) for piece in pieces])
    return Steps(case.name, blocks("\n".join(pieces)), [])


def _marks_itself(piece: str) -> bool:
    return bool(_BULLET.match(piece) or re.match(r"(?:\d{1,2}[.)]|[a-zđ]\))\s", piece))


# --- fees ---------------------------------------------------------------------------------


def cost(item: FeeItem, quantity: int) -> int:
    """What `quantity` units cost, in đồng. An item without a sum costs 0 here; ask
    `item.amount` first."""
    return amount(item, quantity) or 0


def fee_sum(item: FeeItem) -> str:
    """The sum in one line, "" where the source gives none as a number."""
    if item.amount is None:
        return ""
    if item.amount == 0 and not item.tiers:
        return _("Không thu")
    if item.per:
        return _("%(sum)s mỗi %(unit)s", sum=money(item.amount), unit=item.per)
    return money(item.amount)


def fee_tiers(item: FeeItem) -> list[str]:
    """Each tier in words, the cap, and an example worked out."""
    if not item.tiers:
        return []
    unit = item.per or _("đơn vị")
    tiers = sorted(item.tiers, key=lambda tier: tier.start)
    lines = []
    for tier, following in zip(tiers, [*tiers[1:], None], strict=True):
        if following is None:
            words = _("Từ %(unit)s thứ %(start)d trở đi: %(sum)s mỗi %(unit)s")
        elif following.start - 1 == tier.start:
            words = _("%(unit)s thứ %(start)d: %(sum)s")
        else:
            words = _("Từ %(unit)s thứ %(start)d đến %(unit)s thứ %(end)d: %(sum)s mỗi %(unit)s")
        line = words % {
            "unit": unit,
            "start": tier.start,
            "end": following.start - 1 if following else 0,
            "sum": money(tier.amount),
        }
        lines.append(line[0].upper() + line[1:])
    if item.cap is not None:
        lines.append(_("Nhiều nhất %(sum)s", sum=money(item.cap)))
    quantity = tiers[-1].start + 2
    lines.append(
        _(
            "Ví dụ: %(count)d %(unit)s thì trả %(sum)s",
            count=quantity,
            unit=unit,
            sum=money(cost(item, quantity)),
        )
    )
    return lines


def fee_facts(fees: Fees) -> list[str]:
    """The fees in at most three short lines, for the box at the head of the page."""
    if fees.is_free or (fees.items and all(x.amount == 0 and not x.tiers for x in fees.items)):
        return [_("Không mất tiền")]
    if len(fees.items) == 1 and fee_sum(fees.items[0]):
        return [fee_sum(fees.items[0])]
    named = [f"{x.name}: {fee_sum(x)}" for x in fees.items if fee_sum(x)]
    if named and len(fees.items) <= 3 and len(named) == len(fees.items):
        return named
    return [_("Tùy trường hợp, xem mục Phí, lệ phí")] if fees.items else []


def channel_notes(notes: Sequence[ChannelNote]) -> list[tuple[str, list[Block]]]:
    """The ways of handing in, each once, with all that is said about it."""
    texts: dict[Channel | None, list[str]] = {}
    for note in notes:
        texts.setdefault(note.channel, []).append(note.text)
    return [
        (str(CHANNELS[channel]) if channel else _("Chung"), blocks("\n".join(said)))
        for channel, said in texts.items()
    ]


# --- time limits, papers ------------------------------------------------------------------


@dataclass(frozen=True)
class LimitRow:
    channels: str
    limit: str
    case: str
    text: str


def limit_rows(limits: Limits) -> list[LimitRow]:
    """Each stated limit with the channels it holds for."""
    return [
        LimitRow(
            ", ".join(str(CHANNELS[c]) for c in item.channels) or _("Mọi cách nộp"),
            limit_label(item.limit),
            item.case,
            item.text
            if _has_letters(item.text) or not item.text
            else _("Quyết định công bố chỉ ghi “%(text)s”, không rõ đơn vị.", text=item.text),
        )
        for item in limits.items
    ]


def limit_facts(limits: Limits) -> list[str]:
    """The limits in a line; the details where they differ."""
    labels = list(dict.fromkeys(limit_label(x.limit) for x in limits.items if x.limit))
    if labels:
        if len(labels) <= 2:
            return [_(" hoặc ").join(labels)]
        return [_("Tùy trường hợp, xem mục Thời hạn")]
    texts = [item.text for item in limits.items if item.text]
    # A bare "1" without its unit says nothing to a reader in a hurry.
    if texts and len(texts[0]) <= 60 and _has_letters(texts[0]):
        return [texts[0]]
    return [_("Tùy trường hợp, xem mục Thời hạn")] if texts else []


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def limit_label(limit: str) -> str:
    """ "3 ngày làm việc" of "3wd"; "" of "". A limit no longer understood is shown as it is."""
    try:
        return Limit.parse(limit).label(_) if limit else ""
    except BadLimit:
        return limit


@dataclass(frozen=True)
class PaperGroup:
    """Papers that go together in one case, and which counts any of them states."""

    case: str
    papers: Sequence[RequiredDocument]
    columns: Sequence[tuple[str, str]]

    @property
    def is_remark(self) -> bool:
        """Words about the papers rather than papers: nothing is counted, nothing is a form."""
        return not self.columns and not any(
            p.condition or p.form_name or p.note for p in self.papers
        )


def counted_papers(documents: Documents) -> int:
    """How many papers there are, not counting remarks that stand among them."""
    return sum(
        bool(paper.originals or paper.certified_copies or paper.photocopies)
        for paper in documents.items
    )


def paper_groups(documents: Documents) -> list[PaperGroup]:
    cases: dict[str, list[RequiredDocument]] = {}
    for paper in documents.items:
        cases.setdefault(paper.case, []).append(paper)
    counts = (
        ("originals", _("Bản chính")),
        ("certified_copies", _("Bản sao chứng thực")),
        ("photocopies", _("Bản chụp")),
    )
    return [
        PaperGroup(
            case.lstrip("*-+ "),
            papers,
            [(name, label) for name, label in counts if any(getattr(p, name) for p in papers)],
        )
        for case, papers in cases.items()
    ]
