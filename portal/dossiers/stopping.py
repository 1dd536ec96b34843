"""The leader stops a dossier that cannot be settled (Mẫu 05; NĐ 118/2025/NĐ-CP)."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import issuing
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers import letters, linking, messages, settling, steps
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Invalid
from portal.i18n import _

TITLE = "Thông báo dừng giải quyết hồ sơ"
SYMBOL = "TB-UBND"


def stop(dossier: Dossier, *, ground: str, decision: str, by: Account, at: datetime) -> Document:
    """End the dossier with its notice, signed: `ground` is the law or the request it stands on,
    `decision` what follows for the papers handed in. Returns the notice."""
    actor = by.acting_as(Role.LEADER, dossier.unit_id, clock.local(at).date())
    if not ground:
        sentence = _("Hãy ghi căn cứ dừng giải quyết.")
        raise Invalid(sentence, {"ground": sentence})
    if dossier.received_at is None:
        raise Conflict(_("Hồ sơ chưa được tiếp nhận nên không dừng mà từ chối tiếp nhận."))
    stage = letters.stage(dossier)
    dossier.move(Action.STOP, by=actor, at=at, note=ground, data={"decision": decision})
    steps.close_all(dossier, outcome=Action.STOP, at=at)
    settling.owe_back(dossier, ground=ground, at=at)
    linking.go_on(dossier, at=at)
    document = Document(
        dossier_id=dossier.id,
        unit_id=dossier.unit_id,
        kind=DocumentKind.STOP,
        state=DocumentState.DRAFT,
        title=TITLE,
        verify_code=issuing.new_verify_code(),
        created_at=at,
    )
    db.session.add(document)
    db.session.flush()
    messages.stopped(dossier, ground, letters.fee_settled(dossier), at=at)
    paper = letters.stop(
        dossier, ground=ground, stage=stage, decision=decision, signer=by.full_name, at=at
    )
    issuing.sign_letter(document, paper, unit=dossier.unit, symbol=SYMBOL, by=by, at=at)
    return document
