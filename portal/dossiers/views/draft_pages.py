"""The pages of a draft: their order, where they stand, and what is left to do."""

from __future__ import annotations

from typing import Any

from flask import url_for

from portal.dossiers import answer_forms, authority, autosaving, labels, submission
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.views.typed_pages import APPLICANT, DELIVERY, SECTION
from portal.i18n import _
from portal.procedures.definitions import Section


def tasks(found: Dossier) -> list[dict[str, Any]]:
    """The work left on a draft: title, address, whether it is done, and a hint."""
    form = found.procedure_version.parts.form
    faulty = {section.key for section in unfinished_sections(found)}
    typed = autosaving.unfinished(found)
    reference = found.reference
    whose: dict[str, Any] = {
        "title": _("Chủ hồ sơ"),
        "href": url_for(".applicant", reference=reference),
        # One's own matter until something else is said.
        "is_done": not any(name.startswith(APPLICANT) for name in typed),
        "hint": found.applicant_name if authority.is_for_another(found) else _("Bản thân Ông/Bà"),
    }
    tasks = [
        {
            "title": section.title,
            "href": url_for(".section", reference=reference, key=section.key),
            "is_done": section.key not in faulty,
            "hint": "",
        }
        for section in answer_forms.asked_sections(form, found.answers)
    ]
    if authority.asked_documents(found).items:
        missing = submission.missing_documents(found)
        count = len(found.kept_attachments)
        tasks.append(
            {
                "title": _("Giấy tờ kèm theo"),
                "href": url_for(".papers", reference=reference),
                "is_done": not missing,
                "hint": _("Còn thiếu %(count)d giấy tờ", count=len(missing))
                if missing
                else _("Đã có %(count)d tệp", count=count),
            }
        )
    tasks.append(
        {
            "title": _("Nhận kết quả và liên hệ"),
            "href": url_for(".delivery", reference=reference),
            "is_done": is_delivery_known(found) and DELIVERY not in typed,
            "hint": str(labels.DELIVERY[found.delivery_method]),
        }
    )
    return [whose, *tasks]


def unfinished_sections(found: Dossier) -> list[Section]:
    """Sections whose answers do not pass, or on which something typed is no answer yet."""
    form = found.procedure_version.parts.form
    faulty = answer_forms.faulty_sections(form, found.answers)
    typed = autosaving.unfinished(found)
    asked = {section.key for section in answer_forms.asked_sections(form, found.answers)}
    return [
        s for s in form.sections if s.key in asked and (s in faulty or SECTION + s.key in typed)
    ]


def is_delivery_known(found: Dossier) -> bool:
    is_posted = found.delivery_method is DeliveryMethod.POST
    return bool(found.submitter_phone) and bool(found.delivery_address or not is_posted)


def position_of(found: Dossier, name: str) -> tuple[int, int]:
    pages = _pages(found)
    return (pages.index(name) + 1 if name in pages else 1), len(pages)


def address_after(found: Dossier, name: str) -> str:
    """The address of the page after `name`."""
    pages = _pages(found)
    following = pages[pages.index(name) + 1] if name in pages else ".dossier"
    if following.startswith("."):
        return url_for(following, reference=found.reference)
    return url_for(".section", reference=found.reference, key=following)


def _pages(found: Dossier) -> list[str]:
    """The pages of a draft in their order: keys of sections, then names of the other pages."""
    form = found.procedure_version.parts.form
    sections = [section.key for section in answer_forms.asked_sections(form, found.answers)]
    papers = [".papers"] if authority.asked_documents(found).items else []
    return [".applicant", *sections, *papers, ".delivery", ".check"]
