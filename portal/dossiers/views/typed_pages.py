"""The pages on which a citizen types: each one's form, filled with what was typed last, what the
page tells its script, and the comparison when a second device was there."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from werkzeug.datastructures import MultiDict
from wtforms import Field

from portal import clock, vietnam
from portal.accounts.session import me
from portal.dossiers import answer_forms, autosaving, submission
from portal.dossiers.autosaving import Save
from portal.dossiers.citizen_forms import (
    OrganisationForm,
    PersonForm,
    Whose,
    delivery_form,
    supplement_form,
    whose_matter,
)
from portal.dossiers.models import Dossier, DraftPage
from portal.dossiers.views.questions import seen_names
from portal.i18n import _, lazy_
from portal.procedures.definitions import Section
from portal.web_forms import DateField, PortalForm, clean_text

DELIVERY = "nhan-ket-qua"
SECTION, APPLICANT = "khai.", "chu-ho-so."  # followed by the section's key, by whose matter it is

# Inputs of a page that are not what somebody typed.
NOT_TYPED = frozenset(
    {"csrf_token", "revision", "writer", "then", "remove", "seen", "language", "next"}
)
DEVICES = {"phone": lazy_("điện thoại"), "computer": lazy_("máy tính")}

APPLICANTS: dict[str, type[PersonForm | OrganisationForm]] = {
    Whose.PERSON: PersonForm,
    Whose.ORGANISATION: OrganisationForm,
}


def page_form(found: Dossier, name: str, sent: Any = None) -> Any:
    """The form of the page `name` with what was sent; else with what was typed last, finished or
    not; else with what is stored. 404 when there is no such page."""
    if sent is None:
        typed = autosaving.typed_on(found, name)
        sent = MultiDict(typed) if typed else None
    if name.startswith(SECTION):
        return answer_forms.section_form(
            section_of(found, name),
            found.answers,
            sent,
            form=found.procedure_version.parts.form,
            on=found.answered_on,
            seen=seen_names(sent.get("seen")) if sent is not None else None,
        )
    if name.startswith(APPLICANT):
        whose = name.removeprefix(APPLICANT)
        kind = APPLICANTS.get(whose) or abort(404)
        form = kind(formdata=sent, data=_applicant(found) if whose == whose_matter(found) else {})
        form.own_identity = me().personal_number or ""
        return form
    if name == DELIVERY:
        return delivery_form(
            found.procedure_version.level,
            sent,
            method=found.delivery_method.value,
            address=found.delivery_address or found.applicant_address,
            phone=vietnam.format_phone(found.submitter_phone),
            email=found.submitter_email,
        )
    asked = found.open_supplement_request
    if name != autosaving.SUPPLEMENT or asked is None:
        abort(404)
    return supplement_form(asked.items, sent)


def section_of(found: Dossier, name: str) -> Section:
    return found.procedure_version.parts.form.section(name.removeprefix(SECTION)) or abort(404)


def keep_section(
    found: Dossier, name: str, form: answer_forms.SectionForm, sent: MultiDict[str, str]
) -> DraftPage:
    """Keep a section half filled: what is right becomes its answers, and with something that
    cannot be an answer yet the page is kept as typed."""
    form.validate()
    answers, is_mistyped = answer_forms.answers_typed_so_far(form.section, form)
    submission.save_answers(found, answers)
    save, at = sent_save(found, name, sent), clock.now()
    if is_mistyped:
        return autosaving.keep_typed(found, name, save, at=at)
    return autosaving.settle(found, name, at=at, writer=save.writer, device=save.device)


def sent_save(found: Dossier, name: str, sent: MultiDict[str, str] | None = None) -> Save:
    """What this request sends to be kept. A page that does not say its revision (an old one, a
    machine) is taken as the newest."""
    revision = request.form.get("revision", "")
    is_number = revision.isascii() and revision.isdigit() and len(revision) < 10
    return Save(
        pairs=[
            (key, clean_text(value) or "")
            for key, value in (sent or request.form).items(multi=True)
            if key not in NOT_TYPED
        ],
        revision=int(revision) if is_number else autosaving.revision_of(found, name),
        writer=request.form.get("writer", "")[:40],
        device="phone" if "Mobi" in request.headers.get("User-Agent", "") else "computer",
    )


def overtaken(found: Dossier, name: str, form: PortalForm) -> list[tuple[str, str, str]]:
    """What differs, when another device saved the page that this request sends."""
    if not autosaving.is_overtaken(found, name, sent_save(found, name)):
        return []
    return differences(page_form(found, name), form)


def settle_page(found: Dossier, name: str) -> None:
    """The page was saved by its button: all of it is stored."""
    save = sent_save(found, name)
    autosaving.settle(found, name, at=clock.now(), writer=save.writer, device=save.device)


def keeping(found: Dossier, name: str) -> dict[str, Any]:
    """What the page's script needs to keep it (see `draft_attributes` in the templates)."""
    return {
        "address": url_for("citizen.autosave", reference=found.reference, name=name),
        "revision": autosaving.revision_of(found, name),
        "account": me().id,
        "reference": found.reference,
        "last": last_save(found, name),
    }


def last_save(found: Dossier, name: str) -> str:
    """When and where the page was saved last, in words; "" when it never was."""
    page = autosaving.page_of(found, name)
    if page is None:
        return ""
    at, device = clock.local(page.saved_at), DEVICES.get(page.device)
    moment = at.strftime("%H:%M" if at.date() == clock.today() else "%H:%M, %d/%m/%Y")
    if device is None:
        return moment
    return _("%(moment)s, trên %(device)s", moment=moment, device=device)


def differences(theirs: PortalForm, mine: PortalForm) -> list[tuple[str, str, str]]:
    """(label, what is saved, what is here) of every field that is not the same."""
    found = []
    for field in mine:
        if field.name in NOT_TYPED or getattr(field.widget, "input_type", "") in ("hidden", "file"):
            continue
        there = words_in(theirs[field.name]) if field.name in theirs else ""
        here = words_in(field)
        if there != here:
            found.append((str(field.label.text), there, here))
    return found


def words_in(field: Field) -> str:
    """What stands in a field, as somebody reading the page would say it."""
    inner = getattr(field, "entries", None) or getattr(field, "form", None)
    if inner is not None:
        return "; ".join(words for one in inner if (words := words_in(one)))
    if isinstance(field, DateField):
        return "/".join(text for text in field.typed.values() if text)
    if hasattr(field, "iter_choices"):
        return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.selected)
    if isinstance(field.data, bool):
        return _("Có") if field.data else _("Không")
    return (clean_text(str(field._value())) or "") if hasattr(field, "_value") else ""


def _applicant(found: Dossier) -> dict[str, str]:
    return {
        "name": found.applicant_name,
        "identity": found.applicant_identity,
        "address": found.applicant_address,
    }
