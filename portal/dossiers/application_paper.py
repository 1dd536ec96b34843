"""The application form of a dossier on paper: its version's questions with the answers given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal import clock
from portal.documents.application import ApplicationPaper, render_application
from portal.dossiers import answers
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import State
from portal.procedures.asked import asked_form
from portal.procedures.blocks import leaves
from portal.procedures.definitions import FieldKind, Form


def application_of(dossier: Dossier) -> bytes:
    """As PDF. A draft says that it is one; questions not asked are not on it."""
    form, day = dossier.procedure_version.parts.form, dossier.answered_on
    told = answers.sections(form, dossier.answers, day)
    return render_application(
        ApplicationPaper(
            name=form.name or dossier.procedure_version.title,
            addressee=dossier.unit.name,
            sections=[
                (section.title, [(field.label, words) for field, words in section.rows])
                for section in told
                if section.rows
            ],
            applicant=dossier.submitter_name,
            place=dossier.unit.place,
            day=clock.local(dossier.submitted_at).date() if dossier.submitted_at else None,
            reference=dossier.label,
            is_draft=dossier.state is State.DRAFT,
        )
    )


def application_example(form: Form, told: Mapping[str, Any]) -> bytes:
    """The form with some answers, or none, for a publisher to see. With no answers every question
    is on it, also those that depend on others."""
    shown = asked_form(form, told, clock.today()) if told else form
    return render_application(
        ApplicationPaper(
            name=form.name or "Tờ khai",
            addressee="",
            sections=[
                (
                    section.title,
                    [
                        (field.label, answers.in_words(field, told.get(field.key)))
                        for field in leaves(section.fields)
                        if field.kind not in answers.SILENT
                        and (field.kind is not FieldKind.GROUP or told.get(field.key))
                    ],
                )
                for section in shown.sections
            ],
            is_draft=True,
        )
    )
