"""The wording of a letter beside the result as it would be printed, on a sample dossier."""

from __future__ import annotations

from dataclasses import replace

from portal.documents import samples
from portal.documents.papers import (
    ApologyPaper,
    DeclinePaper,
    PaperKind,
    SupplementPaper,
    built_in,
    render_paper,
)
from portal.documents.profiles import KEYS
from portal.procedures.letter_variables import sample_values
from portal.procedures.models import ProcedureVersion
from portal.template_text import render_template_text


def sample_letter(
    version: ProcedureVersion, kind: PaperKind, source: str
) -> SupplementPaper | DeclinePaper | ApologyPaper:
    """The letter of the samples with this wording, or with the form's own where it is empty, and
    without a field to sign. Raises TemplateFault."""
    paper = samples.sample_papers()[kind]
    assert isinstance(paper, SupplementPaper | DeclinePaper | ApologyPaper)
    values = sample_values(version.parts.form, version.title, kind.value)
    paper = replace(paper, request=version.title, wording=render_template_text(source, values))
    return replace(paper, signer="") if isinstance(paper, ApologyPaper) else paper


def sample_letter_pdf(version: ProcedureVersion, kind: PaperKind, source: str) -> bytes:
    """The same as PDF. Raises TemplateFault."""
    return render_paper(kind, sample_letter(version, kind, source))


def title_of(kind: PaperKind) -> str:
    return built_in(kind, KEYS[-1]).title
