"""What differs between any two versions of a procedure."""

from __future__ import annotations

from itertools import groupby

from flask import abort, request
from werkzeug.wrappers import Response

from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.i18n import _, lazy_
from portal.procedures import version_queries
from portal.procedures.difference_words import Difference, explained
from portal.procedures.models import Procedure, ProcedureVersion
from portal.procedures.presentation import AUTHORITIES, LEVELS
from portal.procedures.publisher.labels import PARTS
from portal.procedures.publisher.views.shell import blueprint, state_of
from portal.web import page
from portal.web_forms import clean_text

GENERAL = (
    ("title", lazy_("tên")),
    ("sector_name", lazy_("lĩnh vực")),
    ("level", lazy_("mức độ trực tuyến")),
    ("authority_level", lazy_("cấp giải quyết")),
)


@blueprint.get("/thu-tuc/<code>/so-sanh")
@officer(Role.PUBLISHER)
def compare(code: str) -> Response:
    """`from` and `to` are version numbers; without them the newest and what it was written from."""
    procedure = version_queries.procedure_with_versions(clean_text(code) or "") or abort(404)
    newer = _asked(procedure, "to") or procedure.versions[-1]
    older = (
        _asked(procedure, "from")
        or version_queries.version_of(procedure, newer.based_on)
        or version_queries.version_of(procedure, newer.number - 1)
        or newer
    )
    differences = [*_general(older, newer), *explained(older.parts, newer.parts)]
    return page(
        "procedures/publisher/compare.html",
        procedure=procedure,
        versions=[(v, state_of(v)[0]) for v in procedure.versions],
        older=older,
        newer=newer,
        groups=[(PARTS[part], list(rows)) for part, rows in groupby(differences, lambda d: d.part)],
    )


def _asked(procedure: Procedure, name: str) -> ProcedureVersion | None:
    text = request.args.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
    return version_queries.version_of(procedure, number)


def _general(older: ProcedureVersion, newer: ProcedureVersion) -> list[Difference]:
    def said(version: ProcedureVersion, name: str) -> str:
        if name == "level":
            return str(LEVELS[version.level][0])
        if name == "authority_level":
            return str(AUTHORITIES[version.authority_level])
        return str(getattr(version, name))

    return [
        Difference("general", _("Thủ tục"), str(label), said(older, name), said(newer, name))
        for name, label in GENERAL
        if getattr(older, name) != getattr(newer, name)
    ]
