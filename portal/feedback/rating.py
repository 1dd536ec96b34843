"""The applicant rates how a dossier was handled, once, after the result."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import State
from portal.errors import Conflict, Forbidden, Invalid
from portal.feedback.models import HIGHEST, LOWEST, Rating
from portal.feedback.queries import rating_of
from portal.i18n import _

RATED_IN = frozenset({State.RESOLVED, State.RETURNED})


def rate(dossier: Dossier, *, score: int, comment: str, by: Account, at: datetime) -> Rating:
    """Keep the rating for good (QĐ 766/QĐ-TTg, satisfaction). Raises Forbidden for anybody but the
    one who filed it, Conflict before the result or the second time."""
    if dossier.account_id != by.id:
        raise Forbidden(_("Chỉ người nộp hồ sơ đánh giá được việc giải quyết hồ sơ này."))
    if dossier.state not in RATED_IN:
        raise Conflict(_("Ông/Bà đánh giá được sau khi hồ sơ có kết quả."))
    if rating_of(dossier) is not None:
        raise Conflict(_("Hồ sơ này đã được đánh giá. Xin cảm ơn Ông/Bà."))
    if not LOWEST <= score <= HIGHEST:
        raise Invalid(_("Hãy chọn một mức từ 1 đến 5."))
    rating = Rating(
        dossier_id=dossier.id,
        account_id=by.id,
        score=score,
        comment=comment,
        at=at,
        day=clock.local(at).date(),
        unit_id=dossier.unit_id,
        procedure_id=dossier.procedure_id,
        procedure_version_id=dossier.procedure_version_id,
        level=dossier.procedure_version.level,
        channel=dossier.channel,
    )
    db.session.add(rating)
    return rating
