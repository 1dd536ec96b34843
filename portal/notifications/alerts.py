"""Alerting an officer at the pace they chose: at once, in the day's digest, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock, config
from portal.accounts.models import Account
from portal.db import db
from portal.notifications import outbox
from portal.notifications.models import AlertChoice, AlertPace, AlertTopic, PendingAlert

DIGEST_FROM = time(7, 0)  # in Vietnam: before the offices open


def alert(
    account: Account,
    topic: AlertTopic,
    *,
    subject: str,
    body: str,
    link: str,
    key: str,
    at: datetime,
    email: str = "",
) -> None:
    """Tell `account` at its pace. The same key tells nobody twice, whatever the pace was before;
    `email` is where a copy goes when it is told at once. Never commits."""
    pace = pace_of(account)[topic]
    if pace is AlertPace.OFF or _was_kept(key):
        return
    if pace is AlertPace.NOW:
        outbox.notify(
            account=account, email=email, subject=subject, body=body, link=link, key=key, at=at
        )
    elif not _was_told(key):
        _keep(
            key=key,
            account_id=account.id,
            topic=topic,
            subject=subject[:300],
            link=link,
            created_at=at,
        )


def pace_of(account: Account) -> dict[AlertTopic, AlertPace]:
    choices = db.session.scalars(sa.select(AlertChoice).where(AlertChoice.account_id == account.id))
    chosen = {choice.topic: choice.pace for choice in choices}
    return {topic: chosen.get(topic, AlertPace.NOW) for topic in AlertTopic}


def choose(account: Account, paces: Mapping[AlertTopic, AlertPace]) -> None:
    """The officer's own choice, from the next alert on."""
    kept = {
        choice.topic: choice
        for choice in db.session.scalars(
            sa.select(AlertChoice).where(AlertChoice.account_id == account.id)
        )
    }
    for topic, pace in paces.items():
        if topic in kept:
            kept[topic].pace = pace
        else:
            db.session.add(AlertChoice(account_id=account.id, topic=topic, pace=pace))


def accounts_with_pending(at: datetime) -> list[int]:
    """Whose digest is due: from seven o'clock in Vietnam on, whatever waits since before today's
    seven o'clock."""
    if clock.local(at).time() < DIGEST_FROM:
        return []
    return list(
        db.session.scalars(
            sa.select(PendingAlert.account_id)
            .where(PendingAlert.told_at.is_(None), PendingAlert.created_at < _this_morning(at))
            .distinct()
            .order_by(PendingAlert.account_id)
        )
    )


def send_digest(account_id: int, *, at: datetime) -> None:
    """One message of everything that waits, by e-mail and in the portal, once a day."""
    account = db.session.get_one(Account, account_id)
    waiting = db.session.scalars(
        sa.select(PendingAlert)
        .where(
            PendingAlert.account_id == account_id,
            PendingAlert.told_at.is_(None),
            PendingAlert.created_at < _this_morning(at),
        )
        .order_by(PendingAlert.id)
        .with_for_update()
    ).all()
    if not waiting:
        return
    day = clock.local(at).date()
    if account.disabled_at is None:
        base = config.current().base_url
        lines = [f"- {one.subject}\n  {base}{one.link}" for one in waiting]
        outbox.notify(
            account=account,
            email=account.email,
            subject=f"Việc cần lưu ý ngày {day:%d/%m/%Y}: {len(waiting)} mục",
            body="\n".join(lines),
            link="/thong-bao",
            key=f"digest/{account_id}/{day}",
            at=at,
        )
    for one in waiting:
        one.told_at = at


def _this_morning(at: datetime) -> datetime:
    return datetime.combine(clock.local(at).date(), DIGEST_FROM, tzinfo=clock.VIETNAM)


def _was_kept(key: str) -> bool:
    return db.session.scalar(sa.select(PendingAlert.id).where(PendingAlert.key == key)) is not None


def _was_told(key: str) -> bool:
    return outbox.has(key)


def _keep(**columns: object) -> None:
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    db.session.execute(
        insert(PendingAlert).values(**columns).on_conflict_do_nothing(index_elements=["key"])
    )
