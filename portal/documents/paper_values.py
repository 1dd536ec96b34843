"""What each printed paper says, as plain values; `papers` prints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from portal.documents.sheets import Sheet


class PaperKind(StrEnum):
    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    DECLINE = "decline"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL_SHEET = "control_sheet"
    REGISTER = "register"
    HANDOVER_SLIP = "handover_slip"
    FEE_RECEIPT = "fee_receipt"
    MINUTES = "minutes"
    HANDOVER_LIST = "handover_list"
    RESULTS_LIST = "results_list"
    SHIFT_SHEET = "shift_sheet"
    ISSUED_BOOK = "issued_book"
    RESULT = "result"


@dataclass(frozen=True)
class PaperHead:
    """The head common to all papers. `number` is what follows "Số: "; `lookup_url` becomes the QR
    of a dossier's paper, `verify_url` that of a result. `date` is None only on a result that has
    not been numbered."""

    superior_unit: str
    unit: str
    place: str
    date: date | None
    dossier_code: str = ""
    number: str = ""
    lookup_url: str = ""
    lookup_code: str = ""
    verify_url: str = ""


@dataclass(frozen=True)
class Person:
    """Who a paper is about; what is not known is printed as dots to fill in by hand."""

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    identity_number: str = ""


@dataclass(frozen=True)
class Component:
    """A required document with the numbers handed in, or asked for."""

    name: str
    originals: int = 0
    certified_copies: int = 0
    photocopies: int = 0


@dataclass(frozen=True)
class ReceiptPaper:
    """Mẫu số 01. `online` leaves the submitter's signature out; `time_limit` is the legal limit in
    words ("05 ngày làm việc")."""

    head: PaperHead
    desk: str
    applicant: Person
    request: str
    components: Sequence[Component]
    time_limit: str
    received_at: datetime
    due_at: datetime | None
    delivery: str
    receiver: str
    submitter: str = ""
    sets: int = 1
    book: str = ""
    book_entry: str = ""
    online: bool = False


@dataclass(frozen=True)
class SupplementPaper:
    """Mẫu số 02. `wording` is HTML of the procedure's own, in place of the form's; so in 03, 04."""

    head: PaperHead
    applicant: Person
    request: str
    components: Sequence[Component]
    reason: str
    contact_officer: str
    contact_phone: str
    instructor: str
    answer_by: datetime | None = None
    wording: str = ""


@dataclass(frozen=True)
class DeclinePaper:
    """Mẫu số 03. `advice` says where to go instead."""

    head: PaperHead
    desk: str
    applicant: Person
    request: str
    reason: str
    receiver: str
    submitter: str = ""
    advice: str = ""
    online: bool = False
    wording: str = ""


@dataclass(frozen=True)
class ApologyPaper:
    """Mẫu số 04. `is_late`: the day has passed, not merely will be missed. `capacities` are the
    lines above the signature ("KT. GIÁM ĐỐC", "PHÓ …")."""

    head: PaperHead
    addressee: str
    receiving_unit: str
    late_unit: str
    request: str
    received_at: datetime
    due_at: datetime
    reason: str
    new_due_at: datetime
    capacities: Sequence[str]
    signer: str
    recipients: Sequence[str] = ()
    is_late: bool = True
    wording: str = ""


@dataclass(frozen=True)
class StopPaper:
    """Mẫu số 05."""

    head: PaperHead
    applicant: Person
    request: str
    received_at: datetime
    ground: str
    stage: str
    stopped_on: date
    decision: str
    fees: str
    capacities: Sequence[str]
    signer: str
    recipients: Sequence[str] = ()
    unit_name: str = ""


@dataclass(frozen=True)
class HandOver:
    """One block of the control sheet. `outcome` is "early", "on_time", "late" or "" (still open);
    a block without `at` is printed to be filled in by hand."""

    from_unit: str
    to_unit: str
    at: datetime | None = None
    giver: str = ""
    receiver: str = ""
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True)
class ControlSheetPaper:
    """Mẫu số 06 (2018: 05)."""

    head: PaperHead
    applicant: str
    request: str
    received_at: datetime
    due_at: datetime | None
    deciding_unit: str
    handovers: Sequence[HandOver]
    consulted_units: Sequence[str] = ()


@dataclass(frozen=True)
class RegisterLine:
    """One dossier of the register book; `contact` is address and telephone."""

    number: int
    code: str
    title: str
    sets: int
    name: str
    contact: str
    unit: str
    received_at: datetime
    due_at: datetime | None
    handed_on_at: datetime | None
    resolved_at: datetime | None
    returned_at: datetime | None
    delivery: str
    signed_by: str
    note: str


@dataclass(frozen=True)
class RegisterPaper:
    """Mẫu số 07 (2018: 06), A4 lying. `start` and `end` are both included."""

    head: PaperHead
    desk: str
    start: date
    end: date
    lines: Sequence[RegisterLine]


@dataclass(frozen=True)
class IssuedLine:
    """One paper of the register of issued documents; `keeper` says where its copy is kept."""

    number: str
    issued_at: datetime
    title: str
    signer: str
    recipient: str
    keeper: str
    note: str = ""
    copies: int = 1


@dataclass(frozen=True)
class IssuedBookPaper:
    """Sổ đăng ký văn bản đi (NĐ 30/2020/NĐ-CP, annex IV), A4 lying. `start` and `end` are both
    included; `name` says of what symbol, empty for all."""

    head: PaperHead
    name: str
    start: date
    end: date
    lines: Sequence[IssuedLine]


@dataclass(frozen=True)
class GivenResult:
    name: str
    number: str
    date: date
    copies: int = 1


@dataclass(frozen=True)
class HandoverSlipPaper:
    """Giấy biên nhận trả kết quả. `authority` names the paper that lets somebody else receive."""

    head: PaperHead
    desk: str
    at: datetime
    recipient: Person
    applicant: str
    request: str
    delivery: str
    results: Sequence[GivenResult]
    officer: str
    fees: str = "Không thu"
    authority: str = ""


@dataclass(frozen=True)
class FeeReceiptPaper:
    """Biên lai thu phí, lệ phí, A5 lying. One page a copy (liên): `copies` says whose each is.
    `amount` and `amount_in_words` as they are printed; `collector` is empty for money that came
    through a gateway; `legend` is printed over the copy of one that is void."""

    head: PaperHead
    series: str
    number: str
    payer: str
    address: str
    purpose: str
    amount: str
    amount_in_words: str
    way: str
    paid_at: datetime
    collector: str
    copies: Sequence[str]
    legend: str = ""


@dataclass(frozen=True)
class ListedDossier:
    """One line of a hand-over list. `papers` says what is handed over, `originals` how many of
    them are originals; `result`, `fee` and `by_post` are of a list of results."""

    code: str
    request: str
    name: str
    address: str
    papers: str = ""
    originals: int = 0
    received_at: datetime | None = None
    due_at: datetime | None = None
    result: str = ""
    fee: bool = False
    by_post: bool = False
    note: str = ""


@dataclass(frozen=True)
class HandoverListPaper:
    """Phiếu bàn giao hồ sơ (a desk gives dossiers to a unit) or Phiếu bàn giao kết quả (a unit
    gives results to a desk). `taken_at` None: not yet confirmed by the taker."""

    head: PaperHead
    giving: str
    taking: str
    given_at: datetime
    giver: str
    lines: Sequence[ListedDossier]
    taken_at: datetime | None = None
    taker: str = ""


@dataclass(frozen=True)
class CountedLine:
    """So many of something, and what they come to."""

    name: str
    count: str
    amount: str


@dataclass(frozen=True)
class ShiftSheetPaper:
    """Bảng kê đóng ca thu: what a cashier took in one shift, by way, and the cash counted by note.
    Sums are as they are printed."""

    head: PaperHead
    cashier: str
    opened_at: datetime
    closed_at: datetime
    ways: Sequence[CountedLine]
    notes: Sequence[CountedLine]
    opening: str
    given_back: str
    expected: str
    counted: str
    counted_in_words: str
    difference: str
    reason: str


@dataclass(frozen=True)
class MinutesPaper:
    """Biên bản xác minh thực tế. `present` are the people, one a line; `photos` the names of the
    photographs taken, kept beside the minutes."""

    head: PaperHead
    applicant: str
    request: str
    place: str
    began_at: datetime
    ended_at: datetime
    purpose: str
    present: Sequence[str]
    findings: str
    conclusion: str
    photos: Sequence[str]
    officer: str


@dataclass(frozen=True)
class ResultPaper:
    """A result. `body` is HTML from `render_template_text`; `summary` is the trích yếu under the
    title. A certified copy has its scanned original as `sheets`. Without `head.number` and `head.date` the page keeps the empty fields that
    `signing.seal` fills. `draft` marks the page as a draft and leaves all fields out."""

    head: PaperHead
    title: str
    body: str
    capacities: Sequence[str]
    signer: str
    summary: str = ""
    recipients: Sequence[str] = field(default=())
    verify_code: str = ""
    draft: bool = False
    sheets: Sequence[Sheet] = field(default=())


@dataclass(frozen=True)
class CopyPaper:
    """What is printed below a copied paper (NĐ 30/2020/NĐ-CP, annex I, part II). `form` is SAO Y, SAO
    LỤC or TRÍCH SAO; `source` names what was copied, `extract` what of it. `draft` leaves all
    fields out."""

    head: PaperHead
    form: str
    source: str
    source_sha256: str
    capacities: Sequence[str]
    signer: str
    extract: str = ""
    purpose: str = ""
    copies: int = 1
    recipients: Sequence[str] = field(default=())
    verify_code: str = ""
    draft: bool = False


Paper = (
    ReceiptPaper
    | SupplementPaper
    | DeclinePaper
    | ApologyPaper
    | StopPaper
    | ControlSheetPaper
    | RegisterPaper
    | HandoverSlipPaper
    | FeeReceiptPaper
    | HandoverListPaper
    | MinutesPaper
    | ShiftSheetPaper
    | IssuedBookPaper
    | ResultPaper
)
