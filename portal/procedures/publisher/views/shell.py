"""What every tab of a version stands in, and how a change made on one is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.session import me
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.procedures import editing, version_queries
from portal.procedures.models import ProcedureVersion, VersionState
from portal.procedures.publisher.base_forms import PublisherForm
from portal.procedures.publisher.labels import COMING, PARTS, STATES
from portal.web import back_to, page

blueprint = Blueprint("publisher", __name__, url_prefix="/danh-muc")

# Key of each tab, endpoint, its further argument, and the part it is about.
TABS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("general", "general", {}, "general"),
    ("form_tab", "form_tab", {}, "form"),
    ("giay-to", "items", {"tab": "giay-to"}, "documents"),
    ("phi", "items", {"tab": "phi"}, "fees"),
    ("thoi-han", "items", {"tab": "thoi-han"}, "limits"),
    ("quy-trinh", "items", {"tab": "quy-trinh"}, "route"),
    ("result", "result", {}, "result"),
    ("can-cu", "items", {"tab": "can-cu"}, "legal_bases"),
    ("guidance", "guidance", {}, "guidance"),
    ("units", "units", {}, "units"),
    ("checks", "checks", {}, "checks"),
    ("history", "history", {}, "history"),
)


def load(version_id: int) -> ProcedureVersion:
    """The version, or 404. A page that sends something in locks it."""
    reads = request.method in ("GET", "HEAD")
    find = version_queries.version if reads else version_queries.version_for_change
    return find(version_id) or abort(404)


def tab_page(
    version: ProcedureVersion, tab: str, template: str, *, status: int = 200, **values: Any
) -> Response:
    """A tab of the version; `tab` is its key in TABS."""
    return page(
        f"procedures/publisher/{template}",
        status=status,
        version=version,
        procedure=version.procedure,
        state=state_of(version),
        tabs=[
            (
                str(PARTS[part]),
                url_for(f"publisher.{name}", version_id=version.id, **more),
                key == tab,
            )
            for key, name, more, part in TABS
        ],
        can_edit=version.state is VersionState.DRAFT,
        **values,
    )


def state_of(version: ProcedureVersion) -> tuple[str, str]:
    """Words and colour. A published version whose day lies ahead says so."""
    is_coming = (
        version.state is VersionState.PUBLISHED
        and version.effective_from is not None
        and version.effective_from > clock.today()
    )
    words, colour = COMING if is_coming else STATES[version.state]
    return str(words), colour


def saved(
    version: ProcedureVersion,
    name: str,
    form: PublisherForm,
    change: Callable[[], bool],
    then: str,
    again: Callable[[int], Response],
) -> Response:
    """Save one part: 303 to `then`, or `again(status)` with what is wrong. When somebody else
    saved it meanwhile, what was typed stays, and the next press replaces theirs."""
    try:
        changed = change()
    except Invalid as refusal:
        form.show(refusal)
        return again(422)
    except Conflict as refusal:
        if version.state is not VersionState.DRAFT:
            raise
        form.form_errors.append(refusal.sentence)
        form.seen.data = editing.seen(version, name)
        return again(409)
    return back_to(then, _("Đã lưu.") if changed else _("Không có gì thay đổi."))


def save_part(
    version: ProcedureVersion,
    name: str,
    part: Callable[[], Any],
    form: PublisherForm,
    then: str,
    again: Callable[[int], Response],
) -> Response:
    """`saved` for one part of the version; `part()` builds it and may raise Invalid."""
    return saved(
        version,
        name,
        form,
        lambda: editing.change_part(
            version, name, part(), by=me(), at=clock.now(), seen=form.seen.data or ""
        ),
        then,
        again,
    )
