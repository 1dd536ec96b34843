"""Records the importer was not sure of, one after the other beside their source: accept or correct."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.i18n import _
from portal.procedures import accepting, editing, queries
from portal.procedures.models import ProcedureVersion
from portal.procedures.presentation import FLAG_FIELDS
from portal.procedures.publisher.flag_words import ELSEWHERE, WHERE, understood
from portal.procedures.publisher.views.shell import blueprint, load
from portal.procedures.remarks import flag_digest
from portal.web import back_to, page
from portal.web_forms import clean_text

_RULE = "/can-xem-lai/<code>"


@blueprint.get(_RULE)
@officer(Role.PUBLISHER)
def remarks(code: str) -> Response:
    chosen = _choice()
    waiting = queries.waiting_for_review(db.session, code, **chosen)
    if waiting is None:
        following = queries.first_for_review(db.session, **chosen)
        if following:
            return back_to(
                _address(following, chosen), _("Thủ tục đó không còn chỗ cần xem."), "info"
            )
        return back_to(
            url_for("procedures.review"),
            _("Không còn thủ tục nào cần xem theo lựa chọn này."),
            "info",
        )
    version = load(waiting.flagged.version_id)
    return page(
        "procedures/publisher/remarks.html",
        waiting=waiting,
        version=version,
        procedure=version.procedure,
        rows=[
            {
                "mark": flag_digest(flag),
                "field": FLAG_FIELDS.get(flag["field"], flag["field"]),
                "reason": flag["reason"],
                "source": flag["text"],
                "understood": understood(version, flag["field"]),
                "raw_field": flag["field"],
            }
            for flag in waiting.flagged.flags
        ],
        chosen=chosen,
        previous=_address(waiting.previous, chosen) if waiting.previous else "",
        following=_address(waiting.next, chosen) if waiting.next else "",
        kept={name: value for name, value in chosen.items() if value},
    )


@blueprint.post(_RULE)
@officer(Role.PUBLISHER)
def accept_remarks(code: str) -> Response:
    """One remark, or all of the record; then the next record that waits."""
    chosen = _choice()
    waiting = queries.waiting_for_review(db.session, code, **chosen)
    version = _version(code)
    mark = request.form.get("mark", "")
    count = accepting.accept(version, [mark] if mark else None, by=me(), at=clock.now())
    said = _("Đã chấp nhận %(count)d chỗ.", count=count)
    if queries.waiting_for_review(db.session, code, **chosen):
        return back_to(_address(code, chosen), said)
    following = (waiting and (waiting.next or waiting.previous)) or queries.first_for_review(
        db.session, **chosen
    )
    if following:
        return back_to(_address(following, chosen), said)
    return back_to(url_for("procedures.review"), said)


@blueprint.post(f"{_RULE}/sua")
@officer(Role.PUBLISHER)
def correct_remark(code: str) -> Response:
    """Open a draft that revises the procedure, at the tab the remark is about."""
    version = _version(code)
    draft = editing.begin_revision(version.procedure, by=me(), at=clock.now())
    endpoint, more = WHERE.get(request.form.get("field", ""), ELSEWHERE)
    return back_to(
        url_for(f".{endpoint}", version_id=draft.id, **more),
        _("Hãy sửa trong bản nháp này. Khi được công bố, các chỗ cần xem của thủ tục cũng hết."),
        "info",
    )


def _version(code: str) -> ProcedureVersion:
    found = queries.procedure_by_code(db.session, clean_text(code) or "") or abort(404)
    return found.current


def _choice() -> dict[str, str]:
    return {
        "sector": (clean_text(request.values.get("sector", "")) or "")[:200],
        "reason": (clean_text(request.values.get("reason", "")) or "")[:500],
    }


def _address(code: str, chosen: dict[str, str]) -> str:
    more: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return url_for(".remarks", code=code, **more)
