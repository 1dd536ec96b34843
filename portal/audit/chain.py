"""The chain of the log: what a row's hash is made of, and how a damaged chain tells what was done.

A link binds the row's content (its digest), its place and the link before it. So a changed content
breaks its digest, a changed place its link, and whoever mends both must mend every link after it,
which the heads kept outside the database betray.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

FIRST = ""  # what the first link is bound to
MOST_UNTANGLED = 40  # misfits compared with each other; beyond that they are named without a reason


class Damage(enum.StrEnum):
    ALTERED = "altered"
    REMOVED = "removed"
    REORDERED = "reordered"
    CUT_OFF = "cut_off"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Link:
    """A row as it stands in the chain now."""

    position: int
    content: bytes
    digest: str
    hash: str


@dataclass(frozen=True)
class Head:
    """What was known outside the database: the hash at a place. `source` names the file."""

    position: int
    hash: str
    source: str = ""


@dataclass(frozen=True)
class Finding:
    """`first` to `last`: the places it is about; `told` what else is known (the place a row came
    from, the file that says otherwise)."""

    damage: Damage
    first: int
    last: int
    told: str = ""


def canonical(values: dict[str, Any]) -> bytes:
    """JSON of which there is one writing only."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def link_hash(previous: str, position: int, digest: str) -> str:
    return hashlib.sha256(f"{previous}|{position}|{digest}".encode()).hexdigest()


def findings(links: Iterable[Link], heads: Sequence[Head] = ()) -> list[Finding]:
    """Everything wrong with the chain, by place. `links` in the order of their places."""
    found: list[Finding] = []
    misfits: list[tuple[Link, str]] = []
    at_heads = {head.position: "" for head in heads}
    last = 0
    for link, previous, gap_from in _walk(links):
        if gap_from:
            found.append(Finding(Damage.REMOVED, gap_from, link.position - 1))
        if link.digest != digest_of(link.content):
            found.append(Finding(Damage.ALTERED, link.position, link.position))
        if not gap_from and link.hash != link_hash(previous, link.position, link.digest):
            misfits.append((link, previous))
        if link.position in at_heads:
            at_heads[link.position] = link.hash
        last = link.position
    named = {finding.first for finding in found if finding.damage is Damage.ALTERED}
    found += [f for f in _explained(misfits) if f.first not in named]
    found += _against(heads, at_heads, last)
    return sorted(found, key=lambda finding: (finding.first, finding.last))


def _walk(links: Iterable[Link]) -> Iterator[tuple[Link, str, int]]:
    """Each link with the hash before it; the third is where a gap before it begins, or 0."""
    previous, expected = FIRST, 1
    for link in links:
        yield link, previous, expected if link.position > expected else 0
        previous, expected = link.hash, link.position + 1


def _explained(misfits: list[tuple[Link, str]]) -> Iterator[Finding]:
    """Why links do not fit the one before: a row stands where another stood, or was changed with
    its digest. A row whose neighbour was moved or changed is innocent."""
    few = [link for link, _previous in misfits[:MOST_UNTANGLED]]
    for link, previous in misfits:
        place = link.position
        if any(link.hash == link_hash(_as_it_was(o, p), place, link.digest)
               for o, p in misfits[:MOST_UNTANGLED]):  # fmt: skip
            continue
        if any(link.hash == link_hash(o.hash, place, link.digest) for o in few if o is not link):
            continue
        came_from = _place_it_came_from(link, misfits[:MOST_UNTANGLED])
        if came_from:
            yield Finding(Damage.REORDERED, place, place, str(came_from))
        elif any(link.hash == link_hash(previous, place, o.digest) for o in few if o is not link):
            yield Finding(Damage.REORDERED, place, place)
        else:
            yield Finding(Damage.ALTERED, place, place)


def _as_it_was(link: Link, previous: str) -> str:
    """The hash the link should have: its stored one may be what was changed."""
    return link_hash(previous, link.position, link.digest)


def _place_it_came_from(link: Link, misfits: list[tuple[Link, str]]) -> int:
    before = {previous for _link, previous in misfits} | {other.hash for other, _ in misfits}
    for other, _previous in misfits:
        if other is link:
            continue
        if any(link.hash == link_hash(b, other.position, link.digest) for b in before):
            return other.position
    return 0


def _against(heads: Sequence[Head], stored: dict[int, str], last: int) -> Iterator[Finding]:
    known_good = 0
    cut_to = max((head.position for head in heads), default=0)
    if cut_to > last:
        yield Finding(Damage.CUT_OFF, last + 1, cut_to)
    for head in sorted(heads, key=lambda head: head.position):
        if head.position > last:
            continue
        if stored[head.position] == head.hash:
            known_good = max(known_good, head.position)
        elif stored[head.position]:
            yield Finding(Damage.REWRITTEN, known_good + 1, head.position, head.source)
            return
