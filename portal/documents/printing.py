"""Print a paper as it is to be printed on its day: in the profile in force, by the administrator's
text where there is one."""

from __future__ import annotations

from portal import clock, config
from portal.documents import paper_templates
from portal.documents.papers import Paper, PaperKind, is_slip, render_paper
from portal.documents.profiles import profile_on


def printed(kind: PaperKind, paper: Paper) -> bytes:
    """The paper as PDF/A. Its date decides which forms and which text hold."""
    day = paper.head.date or clock.today()
    profile = profile_of(paper)
    if kind is PaperKind.RESULT:
        return render_paper(kind, paper)
    text = paper_templates.text_in_force(kind, "" if is_slip(kind) else profile, day)
    return render_paper(kind, paper, profile, text)


def profile_of(paper: Paper) -> str:
    return profile_on(paper.head.date or clock.today(), config.current().form_profile)
