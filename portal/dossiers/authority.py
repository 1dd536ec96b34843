"""Whose matter a dossier is, and what lets somebody else hand it in (giấy uỷ quyền)."""

from __future__ import annotations

from dataclasses import replace

from portal.dossiers.models import Dossier
from portal.procedures import asked
from portal.procedures.definitions import Documents, FieldKind, RequiredDocument

# Named in Vietnamese like every paper of a version: it stands on the receipt.
AUTHORITY = RequiredDocument(
    key="authority",
    name="Giấy ủy quyền",
    note="Giấy ủy quyền hoặc giấy giới thiệu của chủ hồ sơ, hoặc giấy tờ cho thấy Ông/Bà là người "
    "đại diện theo pháp luật của chủ hồ sơ.",
)


def is_for_another(dossier: Dossier) -> bool:
    """Is the applicant somebody else than the submitter?"""
    return (dossier.applicant_name, dossier.applicant_identity) != (
        dossier.submitter_name,
        dossier.submitter_identity,
    )


def asked_documents(dossier: Dossier) -> Documents:
    """The papers of its version that its answers call for, then the files its form asks for;
    before them the authority, where one acts for another without an electronic one (Bộ luật Dân sự 2015, Điều 134–140)."""
    parts, day = dossier.procedure_version.parts, dossier.answered_on
    documents = asked.needed_documents(parts.documents, dossier.shown_answers, day)
    files = tuple(
        RequiredDocument(field.key, field.label, required=field.required, note=field.hint)
        for field in asked.asked_form(parts.form, dossier.answers, day).fields()
        if field.kind is FieldKind.FILE
    )
    if files:
        documents = replace(documents, items=(*documents.items, *files))
    if not is_for_another(dossier) or dossier.mandate_use is not None:
        return documents
    return replace(documents, items=(AUTHORITY, *documents.items))
