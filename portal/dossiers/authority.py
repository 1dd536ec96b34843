"""Whose matter a dossier is, and what lets somebody else hand it in (giấy uỷ quyền)."""

from __future__ import annotations

from dataclasses import replace

from portal.dossiers.models import Dossier
from portal.procedures.definitions import Documents, RequiredDocument

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
    """The papers of its version; before them the authority, where one acts for another (Bộ luật
    Dân sự 2015, Điều 134–140)."""
    documents = dossier.procedure_version.parts.documents
    if not is_for_another(dossier):
        return documents
    return replace(documents, items=(AUTHORITY, *documents.items))
