"""Work on many dossiers: look them over, press once, read what came of each."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from flask import Blueprint, abort, request, session, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.documents.models import DocumentState
from portal.documents.signing_models import RequestState
from portal.dossiers import queries
from portal.dossiers.models import Dossier
from portal.dossiers.views import worklist
from portal.dossiers.views.case import DESKS
from portal.dossiers.workplace import assigning, batches, words
from portal.dossiers.workplace.models import BatchAct
from portal.dossiers.workplace.wanted import Wanted, Worklist
from portal.dossiers.workplace_forms import (
    BATCH_FORMS,
    AssignManyForm,
    BatchForm,
    HandOverManyForm,
    SignManyForm,
)
from portal.errors import Conflict
from portal.web import back_to, by_itself, limiter, page

blueprint = Blueprint("batch", __name__, url_prefix="/can-bo/hang-loat")
LIST_OF = {
    BatchAct.RECEIVE: Worklist.DESK,
    BatchAct.HAND_OVER: Worklist.DESK,
    BatchAct.TAKE: Worklist.SPECIALIST,
    BatchAct.ASSIGN: Worklist.LEADER,
    BatchAct.SIGN: Worklist.LEADER,
    BatchAct.ISSUE: Worklist.CLERK,
}
_ASKED = (RequestState.WAITING, RequestState.SIGNED)
FAILURES_PER_ACCOUNT = "10 per 15 minutes"  # guesses of a password


def _account_signed_in() -> str:
    return str(session.get("_user_id", "")).partition(".")[0]


def _failed(response: Response) -> bool:
    return response.status_code >= 400


@blueprint.get("")
@officer(*DESKS)
def review() -> Response:
    """What was ticked, each with what stands in its way; nothing is done yet."""
    act = _act(request.args.get("viec", ""))
    dossiers = batches.chosen(request.args.getlist("hs"), by=me(), day=clock.today())
    return _review_page(act, _form(act, dossiers), dossiers, 200)


@blueprint.post("")
@officer(*DESKS)
@limiter.limit(FAILURES_PER_ACCOUNT, key_func=_account_signed_in, deduct_when=_failed)
def do() -> Response:
    """Each dossier by itself; then the page that says what came of each."""
    act = _act(request.form.get("viec", ""))
    versions = dict(_seen(text) for text in request.form.getlist("hs"))
    dossiers = batches.chosen(versions, by=me(), day=clock.today())
    form = _form(act, dossiers)
    if not dossiers or not form.validate_on_submit() or not _key(form):
        return _review_page(act, form, dossiers, 422)
    key, account = _key(form), me()
    seen = [(dossier, versions[dossier.reference]) for dossier in dossiers]
    by_itself(partial(_begun, act, key, seen, form), _give_up)
    batch = batches.own_batch(key, account)
    assert batch is not None
    for item_id in [item.id for item in batch.items if item.is_done is None]:
        by_itself(partial(_do_item, item_id, account), partial(_refuse_item, item_id))
    return back_to(url_for("batch.outcome", batch_key=key))


@blueprint.get("/<batch_key>")
@officer(*DESKS)
def outcome(batch_key: str) -> Response:
    batch = batches.own_batch(batch_key, me()) or abort(404)
    requests = batches.signatures_asked(batch)
    states = {item.id: requests[item.id].state for item in batch.items if item.id in requests}
    sent = {key for key, state in states.items() if state is RequestState.WAITING}
    unsigned = {key for key, state in states.items() if state not in _ASKED}
    return page(
        "dossiers/officer/batch_outcome.html",
        batch=batch,
        title=words.BATCH_ACTS[batch.act],
        done=[one for one in batch.items if one.is_done and one.id not in sent | unsigned],
        refused=[item for item in batch.items if item.is_done is False],
        waiting=[item for item in batch.items if item.is_done is None],
        sent=[item for item in batch.items if item.id in sent],
        unsigned=[(item, requests[item.id]) for item in batch.items if item.id in unsigned],
        list_address=_list_address(batch.act),
    )


def _begun(act: BatchAct, key: str, seen: list[tuple[Dossier, int]], form: Any) -> None:
    batches.begin(act, key, seen, form.details, by=me(), at=clock.now())


def _do_item(item_id: int, account: Account) -> None:
    batches.do_item(item_id, by=account, at=clock.now())


def _refuse_item(item_id: int, sentence: str) -> None:
    batches.refuse_item(item_id, sentence, at=clock.now())


def _give_up(sentence: str) -> None:
    raise Conflict(sentence)


def _act(text: str) -> BatchAct:
    if text not in set(BatchAct):
        abort(404)
    act = BatchAct(text)
    role = LIST_OF[act].role
    roles = me().roles_on(clock.today())
    if role not in roles and not (act is BatchAct.TAKE and roles & {Role.LEADER, Role.CLERK}):
        abort(403)
    return act


def _seen(text: str) -> tuple[str, int]:
    """ "ABC-DEF:7": a dossier as it was when the page was made."""
    reference, _colon, version = text.partition(":")
    is_number = version.isascii() and version.isdigit() and len(version) < 10
    return reference, int(version) if is_number else -1


def _key(form: Any) -> str:
    return str(form.key.data or "")[:64]


def _form(act: BatchAct, dossiers: list[Dossier]) -> Any:
    first = dossiers[0] if dossiers else None
    form = BATCH_FORMS.get(act, BatchForm)(
        data={
            "key": secrets.token_hex(16),
            "recipient": first.submitter_name if first else "",
            "identity": first.submitter_identity if first else "",
        }
    )
    if isinstance(form, AssignManyForm):
        units = me().units_as(Role.LEADER, clock.today())
        officers = assigning.officers_of(units, clock.today())
        form.assignee.choices = [(officer.id, officer.full_name) for officer in officers]
    if isinstance(form, SignManyForm):
        form.signer = me()
    return form


def _review_page(act: BatchAct, form: Any, dossiers: list[Dossier], status: int) -> Response:
    account, now = me(), clock.now()
    rows = [
        {
            "dossier": dossier,
            "hindrance": batches.hindrance(act, dossier, by=account, at=now),
            "paper": _paper(act, dossier),
        }
        for dossier in dossiers
    ]
    submitters = {(d.submitter_name, d.submitter_identity) for d in dossiers}
    return page(
        "dossiers/officer/batch.html",
        status=status,
        act=act,
        title=words.BATCH_ACTS[act],
        form=form,
        fields=[f for f in form if f.name not in ("key", "csrf_token", "version")],
        rows=rows,
        is_mixed=isinstance(form, HandOverManyForm) and len(submitters) > 1,
        list_address=_list_address(act),
    )


def _paper(act: BatchAct, dossier: Dossier) -> Any:
    """What is to be signed or sealed."""
    if act is BatchAct.SIGN:
        return queries.draft_result_of(dossier)
    return queries.result_of(dossier, DocumentState.SIGNED) if act is BatchAct.ISSUE else None


def _list_address(act: BatchAct) -> str:
    place = worklist.place_asked()
    if place is not None:
        return worklist.address(place.wanted)
    of_list = LIST_OF[act]
    return worklist.address(Wanted(of_list, of_list.tabs[0]))
