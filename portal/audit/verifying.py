"""Is the log what it was? Its chain against itself and against what is kept outside."""

from __future__ import annotations

from dataclasses import dataclass

from portal.audit import anchoring, queries, sealing
from portal.audit.chain import Finding, findings


@dataclass(frozen=True)
class Report:
    """`bad_anchors` as (file, what is wrong); `unsealed` rows wait for the worker."""

    links: int
    unsealed: int
    findings: list[Finding]
    anchors: int
    bad_anchors: list[tuple[str, str]]

    @property
    def is_sound(self) -> bool:
        return not self.findings and not self.bad_anchors


def verify() -> Report:
    kept, newest = anchoring.anchors(), anchoring.kept_head()
    heads = [anchor.head for anchor in kept if not anchor.fault]
    head = sealing.head()
    return Report(
        links=head.position if head else 0,
        unsealed=sealing.unsealed(),
        findings=findings(queries.chained(), [*heads, *([newest] if newest else [])]),
        anchors=len(kept),
        bad_anchors=[(anchor.file, anchor.fault) for anchor in kept if anchor.fault],
    )
