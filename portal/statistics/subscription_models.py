"""Reports officers want sent to them."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, text_enum


class Every(enum.StrEnum):
    """After each whole week, month or quarter; weeks begin on Monday."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Subscription(Base):
    """`report` is the slug of a report, `filters` what stands in its address beside the period.
    `sent_until` is the last day of the last period sent; nothing older is ever sent again."""

    __tablename__ = "report_subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    report: Mapped[str] = mapped_column(sa.String(60))
    filters: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    every: Mapped[Every] = mapped_column(text_enum(Every))
    created_at: Mapped[datetime]
    sent_until: Mapped[date]
    ended_at: Mapped[datetime | None]
