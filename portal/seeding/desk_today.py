"""What the receptionist of the busiest ward finds in the morning: dossiers handed in online, people
with several at once, a letter, a scan that is hard to read, papers to hand over."""

from __future__ import annotations

import io
from datetime import datetime

from PIL import Image, ImageDraw

from portal import clock
from portal.accounts.roles import Role
from portal.db import db
from portal.documents.issuing import store
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.reception import digitising, handing_on, list_queries, visiting
from portal.dossiers.reception.models import IdentityCheck, ListKind, Visit
from portal.dossiers.supplements import request
from portal.procedures.definitions import Channel
from portal.seeding.lying import Place, citizen_named, counted, sample_answers, submitted
from portal.uploads import Accepted

A4_AT_100_DPI = (827, 1169)


def make(place: Place) -> None:
    """Adds rows; does not commit."""
    minh = place.holder(Role.RECEPTIONIST)
    for code, person, hours in (
        ("9.000008", "an", 1.2),
        ("9.000004", "diep", 2.5),
        ("9.000001", "hieu", 3.0),
        ("9.000008", "bich", 4.0),  # the same person's first is still open: noticed as a duplicate
        ("9.000010", "dai", 20.0),
    ):
        submitted(place, code, person, hours)
    incomplete = submitted(place, "9.000012", "sang", 22)
    paper = incomplete.parts.documents.items[0]
    at = place.ago(3)
    with clock.travelling(at):
        request(
            incomplete,
            reason="Thiếu trang hai của giấy tờ.",
            items=[{"document_key": paper.key, "name": paper.name, "text": "chụp đủ các trang"}],
            by=minh,
            at=at,
        )
    family = _visit(
        place, "chau", 0.8, (("9.000006", "chau"), ("9.000006", "loan"), ("9.000005", "chau"))
    )
    _scanned(place, family.entries[0].dossier)
    _letter(place, "xuan", "9.000005")
    received = _visit(place, "uyen", 2.0, (("9.000021", "uyen"), ("9.000005", "uyen")))
    at = place.ago(1.8)
    with clock.travelling(at):
        visiting.receive_all(received, by=minh, at=at)
    db.session.flush()
    _lists(place)


def _visit(place: Place, person: str, hours: float, brought: tuple[tuple[str, str], ...]) -> Visit:
    """Somebody at the desk, with a dossier of a procedure for a person each."""
    at = place.ago(hours)
    visit = _opened(place, person, Channel.DESK, at)
    for code, applicant in brought:
        _entered(place, visit, code, applicant, at)
    return visit


def _letter(place: Place, person: str, code: str) -> None:
    at = place.ago(0.5)
    _entered(place, _opened(place, person, Channel.POST, at), code, person, at)


def _opened(place: Place, person: str, channel: Channel, at: datetime) -> Visit:
    citizen = citizen_named(person)
    is_letter = channel is Channel.POST
    with clock.travelling(at):
        return visiting.open_visit(
            place.unit.desks[0],
            visiting.Submitter(
                citizen.full_name, citizen.personal_number, citizen.address, citizen.phone, ""
            ),
            channel=channel,
            identity_check=IdentityCheck.CARD,
            postmark_on=place.day(-2) if is_letter else None,
            arrived_on=clock.local(at).date() if is_letter else None,
            key=place.new_key(),
            by=place.holder(Role.RECEPTIONIST),
            at=at,
        )


def _entered(place: Place, visit: Visit, code: str, person: str, at: datetime) -> Dossier:
    citizen = citizen_named(person)
    procedure, _units = place.province.offers[code]
    is_letter = visit.channel is Channel.POST
    with clock.travelling(at):
        return visiting.enter(
            visit,
            procedure,
            place.unit,
            visiting.Applicant(citizen.full_name, citizen.personal_number, citizen.address),
            answers=sample_answers(place, code, citizen, at),
            counts=counted(procedure),
            delivery=DeliveryMethod.POST if is_letter else DeliveryMethod.DESK,
            delivery_address=citizen.address if is_letter else "",
            key=place.new_key(),
            by=place.holder(Role.RECEPTIONIST),
            at=at,
        )


def _scanned(place: Place, dossier: Dossier) -> None:
    """One paper photographed in bad light: kept, with what is wrong with it."""
    paper = dossier.parts.documents.items[0]
    content = _dark_page()
    sha256, size = store().put([content])
    at = place.ago(0.6)
    with clock.travelling(at):
        digitising.keep_scan(
            dossier,
            paper.key,
            [Accepted("anh-chup.png", "image/png", size, sha256)],
            digitising.Origin("UBND phường Bến Nguyệt", place.day(-240), None),
            by=place.holder(Role.RECEPTIONIST),
            at=at,
        )


def _dark_page() -> bytes:
    """A page at about 100 dots an inch, photographed without light."""
    page = Image.new("L", A4_AT_100_DPI, 70)
    pen = ImageDraw.Draw(page)
    for row in range(12, 60):
        pen.line((90, row * 18, 90 + (row * 97) % 560 + 60, row * 18), fill=20, width=3)

    written = io.BytesIO()
    page.save(written, "PNG")
    return written.getvalue()


def _lists(place: Place) -> None:
    """Yesterday's papers were taken, this morning's wait to be confirmed, some are still here."""
    minh, hoa = place.holder(Role.RECEPTIONIST), place.officer("hoa")
    desk = place.unit.desks[0]
    waiting = list_queries.waiting(ListKind.DOSSIERS, desk, place.unit)
    for count, hours, is_taken in ((2, 22.0, True), (2, 1.0, False)):
        at = place.ago(hours)
        mine = [d for d in waiting if d.received_at and d.received_at < at][:count]
        if not mine:
            continue
        waiting = [d for d in waiting if d not in mine]
        with clock.travelling(at):
            made = handing_on.give(ListKind.DOSSIERS, desk, place.unit, mine, by=minh, at=at)
            if is_taken:
                missing = {made.lines[0].id: "Thiếu một bản photo"}
                handing_on.take(made, missing, set(), by=hoa, at=at)
        db.session.flush()
