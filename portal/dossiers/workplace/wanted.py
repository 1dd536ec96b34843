"""What an officer asks of a list of work, read from its address and written back into one."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from portal.accounts.roles import Role
from portal.sealed_text import seal, unseal
from portal.vietnam import nfc

MOST_PAGES = 200  # of 50: who looks further searches or filters
LONGEST_TEXT = 100


class Worklist(enum.StrEnum):
    """One list of work for each role that works dossiers off; the value stands in addresses."""

    DESK = "quay"
    SPECIALIST = "tham-dinh"
    LEADER = "phe-duyet"
    CLERK = "van-thu"

    @property
    def role(self) -> Role:
        return _ROLES[self]

    @property
    def tabs(self) -> tuple[str, ...]:
        return _TABS[self]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it can show, those it shows by itself first."""
        return _DESK_COLUMNS if self is Worklist.DESK else _TASK_COLUMNS

    @property
    def usual_columns(self) -> tuple[str, ...]:
        return self.columns[: 5 if self is Worklist.DESK else 6]


_ROLES = {
    Worklist.DESK: Role.RECEPTIONIST,
    Worklist.SPECIALIST: Role.SPECIALIST,
    Worklist.LEADER: Role.LEADER,
    Worklist.CLERK: Role.CLERK,
}
# The first tab is the one shown when none is asked for; the last holds everything ever received.
_OF_STEPS = ("tat-ca", "cua-toi", "chua-ai-nhan", "den-han", "qua-han", "chi-dao",
             "cho-cong-dan", "cho-noi-khac", "ho-so-don-vi")  # fmt: skip
_TABS = {
    Worklist.DESK: ("cho-tiep-nhan", "dang-xu-ly", "den-han", "qua-han", "cho-cong-dan",
                    "cho-tra", "da-tiep-nhan"),
    Worklist.SPECIALIST: _OF_STEPS,
    Worklist.LEADER: tuple("viec-don-vi" if tab == "cho-noi-khac" else tab for tab in _OF_STEPS),
    Worklist.CLERK: tuple(tab for tab in _OF_STEPS if tab != "chi-dao"),
}  # fmt: skip
ARCHIVES = frozenset({"da-tiep-nhan", "ho-so-don-vi"})
ELSEWHERE = "cho-noi-khac"
WHOLE_UNIT = "viec-don-vi"  # the steps of every role: what a leader distributes
_DESK_COLUMNS = ("thu-tuc", "chu-ho-so", "cach-nop", "luc", "han-tra",
                 "buoc", "don-vi", "trang-thai", "dien-thoai")  # fmt: skip
_TASK_COLUMNS = ("thu-tuc", "chu-ho-so", "buoc", "nguoi", "han-buoc", "han-tra",
                 "cach-nop", "luc", "don-vi", "trang-thai", "dien-thoai")  # fmt: skip
DUE = ("qua-han", "hom-nay", "3", "7")  # overdue, today, within so many days
SORTS = ("han", "moi", "cu", "ma")
MINE, NOBODY = "toi", "chua"  # besides an account's number


class UnknownWish(ValueError):
    """The address asks for something no list has."""


@dataclass(frozen=True)
class Wanted:
    """Empty and None mean: not asked for. `assignee` is MINE, NOBODY or an account's number."""

    worklist: Worklist
    tab: str
    text: str = ""
    procedure: int | None = None
    sector: int | None = None
    channel: int | None = None
    due: str = ""
    assignee: str = ""
    label: int | None = None
    sort: str = ""
    columns: tuple[str, ...] = ()
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        return any((self.text, self.procedure, self.sector, self.channel, self.due,
                    self.assignee, self.label))  # fmt: skip

    @property
    def shown_columns(self) -> tuple[str, ...]:
        return self.columns or self.worklist.usual_columns

    def query(self) -> dict[str, str]:
        """What stands behind the question mark: only what differs from the plain list, and nobody's
        number."""
        found = {_NAMES[f.name]: getattr(self, f.name) for f in fields(self) if f.name in _NAMES}
        found["q"] = seal(self.text)
        if self.columns:
            found["cot"] = ".".join(self.columns)
        if self.page == 1:
            del found["trang"]
        return {name: str(value) for name, value in found.items() if value}

    def with_tab(self, tab: str) -> Wanted:
        """The plain list of another tab, its columns kept."""
        return Wanted(self.worklist, tab, columns=self.columns)

    def on_page(self, number: int) -> Wanted:
        return replace(self, page=number)


_NAMES = {"tab": "muc", "text": "q", "procedure": "thu-tuc", "sector": "linh-vuc",
          "channel": "kenh", "due": "han", "assignee": "nguoi", "label": "nhan", "sort": "sap",
          "page": "trang"}  # fmt: skip


def read(worklist: Worklist, told: Mapping[str, str]) -> Wanted:
    """What an address asks for. Raises UnknownWish."""
    asked = set(told.get("cot", "").split("."))
    columns = tuple(c for c in worklist.columns if c in asked)
    return Wanted(
        worklist,
        tab=_one_of(worklist.tabs, told.get("muc") or worklist.tabs[0]),
        text=nfc(unseal(told.get("q", ""))).replace("\x00", "").strip()[:LONGEST_TEXT],
        procedure=_number(told.get("thu-tuc")),
        sector=_number(told.get("linh-vuc")),
        channel=_number(told.get("kenh")),
        due=_one_of(DUE, told.get("han", "")),
        assignee=_assignee(told.get("nguoi", "")),
        label=_number(told.get("nhan")),
        sort=_one_of(SORTS, told.get("sap", "")),
        columns=() if columns == worklist.usual_columns else columns,
        page=_page(told.get("trang", "1")),
    )


def _one_of(known: tuple[str, ...], text: str) -> str:
    if text and text not in known:
        raise UnknownWish(text)
    return text


def _assignee(text: str) -> str:
    return text if text in (MINE, NOBODY) else str(_number(text) or "")


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UnknownWish(text)
    return int(text)


def _page(text: str) -> int:
    number = _number(text)
    if number is None or not 0 < number <= MOST_PAGES:
        raise UnknownWish(text)
    return number


@dataclass(frozen=True)
class Place:
    """Where in which list a dossier was opened from; `index` counts from 0."""

    wanted: Wanted
    index: int

    def write(self) -> str:
        """As it stands in the address of a dossier's page: "quay~12~muc=cho-tra&q=lan"."""
        rest = {n: v for n, v in self.wanted.query().items() if n not in ("trang", "cot")}
        return f"{self.wanted.worklist.value}~{self.index}~{urlencode(rest)}"


def read_place(text: str) -> Place | None:
    """The place `Place.write` wrote; None for anything else."""
    worklist, _tilde, rest = text.partition("~")
    index, _tilde, query = rest.partition("~")
    try:
        told: dict[str, Any] = dict(parse_qsl(query, max_num_fields=20))
        return Place(read(Worklist(worklist), told), _number(index) or 0)
    except ValueError:
        return None
