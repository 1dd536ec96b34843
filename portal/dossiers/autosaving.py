"""Keep what is typed on a page of a dossier as it is typed, and notice a second device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.db import db
from portal.dossiers.models import Dossier, DraftPage
from portal.dossiers.workflow import State
from portal.errors import Conflict, Invalid
from portal.i18n import _

Pairs = Sequence[tuple[str, str]]

MOST_PAIRS = 3000
MOST_CHARACTERS = 400_000
SUPPLEMENT = "bo-sung"  # the page that answers a supplement request


@dataclass(frozen=True)
class Save:
    """What a device sends: the page's (name, value) pairs, the revision it started from, and who
    it is (`writer`: one opened page; `device`: words such as "phone")."""

    pairs: Pairs
    revision: int
    writer: str = ""
    device: str = ""


def page_of(dossier: Dossier, name: str) -> DraftPage | None:
    return next((page for page in dossier.draft_pages if page.name == name), None)


def revision_of(dossier: Dossier, name: str) -> int:
    page = page_of(dossier, name)
    return page.revision if page else 0


def typed_on(dossier: Dossier, name: str) -> list[tuple[str, str]]:
    """What is typed there and not an answer yet; empty when all of it is."""
    page = page_of(dossier, name)
    return [(str(key), str(value)) for key, value in page.typed] if page else []


def unfinished(dossier: Dossier) -> set[str]:
    """Names of the pages on which something typed is no answer yet."""
    return {page.name for page in dossier.draft_pages if page.typed}


def is_overtaken(dossier: Dossier, name: str, save: Save) -> bool:
    """Another device saved this page after `save` was begun. The same opened page repeating
    itself, because an answer was lost on the way, is no other device."""
    page = page_of(dossier, name)
    if page is None or page.revision == save.revision:
        return False
    return not (save.writer and page.writer == save.writer)


def keep_typed(dossier: Dossier, name: str, save: Save, *, at: datetime) -> DraftPage:
    """Keep a page as it was typed. Whether it is overtaken is asked before."""
    expect_open_for_typing(dossier, name)
    if (
        len(save.pairs) > MOST_PAIRS
        or sum(len(value) for _key, value in save.pairs) > MOST_CHARACTERS
    ):
        raise Invalid(_("Trang này có quá nhiều nội dung để lưu tự động. Hãy viết ngắn hơn."))
    return _keep(dossier, name, save.pairs, save.writer, save.device, at)


def settle(
    dossier: Dossier, name: str, *, at: datetime, writer: str = "", device: str = ""
) -> DraftPage:
    """All that was typed on a page is kept as answers: nothing is left over, other devices are
    told."""
    return _keep(dossier, name, (), writer, device, at)


def forget(dossier: Dossier) -> None:
    """Nothing typed is left: the dossier was handed in, answered or thrown away."""
    for page in dossier.draft_pages:
        page.typed = []
        page.revision += 1


def expect_open_for_typing(dossier: Dossier, name: str) -> None:
    wanted = State.SUPPLEMENT_REQUESTED if name == SUPPLEMENT else State.DRAFT
    if dossier.state is not wanted:
        raise Conflict(_("Hồ sơ đã được gửi nên trang này không lưu được nữa."))


def _keep(
    dossier: Dossier,
    name: str,
    pairs: Iterable[tuple[str, str]],
    writer: str,
    device: str,
    at: datetime,
) -> DraftPage:
    page = page_of(dossier, name)
    if page is None:
        page = DraftPage(name=name, revision=0)
        dossier.draft_pages.append(page)
    page.typed = [[key, value] for key, value in pairs]
    page.revision += 1
    page.writer, page.device, page.saved_at = writer, device, at
    db.session.flush()
    return page
