"""The room of the citizen: its blueprint, and the loading of what is the person's own."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, request, url_for

from portal.accounts.session import me
from portal.dossiers import authority, queries, submission
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.moving_on import is_outdated
from portal.i18n import _
from portal.web import READING_METHODS, back_to

blueprint = Blueprint("citizen", __name__)


def own(reference: str) -> Dossier:
    """The person's own dossier or 404; kept from others while this request writes."""
    is_writing = request.method not in READING_METHODS
    return queries.own_dossier(reference, me(), lock=is_writing) or abort(404)


def own_draft(reference: str) -> Dossier:
    """A draft of one's own. Before a page of an outdated one is filled in, its owner is told what
    changed, on the draft's first page."""
    found = own(reference)
    submission.expect_draft(found)
    if request.method == "GET" and is_outdated(found):
        abort(back_to(url_for("citizen.dossier", reference=reference)))
    return found


def paper_names(found: Dossier) -> list[tuple[str, list[Attachment]]]:
    """Each paper's name with its files; papers of no name of this version under "others"."""
    documents = authority.asked_documents(found)
    files = by_paper(found.kept_attachments)
    named = [(d.name, files.pop(d.key)) for d in documents.items if d.key in files]
    others = [one for group in files.values() for one in group]
    return [*named, (_("Giấy tờ khác"), others)] if others else named


def by_paper(attachments: Iterable[Attachment]) -> dict[str, list[Attachment]]:
    found: dict[str, list[Attachment]] = {}
    for one in attachments:
        found.setdefault(one.document_key, []).append(one)
    return found
