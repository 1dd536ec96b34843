"""A cashier's shift: what went through one person's hands between opening and closing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base

# Notes in circulation, the largest first; coins are not.
DENOMINATIONS = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)


class CashierShift(Base):
    """Ca thu: one officer at one unit, from opening to closing. `opening_cash` is the change put
    into the till; `counted` is how many of each note were in it at closing. A closed shift is
    never added to."""

    __tablename__ = "cashier_shift"
    __table_args__ = (
        # One open till a person and unit.
        sa.Index(
            "uq_cashier_shift_open",
            "unit_id",
            "officer_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    officer_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    officer_name: Mapped[str] = mapped_column(sa.String(200))
    number: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    opened_at: Mapped[datetime]
    opening_cash: Mapped[int]
    closed_at: Mapped[datetime | None]
    counted: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    cash_expected: Mapped[int | None]
    cash_counted: Mapped[int | None]
    difference_reason: Mapped[str] = mapped_column(sa.Text, default="")
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
