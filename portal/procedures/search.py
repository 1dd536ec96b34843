"""What a person asks of the catalogue and how well a procedure answers it. Pure: folded texts
in, ranks out.

What is a word and what comes first is decided here, so that "hon" in "ket hon" does not find every
"khong". `search_index` answers for a whole catalogue at once what `Query.rank` says of one procedure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import sqrt
from typing import Any

from rapidfuzz import fuzz, process

from portal.procedures.audiences import Audience
from portal.procedures.definitions import AuthorityLevel, ServiceLevel
from portal.vietnam import fold, nfc

MOST_WORDS = 12
_EDGES = ".,;:!?()[]{}\"'“”‘’…-–/"
_WORD = re.compile(r"[0-9a-z]+")

# What people say around the matter itself: "tôi muốn làm thủ tục … ở đâu".
_TALK = frozenset(
    [
        "toi",
        "muon",
        "lam",
        "xin",
        "can",
        "cho",
        "thu",
        "tuc",
        "o",
        "dau",
        "nhu",
        "the",
        "nao",
        "gi",
        "hoi",
        "ve",
        "cach",
        "di",
    ]
)

# How a procedure was found, best first.
EXACT_CODE, CODE_BEGINS, TITLE, TITLE_BEGINS, PHRASE, TITLE_WORDS, ANY_WORDS, PART_OF_CODE = range(
    8
)


@dataclass(frozen=True)
class Wanted:
    """A search. `sector` is a slug, `unit` a unit's code; empty or None is "any"."""

    text: str = ""
    sector: str = ""
    level: ServiceLevel | None = None
    authority: AuthorityLevel | None = None
    audience: Audience | None = None
    unit: str = ""
    online: bool = False
    page: int = 1
    ignored: tuple[str, ...] = ()

    @property
    def has_filters(self) -> bool:
        return bool(
            self.sector or self.level or self.authority or self.audience or self.unit or self.online
        )

    def arguments(self, **changes: Any) -> dict[str, Any]:
        """The query of the address of this search with `changes`; the page starts at 1 again."""
        wanted = replace(self, **{"page": 1, **changes})
        values = {
            "q": wanted.text,
            "sector": wanted.sector,
            "level": int(wanted.level) if wanted.level else "",
            "authority": wanted.authority.value if wanted.authority else "",
            "audience": wanted.audience.value if wanted.audience else "",
            "unit": wanted.unit,
            "online": "1" if wanted.online else "",
            "page": wanted.page if wanted.page > 1 else "",
        }
        return {name: value for name, value in values.items() if value != ""}


@dataclass(frozen=True)
class Query:
    """What was typed, folded. `words` are told apart by blanks and bare of outer punctuation."""

    text: str

    @cached_property
    def phrase(self) -> str:
        return fold(self.text).strip(_EDGES + " ")

    @cached_property
    def words(self) -> tuple[str, ...]:
        bare = (word.strip(_EDGES) for word in fold(self.text).split())
        return tuple(dict.fromkeys(word for word in bare if word))[:MOST_WORDS]

    @cached_property
    def looks_like_code(self) -> bool:
        """Long enough, with a digit and without blanks: worth looking for inside codes."""
        return (
            len(self.phrase) >= 3
            and " " not in self.phrase
            and any(letter.isdigit() for letter in self.phrase)
        )

    @cached_property
    def is_marked(self) -> bool:
        """Typed with Vietnamese letters, not only those of a plain keyboard."""
        return not self.text.isascii()

    def has_marks_of(self, title: str) -> bool:
        """Every word stands in `title` with the very marks that were typed: "khai tử" is meant
        before "kê khai từ"."""
        title = title.lower()
        return all(word in title for word in self._marked_words)

    @cached_property
    def _marked_words(self) -> list[str]:
        return nfc(self.text).lower().split()

    def begins(self, title: str) -> bool:
        """The folded title begins with what was typed, as whole words."""
        return self._whole_phrase.match(title) is not None

    def is_whole_in(self, title: str) -> bool:
        """The folded title holds what was typed side by side, as whole words."""
        return self._whole_phrase.search(title) is not None

    @cached_property
    def _whole_phrase(self) -> re.Pattern[str]:
        return _whole(self.phrase)

    @cached_property
    def _whole_words(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_whole(word) for word in self.words)

    @cached_property
    def _word_beginnings(self) -> tuple[re.Pattern[str], ...]:
        # What is still being typed is the last word.
        return (*self._whole_words[:-1], re.compile(rf"(?<![0-9a-z]){re.escape(self.words[-1])}"))

    def rank(self, code: str, title: str, text: str, *, begun: bool = False) -> int | None:
        """The rank of a procedure by its code, folded title and folded search text; None when
        it does not answer. `begun`: the last word may be the beginning of a longer one."""
        if not self.words:
            return None
        code = code.lower()
        if code == self.phrase:
            return EXACT_CODE
        if self.looks_like_code and code.startswith(self.phrase):
            return CODE_BEGINS
        if title == self.phrase:
            return TITLE
        patterns = self._word_beginnings if begun else self._whole_words
        if all(pattern.search(text) for pattern in patterns):
            if self._whole_phrase.match(title):
                return TITLE_BEGINS
            if self._whole_phrase.search(title):
                return PHRASE
            if all(pattern.search(title) for pattern in patterns):
                return TITLE_WORDS
            return ANY_WORDS
        return PART_OF_CODE if self.looks_like_code and self.phrase in code else None


def meant_by(text: str, synonyms: Sequence[tuple[str, str]]) -> str:
    """What was typed with everyday words put into those of the law; `synonyms` are pairs (what is
    said, folded; what it means). The longest that fits counts, and no word is read twice: what a
    synonym means is not looked up again. Unchanged where nothing fits."""
    words, folded = nfc(text).split(), [word.strip(_EDGES) for word in fold(text).split()]
    known = {tuple(said.split()): means for said, means in synonyms}
    longest = max(map(len, known), default=0)
    answer: list[str] = []
    at = 0
    while at < len(folded):
        for length in range(min(longest, len(folded) - at), 0, -1):
            means = known.get(tuple(folded[at : at + length]))
            if means is not None:
                answer.append(means)
                at += length
                break
        else:
            answer.append(words[at] if at < len(words) else folded[at])
            at += 1
    return " ".join(word for word in answer if word)


def without_talk(text: str) -> str:
    """What was typed without "tôi muốn làm thủ tục …"; all of it where nothing else was said."""
    words = [word for word in nfc(text).split() if fold(word).strip(_EDGES) not in _TALK]
    return " ".join(words) or text


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of a catalogue's titles: (identifier, title, the same folded). Made once for as long
    as the titles stay: somebody who mistypes asks at every letter."""

    titles: Sequence[tuple[int, str, str]]

    @cached_property
    def holding(self) -> dict[str, set[int]]:
        """Folded word → positions of the titles that hold it."""
        found: dict[str, set[int]] = {}
        for position, (_identifier, _title, folded) in enumerate(self.titles):
            for word in _bare_words(folded):
                found.setdefault(word, set()).add(position)
        return found

    @cached_property
    def spellings(self) -> dict[str, Counter[str]]:
        """Folded word → how often it is written how."""
        found: dict[str, Counter[str]] = {}
        for _identifier, title, folded in self.titles:
            for word, written in zip(_bare_words(folded), _bare_words(title.lower()), strict=False):
                found.setdefault(word, Counter())[written] += 1
        return found

    @cached_property
    def by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for word in self.holding:
            found.setdefault(len(word), []).append(word)
        return found

    @cached_property
    def by_triple(self) -> dict[str, list[int]]:
        """Three letters → positions of the titles that hold them."""
        found: dict[str, list[int]] = {}
        for position, (_identifier, _title, folded) in enumerate(self.titles):
            for triple in _triples(folded):
                found.setdefault(triple, []).append(position)
        return found

    def with_all(self, words: Collection[str]) -> set[int]:
        """Positions of the titles that hold every word."""
        sets = sorted((self.holding.get(word, set()) for word in words), key=len)
        return set.intersection(*sets) if sets else set()


def corrected(query: Query, known: Vocabulary, *, with_talk: bool = False) -> str | None:
    """What was typed, without talk (unless `with_talk`) and with each unknown word replaced by a
    like one of the titles; None where that changes nothing.

    Of several like words the one that most titles hold together with the others is meant.
    """
    matter = [word for word in query.words if word not in _TALK] or list(query.words)
    meant = {word for word in matter if word in known.holding}
    answer: list[str] = []
    changed = not with_talk and len(matter) < len(query.words)
    for word in query.words if with_talk else matter:
        if word not in matter:
            answer.append(word)
            continue
        choices = [[word]] if word in known.holding else _like(word, known)
        others = meant - {word}
        best = max(
            choices, key=lambda like: len(known.with_all(others.union(like))), default=[word]
        )
        changed = changed or best != [word]
        meant.update(one for one in best if one in known.holding)
        answer.extend(best)
    return _with_marks(answer, known) if changed else None


def likest(query: Query, known: Vocabulary, most: int) -> list[int]:
    """The identifiers of the titles that share most with what was typed, by groups of three
    letters: helps where some words are right and others are not."""
    wanted = _triples(query.phrase)
    if len(wanted) < 3:
        return []
    shared = Counter(at for triple in wanted for at in known.by_triple.get(triple, ()))
    # A title with less in common cannot be like enough, however short it is.
    fewest = 0.35 * 0.35 * len(wanted)
    scored = []
    for position, count in shared.items():
        if count < fewest:
            continue
        identifier, _title, folded = known.titles[position]
        # By the length of both: a long title holds a bit of everything.
        likeness = count / sqrt(len(wanted) * max(1, len(_triples(folded))))
        if likeness >= 0.35:
            scored.append((-likeness, len(folded), identifier))
    return [identifier for _likeness, _length, identifier in sorted(scored)[:most]]


def _with_marks(words: list[str], known: Vocabulary) -> str:
    """Folded words as a title writes them side by side; else each as it is mostly written."""
    for position in sorted(known.with_all(words)):
        _identifier, title, folded = known.titles[position]
        bare, written = _bare_words(folded), _bare_words(title.lower())
        for i in range(len(bare) - len(words) + 1):
            if bare[i : i + len(words)] == words:
                return " ".join(written[i : i + len(words)])
    return " ".join(
        known.spellings[word].most_common(1)[0][0] if word in known.spellings else word
        for word in words
    )


def _bare_words(text: str) -> list[str]:
    return [word.strip(_EDGES) for word in text.split()]


def _like(word: str, known: Vocabulary) -> list[list[str]]:
    """Known words like `word`, each alone, and the pairs it may have been run together from."""
    # Words of one or two letters are like too many others; very long ones like none.
    if not 3 <= len(word) <= 20:
        return []
    near = [
        other
        for length in range(len(word) - 1, len(word) + 2)
        for other in known.by_length.get(length, ())
    ]
    found = process.extract(word, near, scorer=fuzz.ratio, score_cutoff=66, limit=15)
    alone = [[other] for other, _score, _position in found]
    halves = [[word[:i], word[i:]] for i in range(2, len(word) - 1)]
    return alone + [pair for pair in halves if all(half in known.holding for half in pair)]


def _triples(text: str) -> set[str]:
    words = (f"  {word} " for word in _WORD.findall(text))
    return {word[i : i + 3] for word in words for i in range(len(word) - 2)}


def _whole(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9a-z]){re.escape(text)}(?![0-9a-z])")
