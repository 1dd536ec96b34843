"""The diagram people read is the table the program follows (law 1)."""

from __future__ import annotations

import re

from portal.config import ROOT
from portal.dossiers import workflow


def test_the_readme_shows_the_transition_table() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.findall(r"```mermaid\n(.*?)\n```", readme, re.S) == [workflow.diagram()]
