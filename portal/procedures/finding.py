"""Search the catalogue. What is published is public: nothing here is limited to a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from sqlalchemy.orm import Session

from portal.procedures.audiences import Audience
from portal.procedures.definitions import AuthorityLevel, ServiceLevel
from portal.procedures.known_catalogue import catalogue
from portal.procedures.queries import PER_PAGE, Option
from portal.procedures.search import Query, Wanted, corrected, likest, meant_by, without_talk
from portal.procedures.search_index import Answers, Bits, CatalogueIndex, Entry, Place
from portal.vietnam import fold

MOST_SUGGESTIONS = 5
SHORTEST_SUGGESTED = 2  # letters


@dataclass(frozen=True)
class Found:
    """One page of a search. `options` by filter, each counted under all the other filters.
    `online_ids` are those that can be handed in online here."""

    wanted: Wanted
    total: int
    pages: int
    procedures: Sequence[Entry]
    options: dict[str, list[Option]]
    online_count: int
    online_ids: frozenset[int]
    corrected: str | None = None
    likest: Sequence[Entry] = field(default_factory=tuple)


@dataclass(frozen=True)
class Suggestion:
    code: str
    title: str
    sector: str


def search(session: Session, wanted: Wanted) -> Found:
    """The procedures in force that answer `wanted`, the likest first, with counts by filter.

    A sector or unit nobody has is left out and named in `wanted.ignored` of the answer.
    """
    known = catalogue(session)
    sector = next((x for x in known.sectors if x.key == wanted.sector), None)
    unit = next((x for x in known.units if x.key == wanted.unit), None)
    wanted = _without_unknown(wanted, sector, unit)
    answers = known.answers(wanted.text) if wanted.text else []
    by_text = sum(one.bits for one in answers) if wanted.text else known.everything
    filters = _filters(known, wanted, sector, unit)

    def chosen(without: str = "") -> Bits:
        bits = by_text
        for name, those in filters.items():
            bits &= those if name != without else known.everything
        return bits

    matching = chosen()
    total = matching.bit_count()
    pages = max(1, -(-total // PER_PAGE))
    wanted = replace(wanted, page=min(wanted.page, pages))
    shown = known.in_order(answers, matching) if wanted.text else known.by_title(matching)
    first = (wanted.page - 1) * PER_PAGE
    found = Found(
        wanted=wanted,
        total=total,
        pages=pages,
        procedures=list(islice(shown, first, first + PER_PAGE)),
        options={
            "sector": _places(known.sectors, known.of_sector, chosen("sector")),
            "level": [
                Option(str(int(level)), "", n)
                for level in sorted(ServiceLevel, reverse=True)
                if (n := (chosen("level") & known.of_level.get(level, 0)).bit_count())
            ],
            "authority": [
                Option(authority.value, "", n)
                for authority in AuthorityLevel
                if (n := (chosen("authority") & known.of_authority.get(authority, 0)).bit_count())
            ],
            "audience": [
                Option(audience.value, "", n)
                for audience in Audience
                if (n := (chosen("audience") & known.for_audience.get(audience, 0)).bit_count())
            ],
            "unit": _places(known.units, known.at_unit, chosen("unit")),
        },
        online_count=(chosen("online") & known.online).bit_count(),
        online_ids=known.online_ids,
    )
    # Only a text that no procedure answers was perhaps mistyped; one that the filters leave
    # nothing of was not.
    return found if by_text or not wanted.text else _with_suggestions(found, known)


def suggestions(session: Session, text: str, most: int = 8) -> list[Suggestion]:
    """The likeliest procedures for what is being typed, for the list under the search box; what
    was mistyped is put right without asking."""
    if len(fold(text)) < SHORTEST_SUGGESTED:
        return []
    known = catalogue(session)
    found = known.answers(text) or _put_right(text, known)[1]
    best = islice(known.in_order(found, known.everything), most)
    return [Suggestion(x.code, x.title, x.sector.name) for x in best]


def _filters(
    known: CatalogueIndex, wanted: Wanted, sector: Place | None, unit: Place | None
) -> dict[str, Bits]:
    """By the name of each filter that is set: what it leaves."""
    filters: dict[str, Bits] = {}
    if sector:
        filters["sector"] = known.of_sector.get(sector.id, 0)
    if wanted.level:
        filters["level"] = known.of_level.get(wanted.level, 0)
    if wanted.authority:
        filters["authority"] = known.of_authority.get(wanted.authority, 0)
    if wanted.audience:
        filters["audience"] = known.for_audience.get(wanted.audience, 0)
    if unit:
        filters["unit"] = known.at_unit.get(unit.id, 0)
    if wanted.online:
        filters["online"] = known.online
    return filters


def _places(places: Sequence[Place], holding: dict[int, Bits], among: Bits) -> list[Option]:
    counted = ((x, (among & holding.get(x.id, 0)).bit_count()) for x in places)
    return [Option(place.key, place.name, count) for place, count in counted if count]


def _with_suggestions(found: Found, known: CatalogueIndex) -> Found:
    query = Query(found.wanted.text)
    better, answers = _put_right(found.wanted.text, known)
    if answers:
        best = islice(known.in_order(answers, known.everything), MOST_SUGGESTIONS)
        return replace(found, corrected=better, likest=list(best))
    ids = likest(query, known.vocabulary, MOST_SUGGESTIONS)
    return replace(found, likest=[known.by_id[identifier] for identifier in ids])


def _put_right(text: str, known: CatalogueIndex) -> tuple[str | None, list[Answers]]:
    """The text spelt right, and what answers it. With its talk where that makes everyday words of
    it, then as they are meant: "làm giấy khai sihn" wants the registration, "giấy khai sinh" alone
    a copy as well."""
    query = Query(text)
    everyday = corrected(query, known.vocabulary, with_talk=True)
    meant = meant_by(everyday, known.synonyms) if everyday else ""
    if everyday and meant and meant != everyday:
        answers = known.answers(everyday)
        if answers:
            return without_talk(meant), answers
    better = corrected(query, known.vocabulary)
    return better, known.readings(Query(better)) if better else []


def _without_unknown(wanted: Wanted, sector: Place | None, unit: Place | None) -> Wanted:
    ignored = list(wanted.ignored)
    if wanted.sector and sector is None:
        wanted = replace(wanted, sector="")
        ignored.append("sector")
    if wanted.unit and unit is None:
        wanted = replace(wanted, unit="")
        ignored.append("unit")
    return replace(wanted, ignored=tuple(ignored))
