"""A damaged chain says what was done to it, and where."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from portal.audit.chain import (
    FIRST,
    Damage,
    Head,
    Link,
    canonical,
    digest_of,
    findings,
    link_hash,
)

SEED = 20260318
TAMPERINGS = 1000
LENGTH = 40


def chain(contents: list[bytes]) -> list[Link]:
    links, previous = [], FIRST
    for position, content in enumerate(contents, 1):
        digest = digest_of(content)
        previous = link_hash(previous, position, digest)
        links.append(Link(position, content, digest, previous))
    return links


WHOLE = chain(
    [canonical({"id": number, "page": "case.dossier"}) for number in range(1, LENGTH + 1)]
)
HEADS = [Head(n, WHOLE[n - 1].hash, f"{n}.json") for n in (10, 25, LENGTH)]


def alter(links: list[Link], at: int, chance: random.Random) -> set[int]:
    links[at] = replace(links[at], content=links[at].content + b" ")
    return {at + 1}


def alter_with_digest(links: list[Link], at: int, chance: random.Random) -> set[int]:
    content = links[at].content + b" "
    links[at] = replace(links[at], content=content, digest=digest_of(content))
    return {at + 1}


def alter_with_hash(links: list[Link], at: int, chance: random.Random) -> set[int]:
    """As whoever knows how hashes are made would, but without touching the links after it."""
    content = links[at].content + b" "
    digest = digest_of(content)
    before = links[at - 1].hash if at else FIRST
    links[at] = Link(at + 1, content, digest, link_hash(before, at + 1, digest))
    return {at + 1, at + 2}


def alter_hash(links: list[Link], at: int, chance: random.Random) -> set[int]:
    links[at] = replace(links[at], hash=digest_of(links[at].hash.encode()))
    return {at + 1}


def remove(links: list[Link], at: int, chance: random.Random) -> set[int]:
    count = chance.randint(1, 3)
    if at + count >= len(links):
        at, count = 3, 1
    del links[at : at + count]
    return set(range(at + 1, at + count + 1))


def remove_and_close_up(links: list[Link], at: int, chance: random.Random) -> set[int]:
    """The rows after it take the places before."""
    del links[at]
    links[:] = [replace(link, position=place) for place, link in enumerate(links, 1)]
    return set(range(at + 1, LENGTH + 1))


def swap(links: list[Link], at: int, chance: random.Random) -> set[int]:
    """Rows change places, and take their hashes along."""
    other = chance.choice([n for n in range(len(links)) if n != at])
    links[at], links[other] = (
        replace(links[other], position=at + 1),
        replace(links[at], position=other + 1),
    )
    return {at + 1, other + 1}


def swap_contents(links: list[Link], at: int, chance: random.Random) -> set[int]:
    """Rows change contents, and leave the hashes where they are."""
    other = chance.choice([n for n in range(len(links)) if n != at])
    one, two = links[at], links[other]
    links[at] = replace(one, content=two.content, digest=two.digest)
    links[other] = replace(two, content=one.content, digest=one.digest)
    return {at + 1, other + 1}


def cut(links: list[Link], at: int, chance: random.Random) -> set[int]:
    del links[at:]
    return set(range(at + 1, LENGTH + 1))


def rewrite(links: list[Link], at: int, chance: random.Random) -> set[int]:
    """One content changed and every hash after it made anew: the chain fits, the heads do not."""
    contents = [link.content for link in links]
    contents[at] += b" "
    links[:] = chain(contents)
    return set(range(1, LENGTH + 1))


EXPECTED = {
    alter: {Damage.ALTERED},
    alter_with_digest: {Damage.ALTERED},
    alter_with_hash: {Damage.ALTERED, Damage.REWRITTEN},
    alter_hash: {Damage.ALTERED, Damage.REWRITTEN},
    remove: {Damage.REMOVED},
    remove_and_close_up: {Damage.ALTERED, Damage.REORDERED, Damage.CUT_OFF, Damage.REWRITTEN},
    swap: {Damage.REORDERED, Damage.REWRITTEN},
    swap_contents: {Damage.REORDERED},
    cut: {Damage.CUT_OFF},
    rewrite: {Damage.REWRITTEN},
}


def test_a_whole_chain_is_whole() -> None:
    assert findings(WHOLE, HEADS) == []
    assert findings([], []) == []


def test_a_thousand_random_tamperings_are_named_where_they_are() -> None:
    chance = random.Random(SEED)
    named: dict[str, int] = {}
    for _turn in range(TAMPERINGS):
        do = chance.choice(list(EXPECTED))
        links = list(WHOLE)
        places = do(links, chance.randrange(LENGTH), chance)
        found = findings(links, HEADS)
        assert found, do.__name__
        assert {f.damage for f in found} & EXPECTED[do], (do.__name__, found)
        assert {f.damage for f in found} <= EXPECTED[do], (do.__name__, found)
        for finding in found:
            if finding.damage is not Damage.REWRITTEN:
                assert set(range(finding.first, finding.last + 1)) & places, (do.__name__, found)
        named[do.__name__] = named.get(do.__name__, 0) + 1
    assert set(named) == {do.__name__ for do in EXPECTED}


@pytest.mark.parametrize(
    ("do", "damage"), [(swap, "reordered"), (cut, "cut_off"), (remove, "removed")]
)
def test_what_was_done_is_called_by_its_name(do: object, damage: str) -> None:
    links = list(WHOLE)
    places = do(links, 20, random.Random(SEED))  # type: ignore[operator]
    about = {
        place
        for finding in findings(links, HEADS)
        if finding.damage == damage
        for place in range(finding.first, finding.last + 1)
    }
    assert about == places
