"""The public catalogue, and what its publishers have to look at."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, url_for

from portal import clock, config
from portal.accounts.access import officer, public
from portal.accounts.roles import Role
from portal.db import db
from portal.downloads import send_stored
from portal.i18n import _
from portal.procedures import (
    finding,
    local_queries,
    local_words,
    presentation,
    queries,
    samples,
)
from portal.procedures.definitions import ServiceLevel
from portal.procedures.forms import LONGEST_TEXT, read_page, read_wanted
from portal.procedures.known_catalogue import catalogue
from portal.procedures.models import Procedure, ProcedureVersion
from portal.procedures.presentation import AUDIENCES, AUTHORITIES, CHANNELS, LEVELS
from portal.procedures.search import Wanted
from portal.units.models import Unit
from portal.web import limiter, page
from portal.web_forms import clean_text

blueprint = Blueprint("procedures", __name__)

# One who types quickly asks some times a second; many sit behind one address.
SUGGESTIONS_PER_ADDRESS = "1200 per minute"
SHOWN_OF_EVENT = 6


@blueprint.get("/")
@public
def home() -> Response:
    counts = queries.count_in_force(db.session)
    return page(
        "procedures/home.html",
        life_events=presentation.LIFE_EVENTS,
        everyday=queries.easiest_online(db.session, most=6),
        total=sum(counts.values()),
        levels=LEVELS,
        longest=LONGEST_TEXT,
    )


@blueprint.get("/thu-tuc")
@public
def search() -> Response:
    found = finding.search(db.session, read_wanted(request.args))
    wanted = found.wanted
    return page(
        "procedures/search.html",
        found=found,
        wanted=wanted,
        options=_labelled(found),
        chips=_chips(found),
        kept={name: x for name, x in wanted.arguments().items() if name != "q"},
        ignored=[str(presentation.FILTERS[name]) for name in wanted.ignored],
        levels=LEVELS,
        authorities=AUTHORITIES,
        longest=LONGEST_TEXT,
        page_url=lambda number: url_for(".search", **wanted.arguments(page=number)),
    )


@blueprint.get("/thu-tuc/goi-y")
@public
@limiter.limit(SUGGESTIONS_PER_ADDRESS)
def suggest() -> Response:
    """What the list under the search box shows while one types."""
    text = read_wanted(request.args).text
    return jsonify(
        [
            {
                "title": one.title,
                "sector": one.sector,
                "address": url_for(".procedure", code=one.code),
            }
            for one in finding.suggestions(db.session, text)
        ]
    )


@blueprint.get("/viec-trong-doi/<key>")
@public
def life_event(key: str) -> Response:
    event = next((x for x in presentation.LIFE_EVENTS if x.picture == key), None) or abort(404)
    found = [
        (label, words, finding.search(db.session, Wanted(text=words)))
        for label, words in event.links
    ]
    return page(
        "procedures/life_event.html",
        event=event,
        groups=[
            (label, words, result, result.procedures[:SHOWN_OF_EVENT])
            for label, words, result in found
        ],
        levels=LEVELS,
    )


@blueprint.get("/thu-tuc/linh-vuc")
@public
def sectors() -> Response:
    return page("procedures/sectors.html", sectors=queries.sectors_with_counts(db.session))


@blueprint.get("/thu-tuc/muc-do")
@public
def levels() -> Response:
    counts = queries.count_in_force(db.session)
    return page(
        "procedures/levels.html",
        rows=[
            (level, LEVELS[level], counts.get(level, 0))
            for level in sorted(ServiceLevel, reverse=True)
        ],
        online=len(catalogue(db.session).online_ids),
        units=queries.levels_by_unit(db.session, clock.today()),
        full_target=config.current().full_level_target,
    )


@blueprint.get("/thu-tuc/don-vi")
@public
def units() -> Response:
    return page("procedures/units.html", units=queries.units_with_counts(db.session))


@blueprint.get("/thu-tuc/<code>")
@public
def procedure(code: str) -> Response:
    found = queries.procedure_by_code(db.session, clean_text(code) or "")
    if found is None:
        abort(404)
    units = queries.competent_units(db.session, found)
    return procedure_page(found, found.current, units)


def procedure_page(
    found: Procedure, version: ProcedureVersion, units: list[Unit], *, is_preview: bool = False
) -> Response:
    """What people read of a version; as a preview, without the frame of the page around it."""
    return page(
        "procedures/procedure.html",
        procedure=found,
        version=version,
        parts=version.parts,
        units=units,
        desks=queries.desks_by_unit(db.session, found),
        local=local_words.by_unit(
            local_queries.differences_on(db.session, found, clock.today()), version.parts
        ),
        can_apply=_can_apply(found, version, units) and not is_preview,
        page_class="cat-preview" if is_preview else "",
        level=LEVELS[version.level],
        authority=AUTHORITIES[version.authority_level],
        channels=CHANNELS,
        show=presentation,
    )


@blueprint.get("/thu-tuc/giay-to-mau/<sha256>")
@public
def sample(sha256: str) -> Response:
    """A filled in example of a paper."""
    found = samples.by_hash(sha256) or abort(404)
    return send_stored(found.sha256, found.name, found.content_type, inline=True)


@blueprint.get("/danh-muc/can-xem-lai")
@officer(Role.PUBLISHER)
def review() -> Response:
    sector = (clean_text(request.args.get("sector", "")) or "")[:200]
    reason = (clean_text(request.args.get("reason", "")) or "")[:500]
    result = queries.versions_to_review(db.session, sector, reason, read_page(request.args))
    chosen = {"sector": sector, "reason": reason}
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return page(
        "procedures/review.html",
        review=result,
        chosen=chosen,
        field_names=presentation.FLAG_FIELDS,
        page_url=lambda number: url_for(".review", **kept, page=number),
    )


def _can_apply(procedure: Procedure, version: ProcedureVersion, units: list[Unit]) -> bool:
    """In force, level 3 or 4, with a form to fill in and a unit to send it to."""
    return (
        procedure.is_in_force
        and version.level >= ServiceLevel.PARTIAL
        and bool(version.parts.form.fields())
        and bool(units)
    )


def _labelled(found: finding.Found) -> dict[str, list[tuple[str, str, int]]]:
    """The filters' options as (value, words, count)."""
    words = {
        "level": {str(int(level)): name for level, (name, _text, _colour) in LEVELS.items()},
        "authority": {level.value: name for level, name in AUTHORITIES.items()},
        "audience": {audience.value: name for audience, name in AUDIENCES.items()},
    }
    return {
        name: [(x.value, x.label or str(words[name][x.value]), x.count) for x in options]
        for name, options in found.options.items()
    }


def _chips(found: finding.Found) -> list[tuple[str, str]]:
    """Each filter in force: its words, and the address of the same search without it."""
    wanted: Wanted = found.wanted
    labels = {
        name: {value: text for value, text, _count in options}
        for name, options in _labelled(found).items()
    }
    chosen: list[tuple[str, str, Any]] = [
        ("sector", labels["sector"].get(wanted.sector, wanted.sector), ""),
        ("level", str(LEVELS[wanted.level][0]) if wanted.level else "", None),
        ("authority", str(AUTHORITIES[wanted.authority]) if wanted.authority else "", None),
        ("audience", str(AUDIENCES[wanted.audience]) if wanted.audience else "", None),
        ("unit", labels["unit"].get(wanted.unit, wanted.unit), ""),
        ("online", _("Nộp trực tuyến được") if wanted.online else "", False),
    ]
    return [
        (text, url_for(".search", **wanted.arguments(**{name: nothing})))
        for name, text, nothing in chosen
        if text
    ]
