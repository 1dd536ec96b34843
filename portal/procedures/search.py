"""How well a procedure answers what a person typed. Pure: folded texts in, ranks out.

The database only narrows by substring (which both databases do alike); what is a word and what
comes first is decided here, so that "hon" in "ket hon" does not find every "khong".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from portal.vietnam import fold

MOST_WORDS = 12
_EDGES = ".,;:!?()[]{}\"'“”‘’…-–/"
_WORD = re.compile(r"[0-9a-z]+")

# How a procedure was found, best first.
EXACT_CODE, CODE_BEGINS, TITLE, TITLE_BEGINS, PHRASE, TITLE_WORDS, ANY_WORDS, PART_OF_CODE = range(
    8
)


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


def corrected(query: Query, titles: Iterable[str]) -> str | None:
    """What was typed with each unknown word replaced by the likest word of `titles` (with
    their marks); None when every word is known or none has a like one."""
    spellings: dict[str, Counter[str]] = {}
    for title in titles:
        for word in title.lower().split():
            bare = word.strip(_EDGES)
            if folded := fold(bare):
                spellings.setdefault(folded, Counter())[bare] += 1
    changed = False
    words: list[str] = []
    for word in query.words:
        known = word
        # Words of one or two letters are like too many others; very long ones like none.
        if word not in spellings and 3 <= len(word) <= 20:
            like = get_close_matches(word, spellings, n=3, cutoff=0.72)
            if like:
                # Of words about equally like, the one that many titles use is meant.
                known = max(like, key=lambda candidate: spellings[candidate].total())
                changed = True
        words.append(spellings[known].most_common(1)[0][0] if known in spellings else word)
    return " ".join(words) if changed else None


def likest(query: Query, titles: Sequence[tuple[int, str]], most: int = 5) -> list[int]:
    """The identifiers of the (identifier, folded title) pairs that share most with what was
    typed, by groups of three letters: helps where letters are missing, doubled or run together."""
    wanted = _triples(query.phrase)
    if len(wanted) < 3:
        return []
    scored = []
    for identifier, title in titles:
        own = _triples(title)
        share = len(wanted & own) / len(wanted)
        if share >= 0.5:
            scored.append((-share, len(title), identifier))
    return [identifier for _share, _length, identifier in sorted(scored)[:most]]


def _triples(text: str) -> set[str]:
    letters = "".join(_WORD.findall(text))
    return {letters[i : i + 3] for i in range(len(letters) - 2)}


def _whole(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9a-z]){re.escape(text)}(?![0-9a-z])")
