"""A notice the person reads after signing in."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite

from portal.db import db
from portal.notifications.channels import Undeliverable
from portal.notifications.models import Notice, OutboxMessage


def deliver(message: OutboxMessage) -> None:
    """Add the notice; delivered twice, there is still one."""
    if message.account_id is None:
        raise Undeliverable("no account to show the notice to")
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    db.session.execute(
        insert(Notice)
        .values(
            account_id=message.account_id,
            message_key=message.key,
            subject=message.subject,
            body=message.body,
            link=message.link,
            created_at=message.created_at,
        )
        .on_conflict_do_nothing(index_elements=["message_key"])
    )
