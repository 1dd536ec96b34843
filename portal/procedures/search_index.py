"""The catalogue in force as sets of positions, so that a search is a few set operations. Pure.

A set of procedures is one whole number: bit i stands for the procedure at position i. Positions are
in the order in which equally good answers are shown, so a set read from its lowest bit is sorted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from portal.procedures.audiences import Audience
from portal.procedures.definitions import AuthorityLevel, ServiceLevel
from portal.procedures.search import (
    ANY_WORDS,
    CODE_BEGINS,
    EXACT_CODE,
    PART_OF_CODE,
    PHRASE,
    TITLE,
    TITLE_BEGINS,
    TITLE_WORDS,
    Query,
    Vocabulary,
    meant_by,
    without_talk,
)

_TOKEN = re.compile(r"[0-9a-z]+")
Bits = int
Key = TypeVar("Key")


@dataclass(frozen=True)
class Place:
    """A sector or a unit, as filters name it: `key` is a slug, or a code."""

    id: int
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What search knows of a procedure in force. `units` take its dossiers today; `is_offered`: some
    unit ever took them; `is_online`: it can be handed in online here today."""

    id: int
    code: str
    title: str
    title_folded: str
    search_text: str
    sector: Place
    level: ServiceLevel
    authority: AuthorityLevel
    audiences: frozenset[str]
    units: frozenset[int]
    is_offered: bool
    is_online: bool


@dataclass(frozen=True)
class Answers:
    """Those that were found by one reading of what was typed, all equally well."""

    rank: float
    query: Query
    bits: Bits


class CatalogueIndex:
    """`sectors` and `units` in the order of the lists they are chosen from; `synonyms` as in
    `search.meant_by`."""

    def __init__(
        self,
        entries: Iterable[Entry],
        sectors: Sequence[Place] = (),
        units: Sequence[Place] = (),
        synonyms: Sequence[tuple[str, str]] = (),
    ) -> None:
        # Of equally good answers: first what can be done here, then the most general title,
        # which is the shortest.
        self.entries = sorted(
            entries,
            key=lambda x: (not x.is_offered, len(x.title_folded), x.title_folded, x.code),
        )
        self.sectors, self.units, self.synonyms = sectors, units, synonyms
        self.everything: Bits = (1 << len(self.entries)) - 1
        self._in_text = _Words([x.search_text for x in self.entries])
        self._in_title = _Words([x.title_folded for x in self.entries])
        self._codes = [x.code.lower() for x in self.entries]
        self._by_code = {code: 1 << at for at, code in enumerate(self._codes)}

    # --- what is asked -----------------------------------------------------------------------

    def answers(self, text: str) -> list[Answers]:
        """What answers the text as typed, and as it is meant where it holds everyday words; only
        where nothing does, without the talk around it. Best first, nobody twice."""
        found = self.readings(Query(text))
        meant = meant_by(text, self.synonyms)
        if meant != text and meant:
            found = _merged(found, self.readings(Query(meant)))
        if not found:
            bare = without_talk(meant or text)
            found = self.readings(Query(bare)) if bare != text else []
        return found

    def readings(self, query: Query) -> list[Answers]:
        """What answers the words as they stand; only where nothing does, with the last word as the
        beginning of a longer one."""
        if not query.words:
            return []
        return self._ranked(query, begun=False) or self._ranked(query, begun=True)

    def in_order(self, answers: Iterable[Answers], among: Bits) -> Iterator[Entry]:
        """The entries of `answers` that are `among` those, as they are to be shown. Read as few as
        are wanted."""
        for one in answers:
            entries = self._entries(one.bits & among)
            if not one.query.is_marked:
                yield from entries
                continue
            later = []
            for entry in entries:  # first what was typed with the same marks
                if one.query.has_marks_of(entry.title):
                    yield entry
                else:
                    later.append(entry)
            yield from later

    def by_title(self, among: Bits) -> Iterator[Entry]:
        """All `among` those as they are shown where nothing was typed."""
        wanted = among.to_bytes(len(self.entries) // 8 + 1, "little")
        for at in self._title_order:
            if wanted[at >> 3] >> (at & 7) & 1:
                yield self.entries[at]

    # --- filters -----------------------------------------------------------------------------

    @cached_property
    def of_sector(self) -> dict[int, Bits]:
        return self._grouped(lambda x: (x.sector.id,))

    @cached_property
    def of_level(self) -> dict[ServiceLevel, Bits]:
        return self._grouped(lambda x: (x.level,))

    @cached_property
    def of_authority(self) -> dict[AuthorityLevel, Bits]:
        return self._grouped(lambda x: (x.authority,))

    @cached_property
    def for_audience(self) -> dict[Audience, Bits]:
        return self._grouped(lambda x: tuple(a for a in Audience if a.value in x.audiences))

    @cached_property
    def at_unit(self) -> dict[int, Bits]:
        return self._grouped(lambda x: x.units)

    @cached_property
    def online(self) -> Bits:
        return self._grouped(lambda x: [True] if x.is_online else []).get(True, 0)

    @cached_property
    def online_ids(self) -> frozenset[int]:
        return frozenset(x.id for x in self.entries if x.is_online)

    @cached_property
    def by_id(self) -> dict[int, Entry]:
        return {x.id: x for x in self.entries}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(
            [
                (x.id, x.title, x.title_folded)
                for x in sorted(self.entries, key=lambda entry: entry.id)
            ]
        )

    # --- how it is found ---------------------------------------------------------------------

    def _ranked(self, query: Query, *, begun: bool) -> list[Answers]:
        """By rank, as `Query.rank` says of a single procedure."""
        in_text = self._in_text.with_all(query, begun=begun)
        in_title = self._in_title.with_all(query, begun=begun) & in_text
        whole, beginning = 0, 0
        for at in _positions(in_title):
            title = self.entries[at].title_folded
            if query.phrase in title:
                if query.begins(title):
                    beginning |= 1 << at
                elif query.is_whole_in(title):
                    whole |= 1 << at
        holding = self._with_code(query) if query.looks_like_code else 0
        ranks = (
            (EXACT_CODE, self._by_code.get(query.phrase, 0)),
            (CODE_BEGINS, self._beginning_code(query, holding)),
            (TITLE, self._with_title.get(query.phrase, 0)),
            (TITLE_BEGINS, beginning),
            (PHRASE, whole),
            (TITLE_WORDS, in_title),
            (ANY_WORDS, in_text),
            (PART_OF_CODE, holding),
        )
        return _apart(Answers(rank, query, bits) for rank, bits in ranks)

    def _with_code(self, query: Query) -> Bits:
        return _bits(
            [at for at, code in enumerate(self._codes) if query.phrase in code], len(self._codes)
        )

    def _beginning_code(self, query: Query, holding: Bits) -> Bits:
        return sum(
            1 << at for at in _positions(holding) if self._codes[at].startswith(query.phrase)
        )

    @cached_property
    def _with_title(self) -> dict[str, Bits]:
        found: dict[str, Bits] = defaultdict(int)
        for at, entry in enumerate(self.entries):
            found[entry.title_folded] |= 1 << at
        return dict(found)

    @cached_property
    def _title_order(self) -> list[int]:
        return sorted(
            range(len(self.entries)),
            key=lambda at: (not self.entries[at].is_offered, self.entries[at].title_folded, at),
        )

    def _entries(self, bits: Bits) -> Iterator[Entry]:
        return (self.entries[at] for at in _positions(bits))

    def _grouped(self, keys: Callable[[Entry], Iterable[Key]]) -> dict[Key, Bits]:
        found: dict[Key, list[int]] = defaultdict(list)
        for at, entry in enumerate(self.entries):
            for key in keys(entry):
                found[key].append(at)
        return {key: _bits(places, len(self.entries)) for key, places in found.items()}


class _Words:
    """Which of some folded texts hold which words. The sets of words nobody asked for are not made."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._holding: dict[str, list[int]] = defaultdict(list)
        for at, text in enumerate(texts):
            for token in set(_TOKEN.findall(text)):
                self._holding[token].append(at)
        self._sorted = sorted(self._holding)
        self._made: dict[str, Bits] = {}

    def with_all(self, query: Query, *, begun: bool) -> Bits:
        """Texts with every word of the query; `begun`: the last may be the beginning of one."""
        found = (1 << len(self._texts)) - 1
        for number, word in enumerate(query.words):
            is_begun = begun and number == len(query.words) - 1
            found &= self._with_word(word, is_begun=is_begun, among=found)
            if not found:
                break
        return found

    def _with_word(self, word: str, *, is_begun: bool, among: Bits) -> Bits:
        if _TOKEN.fullmatch(word):
            return self._beginning(word) if is_begun else self._with_token(word)
        # "50%", "1.001193": the words in it narrow, the signs between them are looked at.
        tokens = _TOKEN.findall(word)
        if is_begun and tokens and word[-1].isalnum():
            among &= self._beginning(tokens.pop())
        for token in tokens:
            among &= self._with_token(token)
        end = "" if is_begun else "(?![0-9a-z])"
        pattern = re.compile(f"(?<![0-9a-z]){re.escape(word)}{end}")
        return _bits(
            [at for at in _positions(among) if pattern.search(self._texts[at])], len(self._texts)
        )

    def _with_token(self, token: str) -> Bits:
        made = self._made.get(token)
        if made is None:
            made = _bits(self._holding.get(token, ()), len(self._texts))
            if made:  # what nobody says is not remembered
                self._made[token] = made
        return made

    def _beginning(self, word: str) -> Bits:
        found = 0
        for at in range(bisect_left(self._sorted, word), len(self._sorted)):
            if not self._sorted[at].startswith(word):
                break
            found |= self._with_token(self._sorted[at])
        return found


def _merged(typed: list[Answers], meant: list[Answers]) -> list[Answers]:
    """Both readings, each procedure at its better place; of equal ones what was typed is first."""
    later = [Answers(one.rank + 0.5, one.query, one.bits) for one in meant]
    return _apart(sorted([*typed, *later], key=lambda one: one.rank))


def _apart(answers: Iterable[Answers]) -> list[Answers]:
    """Each procedure where it stands first; empty ones left out."""
    seen = 0
    found = []
    for one in answers:
        new = one.bits & ~seen
        seen |= new
        if new:
            found.append(Answers(one.rank, one.query, new))
    return found


def _bits(places: Iterable[int], size: int) -> Bits:
    mask = bytearray(size // 8 + 1)
    for at in places:
        mask[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(mask, "little")


def _positions(bits: Bits) -> Iterator[int]:
    digits = bin(bits)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)
