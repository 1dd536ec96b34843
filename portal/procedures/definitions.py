"""What one version of a procedure says, as plain values.

A version is made of eight *parts* (form, papers, fees, …). Each part is a frozen value that
can be written to JSON and back without loss, so that the database keeps it by its content
(`procedures.models.Definition`) and two versions with the same part share one row.

Pure: no database, no Flask.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, get_type_hints

import cattrs
from cattrs.preconf.json import make_converter

from portal.accounts.roles import Role
from portal.procedures.conditions import Condition, holds


class ServiceLevel(enum.IntEnum):
    """Mức độ dịch vụ công trực tuyến (NĐ 42/2022/NĐ-CP, Điều 11)."""

    INFORMATION = 2
    PARTIAL = 3
    FULL = 4


class AuthorityLevel(enum.StrEnum):
    """Cấp thực hiện; DISTRICT exists in catalogues written before 1/7/2025 only."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    OTHER = "other"


class Channel(enum.IntEnum):
    """Kênh thực hiện; the numbers are the national portal's KenhThucHien."""

    DESK = 1
    ONLINE = 2
    POST = 3


class FieldKind(enum.StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    LONG_LIST = "long_list"  # one of many, found by typing
    PERSONAL_NUMBER = "personal_number"
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"  # province, commune, detail; in rows of before, one text
    PERSON = "person"  # several questions at once: procedures.blocks
    ORGANISATION = "organisation"
    GROUP = "group"  # `members`, as often as needed
    FILE = "file"
    EXPLANATION = "explanation"


class StepKind(enum.StrEnum):
    RECEIVE = "receive"
    ASSESS = "assess"
    CONSULT = "consult"
    VERIFY = "verify"
    DRAFT = "draft"
    APPROVE = "approve"
    ISSUE = "issue"
    RETURN = "return"


class FeeKind(enum.StrEnum):
    FEE = "fee"  # phí: a price of the service
    CHARGE = "charge"  # lệ phí: a fixed state charge


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One question of the form. `key` is stable across versions: answers are kept by it.

    `minimum`/`maximum` bound the number, the đồng, the length of a text, or the rows of a group.
    `profile` names the submitter's own datum to fill in first: full_name, personal_number, phone,
    email, address, birth_date, sex; "person" for all of a person block. `not_after_today` is for
    dates that cannot lie in the future (a birth, a death).

    `decimals` is how many places a number may have after the comma.

    `pattern` (procedures.patterns) is the form a text must have, `example` one that has it, and
    `message` the sentence for a text that has not. `default` is filled in until answered.
    The question is there only if `only_if` holds; if it is required, then only if `required_if`
    holds too. A block asks the `parts` named (none: its usual ones), those in `optional` may stay
    empty; a group repeats its `members`.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    profile: str = ""
    not_after_today: bool = False
    only_if: Condition | None = None
    required_if: Condition | None = None
    pattern: str = ""
    example: str = ""
    message: str = ""
    default: str = ""
    parts: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    members: tuple[Field, ...] = ()
    decimals: int = 0


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    fields: tuple[Field, ...] = ()
    hint: str = ""
    only_if: Condition | None = None


@dataclass(frozen=True)
class Exclusion:
    """Who cannot use the procedure: when `only_if` holds, `sentence` tells why and what to do."""

    key: str
    only_if: Condition
    sentence: str


@dataclass(frozen=True)
class Form:
    """Tờ khai. `name` is the legal name of the form, "Tờ khai đăng ký khai sinh"."""

    name: str = ""
    sections: tuple[Section, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()

    def fields(self) -> tuple[Field, ...]:
        """The questions as the publisher wrote them; `procedures.blocks.leaves` takes blocks
        apart."""
        return tuple(f for section in self.sections for f in section.fields)

    def section(self, key: str) -> Section | None:
        return next((s for s in self.sections if s.key == key), None)


@dataclass(frozen=True)
class RequiredDocument:
    """Thành phần hồ sơ: a paper the dossier must hold and how many of each kind.

    A count of None means the source does not say. `case` groups papers that go together in
    one of several cases; `condition` says in words when the paper is needed, `only_if` lets the
    answers decide it. `from_store`: it may be taken from the person's own store of papers;
    `result_of` is the code of the procedure whose result it is. `sample` is the sha256 of a filled
    in example (models.SampleFile).
    """

    key: str
    name: str
    originals: int | None = None
    certified_copies: int | None = None
    photocopies: int | None = None
    required: bool = True
    condition: str = ""
    case: str = ""
    form_name: str = ""
    note: str = ""
    only_if: Condition | None = None
    from_store: bool = False
    result_of: str = ""
    sample: str = ""


@dataclass(frozen=True)
class Documents:
    items: tuple[RequiredDocument, ...] = ()
    sets: int | None = 1  # số bộ hồ sơ

    def item(self, key: str) -> RequiredDocument | None:
        return next((d for d in self.items if d.key == key), None)


@dataclass(frozen=True)
class FeeTier:
    """From the `start`-th unit on (1-based), each unit costs `amount` đồng."""

    start: int
    amount: int


@dataclass(frozen=True)
class Waiver:
    """Miễn, giảm: who pays `percent` hundredths less of a fee, by which law."""

    name: str
    only_if: Condition
    percent: int = 100
    legal_basis: str = ""


@dataclass(frozen=True)
class FeeItem:
    """Phí, lệ phí. Sums are whole đồng. `amount` None: the sum is not stated as a number.

    Per quantity: `per` names the unit ("trang", "bản"), `quantity_field` the answer that holds
    how many, `tiers` the price by quantity, `cap` the most all of it costs; `times_field` names the
    answer by which the whole is multiplied (copies of so many pages).
    An empty `channels` means every channel. It is due only if `only_if` holds; of the `waivers`
    that hold, the greatest counts.
    """

    key: str
    name: str
    kind: FeeKind = FeeKind.CHARGE
    amount: int | None = None
    per: str = ""
    quantity_field: str = ""
    times_field: str = ""
    tiers: tuple[FeeTier, ...] = ()
    cap: int | None = None
    channels: tuple[Channel, ...] = ()
    exemptions: str = ""
    legal_basis: str = ""
    note: str = ""
    only_if: Condition | None = None
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True)
class Fees:
    items: tuple[FeeItem, ...] = ()
    is_free: bool = False  # said outright by the source, not merely nothing found


@dataclass(frozen=True)
class TimeLimit:
    """Thời hạn giải quyết. `limit` is written as in working_time.Limit ("3wd", "15d", "0wd");
    empty when the source only says it in words (`text`)."""

    limit: str = ""
    channels: tuple[Channel, ...] = ()
    case: str = ""
    text: str = ""
    only_if: Condition | None = None


@dataclass(frozen=True)
class Limits:
    items: tuple[TimeLimit, ...] = ()

    def for_channel(
        self, channel: Channel, answers: Mapping[str, Any] | None = None, on: date | None = None
    ) -> TimeLimit | None:
        """The limit a dossier of this channel gets: the first stated one that covers it. One whose
        condition holds comes before one for every case, that one before one for a named case."""
        stated = [
            limit
            for limit in self.items
            if limit.limit
            and (not limit.channels or channel in limit.channels)
            and holds(limit.only_if, answers or {}, on)
        ]
        return min(stated, key=lambda limit: (not limit.only_if, bool(limit.case)), default=None)


@dataclass(frozen=True)
class StepOutcome:
    """One way a step may end, and the key of the step it leads to."""

    key: str
    label: str
    to: str


@dataclass(frozen=True)
class RouteStep:
    """Bước của quy trình nội bộ. `hours` is working hours allowed; `at_receiver` steps are done
    by the unit whose desk received the dossier, all others by the competent unit. Without
    `outcomes` the step leads to the one written after it; a step whose `only_if` does not hold
    is passed over."""

    key: str
    kind: StepKind
    title: str
    role: Role
    hours: int
    at_receiver: bool = False
    only_if: Condition | None = None
    outcomes: tuple[StepOutcome, ...] = ()


@dataclass(frozen=True)
class Route:
    steps: tuple[RouteStep, ...] = ()

    def step(self, key: str) -> RouteStep | None:
        return next((s for s in self.steps if s.key == key), None)


@dataclass(frozen=True)
class ResultDefinition:
    """Kết quả. `symbol` is the abbreviation in the document's number (Số: 05/GKS-UBND).

    `template` is the body in the safe template language over the answers (`answers.<key>`) and
    the dossier (`dossier.code`, `dossier.applicant_name`, …); empty for imported procedures.
    `refusal` is that of the letter that refuses, empty for the common one; `supplement`, `decline`
    and `apology` are the wording of Mẫu 02, 03 and 04 for this procedure (`letter_variables`), empty
    for the form's own. `names` are all results a source lists. `valid_for` is how long the result
    holds from the day of issue, "6m" or "30d"; empty without end. `certifies_copies`: the result may
    be a certified electronic copy of the original that was brought (NĐ 45/2020/NĐ-CP, Điều 10).
    """

    names: tuple[str, ...] = ()
    title: str = ""
    symbol: str = ""
    template: str = ""
    signer_title: str = ""
    refusal: str = ""
    supplement: str = ""
    decline: str = ""
    apology: str = ""
    valid_for: str = ""
    certifies_copies: bool = False


@dataclass(frozen=True)
class LegalBasis:
    number: str = ""
    title: str = ""
    issued_on: date | None = None
    issuer: str = ""


@dataclass(frozen=True)
class LegalBases:
    items: tuple[LegalBasis, ...] = ()


@dataclass(frozen=True)
class ChannelNote:
    channel: Channel | None
    text: str


@dataclass(frozen=True)
class ProcedureCase:
    """Trường hợp: a named way through the procedure with its own steps."""

    name: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskedOften:
    """Hỏi đáp: what people ask about the procedure, and the answer, in lines."""

    question: str
    answer: str


@dataclass(frozen=True)
class Guidance:
    """What a person reads: how it goes, who may use it, on what conditions, where. `least_level` is
    the assurance a sign-in needs before the procedure is begun online (mức độ xác thực,
    NĐ 69/2024/NĐ-CP; 0: none)."""

    summary: str = ""
    cases: tuple[ProcedureCase, ...] = ()
    channels: tuple[ChannelNote, ...] = ()
    applicants: tuple[str, ...] = ()
    conditions: str = ""
    addresses: tuple[str, ...] = ()
    performing_authority: str = ""
    deciding_authority: str = ""
    authorised_body: str = ""
    coordinating_body: str = ""
    related: str = ""
    keywords: str = ""
    asked: tuple[AskedOften, ...] = ()
    least_level: int = 0


@dataclass(frozen=True)
class Parts:
    """All that a version says beyond its title, level and sector."""

    form: Form = field(default_factory=Form)
    documents: Documents = field(default_factory=Documents)
    fees: Fees = field(default_factory=Fees)
    limits: Limits = field(default_factory=Limits)
    route: Route = field(default_factory=Route)
    result: ResultDefinition = field(default_factory=ResultDefinition)
    legal_bases: LegalBases = field(default_factory=LegalBases)
    guidance: Guidance = field(default_factory=Guidance)


PART_TYPES: dict[str, type] = get_type_hints(Parts)

Part = TypeVar("Part")

# Defaults are left out, so that a field added later changes no digest of what is stored.
_converter: cattrs.Converter = make_converter(omit_if_default=True)
_converter.register_unstructure_hook(date, lambda value: value.isoformat())
_converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))


def to_json(part: Any) -> dict[str, Any]:
    """A part as JSON-able dicts and lists, without what stands at its default."""
    result: dict[str, Any] = _converter.unstructure(part)
    return result


def from_json(kind: type[Part], body: dict[str, Any]) -> Part:
    """The part of type `kind` written in `body`; unknown keys of older rows are ignored."""
    return _converter.structure(body, kind)


def digest(kind: str, body: dict[str, Any]) -> str:
    """The sha256, in hex, of a part in canonical JSON; the kind is in it."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{kind}\n{text}".encode()).hexdigest()
