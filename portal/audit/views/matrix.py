"""The matrix of access: which role opens which page, and how far it sees there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, Flask, current_app
from werkzeug.wrappers import Response

from portal.accounts.access import Access, officer
from portal.accounts.labels import ROLE_NAMES
from portal.accounts.roles import Role
from portal.audit.reach import Reach, reach_of
from portal.audit.words import GROUPS, REACHES
from portal.i18n import _
from portal.web import page

blueprint = Blueprint("access", __name__)


@dataclass(frozen=True)
class Line:
    """Pages of one room that the same roles open: `pages` as "GET /can-bo/…". `part` counts the
    lines of a room that has several, 0 for the only one."""

    group: str
    audience: str
    reaches: dict[Role, Reach]
    pages: tuple[str, ...]
    part: int = 0

    @property
    def name(self) -> str:
        """No two lines are called alike: a room with several says which roles it is about."""
        room = str(GROUPS.get(self.group, self.group))
        opened = [role for role, reach in self.reaches.items() if reach is not Reach.NONE]
        if not self.part:
            return room
        if len(opened) == len(Role):
            return _("%(room)s: mọi vai trò", room=room)
        return f"{room}: {', '.join(str(ROLE_NAMES[role]) for role in opened)}"


@blueprint.get("/quan-tri/quyen")
@officer(Role.ADMINISTRATOR)
def matrix() -> Response:
    return page(
        "audit/matrix.html",
        lines=lines(current_app),
        roles=list(Role),
        columns=[_("Nhóm trang"), *(ROLE_NAMES[role] for role in Role)],
        reaches=REACHES,
        nothing=Reach.NONE,
    )


def lines(app: Flask) -> list[Line]:
    """The whole matrix of officers' pages, room by room."""
    found: dict[tuple[str, frozenset[Role]], list[str]] = {}
    for rule in app.url_map.iter_rules():
        access: Access | None = getattr(app.view_functions[rule.endpoint], "access", None)
        if access is None or access.audience != "officer":
            continue
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        group = rule.endpoint.partition(".")[0]
        found.setdefault((group, access.roles), []).append(f"{methods} {rule.rule}")
    in_order = sorted(found.items(), key=lambda item: (item[0][0], sorted(item[0][1])))
    many = Counter(group for (group, _roles), _pages in in_order)
    seen: Counter[str] = Counter()
    made = []
    for (group, roles), pages in in_order:
        seen[group] += 1
        part = seen[group] if many[group] > 1 else 0
        made.append(Line(group, "officer", _reaches(group, roles), tuple(sorted(pages)), part))
    return made


def _reaches(group: str, roles: frozenset[Role]) -> dict[Role, Reach]:
    return {
        role: reach_of(group, role) if not roles or role in roles else Reach.NONE for role in Role
    }
