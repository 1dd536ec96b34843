"""Asking people by e-mail how they were served: only those who agreed to be asked (purpose
"survey"), once for a dossier, a day after the result was given."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from portal import config
from portal.accounts import consents
from portal.accounts.models import Account
from portal.accounts.purposes import SURVEY
from portal.db import db
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.feedback.models import Rating
from portal.feedback.rating import RATED_IN
from portal.notifications import outbox
from portal.notifications.models import OutboxMessage

AFTER = timedelta(days=1)
# Who agrees later is asked about what is still fresh, not about everything they ever filed.
NOT_AFTER = timedelta(days=14)
MOST_AT_ONCE = 200


def to_be_invited(at: datetime) -> list[int]:
    """Dossiers whose result was given lately, filed by somebody with an account, not rated and not
    asked about; whether the person agrees is looked at one by one."""
    given = sa.case(
        (Dossier.delivery_method == DeliveryMethod.ONLINE, Dossier.resolved_at),
        else_=Dossier.returned_at,
    )
    is_rated = sa.exists().where(Rating.dossier_id == Dossier.id)
    asked = sa.exists().where(
        OutboxMessage.key == sa.literal("survey/") + Dossier.reference + "/email"
    )
    agreed = consents.who_once_gave(SURVEY)
    return list(
        db.session.scalars(
            sa.select(Dossier.id)
            .where(
                Dossier.state.in_(RATED_IN),
                given.between(at - NOT_AFTER, at - AFTER),
                Dossier.account_id.in_(agreed),
                ~is_rated,
                ~asked,
            )
            .order_by(Dossier.id)
            .limit(MOST_AT_ONCE)
        )
    )


def invite(dossier_id: int, *, at: datetime) -> bool:
    """Ask, unless the person does not agree (any more); says whether it did. Never commits."""
    dossier = db.session.get_one(Dossier, dossier_id)
    account = db.session.get(Account, dossier.account_id) if dossier.account_id else None
    if account is None or account.disabled_at is not None or not account.email:
        return False
    if not consents.has_consented(account.id, SURVEY):
        return False
    link = f"/ho-so/{dossier.reference}/danh-gia"
    address = config.current().base_url
    outbox.mail(
        account=account,
        subject="Mời Ông/Bà đánh giá việc giải quyết hồ sơ",
        body=f"Kính gửi Ông/Bà {account.full_name},\n\nHồ sơ {dossier.label} “"
        f"{dossier.procedure_version.title}” đã có kết quả. Ông/Bà hài lòng đến đâu? Đánh giá mất "
        f"chưa đến một phút: {address}{link}\n\nÔng/Bà nhận thư này vì đã đồng ý được mời đánh giá. "
        f"Rút đồng ý tại {address}/tai-khoan/du-lieu",
        link=link,
        key=f"survey/{dossier.reference}",
        at=at,
    )
    return True
