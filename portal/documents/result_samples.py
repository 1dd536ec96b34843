"""The result of a version as it would be printed, on a sample dossier."""

from __future__ import annotations

from portal.documents.papers import PaperHead, PaperKind, ResultPaper, render_paper
from portal.procedures.definitions import ResultDefinition
from portal.procedures.letter_variables import sample_values
from portal.procedures.models import ProcedureVersion
from portal.template_text import render_template_text


def sample_paper(version: ProcedureVersion, result: ResultDefinition) -> ResultPaper:
    """The result with the samples of `letter_variables` filled in. Raises TemplateFault."""
    values = sample_values(version.parts.form, version.title)
    return ResultPaper(
        head=PaperHead(
            superior_unit="Tỉnh Sông Lam",
            unit=values["unit"]["name"],
            place=values["unit"]["place"],
            date=None,
            dossier_code=values["dossier"]["code"],
        ),
        title=result.title or version.title,
        body=render_template_text(result.template, values),
        capacities=(result.signer_title or "THỦ TRƯỞNG ĐƠN VỊ",),
        signer="",
        recipients=(values["dossier"]["applicant_name"], "Lưu: VT"),
        draft=True,
    )


def sample_pdf(version: ProcedureVersion, result: ResultDefinition) -> bytes:
    """The same as PDF. Raises TemplateFault."""
    return render_paper(PaperKind.RESULT, sample_paper(version, result))
