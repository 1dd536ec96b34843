"""A further supplement request after reception: the specialist proposes it with its legal ground,
the leader grants or refuses (NĐ 118/2025/NĐ-CP; domain rule 4). Each one is counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import issuing
from portal.documents.models import Document, DocumentKind
from portal.dossiers import messages, slips, steps
from portal.dossiers.models import Dossier, SupplementProposal, SupplementRequest
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Invalid
from portal.i18n import _


def propose(
    dossier: Dossier,
    *,
    reason: str,
    ground: str,
    items: list[dict[str, Any]],
    by: Account,
    at: datetime,
) -> SupplementProposal:
    """Ask the leader for one more request; `items` as in SupplementRequest. The result is not
    proposed until the leader has decided."""
    if not ground:
        sentence = _("Hãy ghi căn cứ pháp lý của lần yêu cầu bổ sung này.")
        raise Invalid(sentence, {"ground": sentence})
    if not reason or not items:
        raise Invalid(_("Hãy chọn giấy tờ cần bổ sung và ghi rõ lý do."))
    if not dossier.supplements_after_reception:
        raise Conflict(_("Đây là lần yêu cầu đầu tiên: chuyên viên tự gửi, không cần đề nghị."))
    if dossier.open_supplement_proposal is not None:
        raise Conflict(_("Đã có một đề nghị yêu cầu bổ sung đang chờ lãnh đạo quyết định."))
    actor = steps.hold(steps.current_step(dossier, *steps.PAPERWORK), by, at)
    dossier.move(Action.PROPOSE_SUPPLEMENT, by=actor, at=at, note=reason, data={"ground": ground})
    proposal = SupplementProposal(
        reason=reason, ground=ground, items=items, proposed_at=at, proposer_name=by.full_name
    )
    dossier.supplement_proposals.append(proposal)
    db.session.flush()
    what = f"further-supplement-{proposal.id}"
    messages.to_decide(dossier, what, "Đề nghị yêu cầu bổ sung thêm", reason, at=at)
    return proposal


def grant(dossier: Dossier, *, by: Account, at: datetime) -> Document:
    """The request goes out (Mẫu 02) and the clock pauses. Returns the slip."""
    proposal = _to_decide(dossier)
    steps.current_step(dossier, *steps.PAPERWORK)
    actor = by.acting_as(Role.LEADER, dossier.unit_id, clock.local(at).date())
    dossier.move(
        Action.GRANT_SUPPLEMENT,
        by=actor,
        at=at,
        note=proposal.reason,
        data={"ground": proposal.ground},
    )
    proposal.decided_at, proposal.is_granted = at, True
    dossier.supplement_requests.append(
        SupplementRequest(
            is_before_reception=False,
            reason=proposal.reason,
            items=proposal.items,
            requested_at=at,
            ground=proposal.ground,
            approver_name=by.full_name,
        )
    )
    db.session.flush()
    messages.supplement_requested(dossier, proposal.reason, at=at)
    reason = f"{proposal.reason}\nCăn cứ: {proposal.ground}"
    return issuing.issue_slip(
        DocumentKind.SUPPLEMENT,
        slips.supplement(
            dossier, items=proposal.items, reason=reason, officer=proposal.proposer_name, at=at
        ),
        dossier_id=dossier.id,
        unit=dossier.desk.unit,
        title="Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        at=at,
    )


def refuse(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> None:
    """The dossier goes on without it."""
    proposal = _to_decide(dossier)
    if not reason:
        sentence = _("Hãy ghi lý do không đồng ý.")
        raise Invalid(sentence, {"reason": sentence})
    actor = by.acting_as(Role.LEADER, dossier.unit_id, clock.local(at).date())
    dossier.move(Action.REFUSE_SUPPLEMENT, by=actor, at=at, note=reason)
    proposal.decided_at, proposal.is_granted = at, False
    messages.further_supplement_refused(dossier, proposal.id, reason, at=at)


def _to_decide(dossier: Dossier) -> SupplementProposal:
    proposal = dossier.open_supplement_proposal
    if proposal is None:
        raise Conflict(_("Không có đề nghị yêu cầu bổ sung nào đang chờ."))
    return proposal
