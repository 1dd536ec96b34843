"""The roles of domain reference §1. An account holds a role in a unit, from a day to a day."""

from __future__ import annotations

import enum


class Role(enum.StrEnum):
    RECEPTIONIST = "receptionist"
    SPECIALIST = "specialist"
    LEADER = "leader"
    CLERK = "clerk"
    CASHIER = "cashier"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
