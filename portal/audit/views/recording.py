"""What a request writes into the log, decided for all pages in one place: a page that is not named
as impersonal is logged, so that nobody can forget a new one.

An act's row is part of the act's transaction. A reading's is written after it, in one of its own
(`web.note_reading`)."""

from __future__ import annotations

import json
import re
from datetime import datetime

from flask import Flask, Response, current_app, request
from flask_login import current_user

from portal import clock, trail
from portal.accounts.access import Access
from portal.accounts.models import Account
from portal.audit.models import LogEntry, Purpose, Verb
from portal.db import db
from portal.trail import Seen
from portal.web import READING_METHODS, note_reading

# Pages of officers on which no person is named: the catalogue, calendars, forms, figures. Where one of
# them does show dossiers (a report of late ones lists them), its view says so and it is logged.
IMPERSONAL = re.compile(
    r"static|public\..*|procedures\..*|publisher\..*|open_data\..*|calendars\..*|paper_templates\..*"
    r"|unit_changes\..*|code_patterns\..*|form_preview\..*|result_samples\..*|notifications\.(notices|mail|mailbox)"
    r"|documents\..*|tracking\..*|accounts\.(sign_.*|profile|password)"
    r"|own_work\..*|teamwork\.(labels|workloads)|desk\.choose_procedure|visits\.choose"
    r"|statistics\.(?!dossiers$|progress_dossiers$|report_list$|late$).*|paying\.trial_gateway"
)
PURPOSES = {
    "desk": Purpose.RECEPTION, "visits": Purpose.RECEPTION, "scanning": Purpose.RECEPTION,
    "keeping": Purpose.RECEPTION, "register": Purpose.RECEPTION, "handing_on": Purpose.RECEPTION,
    "payments": Purpose.FEES, "paying": Purpose.FEES, "money": Purpose.FEES,
    "charging": Purpose.FEES, "consulting": Purpose.OPINION,
    "statistics": Purpose.SUPERVISION, "audit": Purpose.SUPERVISION,
    "accounts": Purpose.ADMINISTRATION, "leaving": Purpose.ADMINISTRATION, "notifications": Purpose.ADMINISTRATION,
    "calendars": Purpose.ADMINISTRATION, "paper_templates": Purpose.ADMINISTRATION,
    "code_patterns": Purpose.ADMINISTRATION, "unit_changes": Purpose.ADMINISTRATION,
    "rescheduling": Purpose.ADMINISTRATION,
    "rectifying": Purpose.ADMINISTRATION, "retention": Purpose.ADMINISTRATION,
    "publisher": Purpose.ADMINISTRATION, "tracking": Purpose.LOOKUP,
}  # fmt: skip
ANSWERED_AGAIN = 422  # a form that comes back shows the dossier too
_LONG_NUMBER = re.compile(r"\d{5,}(?=\d{4})")
LONGEST_DETAIL = 300


def init_app(app: Flask) -> None:
    # Before the edge commits: what is registered last runs first.
    app.after_request(_note)


def _note(response: Response) -> Response:
    endpoint = request.endpoint
    if endpoint is None or endpoint == "static":
        return response
    is_act = request.method not in READING_METHODS and response.status_code < 400
    account = current_user.account if current_user.is_authenticated else None
    told = trail.told()
    if is_act:
        if account or told.opened:
            db.session.add_all(_rows(Verb.ACT, endpoint, account, list(told.opened.values())))
    elif not told.goes_on and _is_reading_of_another(
        response, endpoint, account, bool(told.opened or told.listed)
    ):
        for row in _rows(Verb.READ, endpoint, account, list(told.opened.values()), told.listed):
            note_reading(row)
    return response


def _is_reading_of_another(
    response: Response, endpoint: str, account: Account | None, is_about_a_dossier: bool
) -> bool:
    """One's own papers are one's own affair; officers read other people's."""
    if account is None or not account.is_officer:
        return False
    if response.status_code == ANSWERED_AGAIN:
        return is_about_a_dossier
    is_shown = response.status_code in (200, 206)
    return is_shown and (is_about_a_dossier or not IMPERSONAL.fullmatch(endpoint))


def _rows(
    verb: Verb,
    endpoint: str,
    account: Account | None,
    opened: list[Seen],
    listed: list[int] = [],  # noqa: B006
) -> list[LogEntry]:
    now = clock.now()
    if not opened:
        return [_row(verb, endpoint, account, None, now, listed)]
    return [_row(verb, endpoint, account, seen, now, listed) for seen in opened]


def _row(
    verb: Verb,
    endpoint: str,
    account: Account | None,
    seen: Seen | None,
    at: datetime,
    listed: list[int],
) -> LogEntry:
    role, unit_id = _acting(account, seen, at)
    return LogEntry(
        at=at,
        verb=verb,
        page=endpoint,
        purpose=_purpose(endpoint, account),
        account_id=account.id if account else None,
        name=account.full_name if account and account.is_officer else "",
        role=role,
        unit_id=unit_id,
        address=request.remote_addr or "",
        dossier_id=seen.dossier_id if seen else None,
        label=seen.label if seen else "",
        shown=json.dumps(listed, separators=(",", ":")) if listed else "",
        detail=_detail(),
    )


def _acting(account: Account | None, seen: Seen | None, at: datetime) -> tuple[str, int | None]:
    """The role that opened the page, and the unit it is held in: the dossier's unit if it can be."""
    if account is None:
        return "public", None
    if not account.is_officer:
        return "citizen", None
    access: Access | None = getattr(
        current_app.view_functions[request.endpoint or ""], "access", None
    )
    roles = access.roles if access else frozenset()
    held = [
        grant
        for grant in account.grants_on(clock.local(at).date())
        if not roles or grant.role in roles
    ]
    there = [grant for grant in held if seen and grant.unit_id == seen.unit_id]
    chosen = next(iter([*there, *held]), None)
    return (chosen.role.value, chosen.unit_id) if chosen else ("officer", None)


def _purpose(endpoint: str, account: Account | None) -> Purpose:
    if account is not None and not account.is_officer:
        return Purpose.OWN
    return PURPOSES.get(endpoint.partition(".")[0], Purpose.PROCESSING)


def _detail() -> str:
    """What of it: the numbers in the address and what was searched for, long numbers masked."""
    named = {k: v for k, v in (request.view_args or {}).items() if k != "reference"}
    asked = {k: v for k, v in request.args.items() if k != "ds"} if request.args else {}
    text = " ".join(f"{k}={v}" for k, v in {**named, **asked}.items() if v != "")
    text = text.replace("\0", "")  # PostgreSQL stores no such character
    return _LONG_NUMBER.sub("***", text)[:LONGEST_DETAIL]
