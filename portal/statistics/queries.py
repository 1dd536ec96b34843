"""Which units a report has, and whose figures an officer may open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.units.queries import units_with_children
from portal.units.tree import Node, TreeOf, nodes, with_predecessors


def units_of_period(
    session: Session,
    start: date,
    end: date,
    counted: Collection[int],
    tree: TreeOf = TreeOf.THEN,
) -> list[Node]:
    """Units that existed on some day of the period, and any that has a figure in it, by code: as
    they stood on its last day, or as they stand today."""
    return [
        node
        for node in nodes(session, tree, end)
        if node.existed(start, end) or not node.members.isdisjoint(counted)
    ]


def units_behind_figures(session: Session, account: Account, day: date) -> set[int]:
    """The units whose figures an officer may open: a leader's and an auditor's own and all below, and
    those merged into one of them (who is above answers for what is below: NĐ 118/2025/NĐ-CP).
    Other roles, administrators among them, open none."""
    seen = set[int]()
    for role in (Role.LEADER, Role.AUDITOR):
        for unit_id in account.units_as(role, day):
            seen |= set(units_with_children(session, unit_id))
    return with_predecessors(session, seen)


def units_reported_on(session: Session, account: Account, day: date) -> set[int]:
    """The units whose quarterly report an officer composes: a leader their own alone."""
    seen = account.units_as(Role.LEADER, day)
    for unit_id in account.units_as(Role.AUDITOR, day):
        seen |= set(units_with_children(session, unit_id))
    return with_predecessors(session, seen)
