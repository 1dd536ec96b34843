"""How far each role sees on each page: with the declaration on every view (which roles open it) this
is the whole matrix of access. The queries keep to it, and tests/audit/test_matrix.py walks it."""

from __future__ import annotations

import enum

from portal.accounts.roles import Role


class Reach(enum.StrEnum):
    NONE = "none"
    OWN = "own"  # what is the person's own
    DESK = "desk"  # what came in at the desks of the units they receive for
    UNIT = "unit"  # what is their units'
    UNITS_BELOW = "units_below"  # their units' and those below
    PROVINCE = "province"  # the whole catalogue or province


# By blueprint: what an officer reaches there; a role in the second place differs.
_USUAL: dict[str, Reach] = {
    "case": Reach.UNIT, "application": Reach.UNIT, "batch": Reach.UNIT, "worklist": Reach.UNIT,
    "desk": Reach.DESK, "scanning": Reach.DESK, "visits": Reach.DESK, "keeping": Reach.DESK,
    "register": Reach.DESK, "handing_on": Reach.UNIT, "paying": Reach.DESK,
    "specialist": Reach.UNIT, "leader": Reach.UNIT, "clerk": Reach.UNIT, "extending": Reach.UNIT,
    "stopping": Reach.UNIT, "asking_again": Reach.UNIT, "revoking": Reach.UNIT, "copying": Reach.UNIT,
    "verifying": Reach.UNIT, "owing": Reach.UNIT, "consulting": Reach.UNIT,
    "leaving": Reach.UNITS_BELOW, "teamwork": Reach.UNIT, "own_work": Reach.OWN, "payments": Reach.UNIT,
    "statistics": Reach.UNITS_BELOW, "accounts": Reach.UNITS_BELOW, "audit": Reach.UNITS_BELOW,
    "calendars": Reach.UNITS_BELOW, "rescheduling": Reach.UNITS_BELOW,
    "code_patterns": Reach.UNITS_BELOW, "unit_changes": Reach.PROVINCE,
    "paper_templates": Reach.PROVINCE,
    "notifications": Reach.PROVINCE, "publisher": Reach.PROVINCE, "procedures": Reach.PROVINCE,
    "access": Reach.PROVINCE, "form_preview": Reach.PROVINCE, "result_samples": Reach.PROVINCE,
    "letter_samples": Reach.PROVINCE, "charging": Reach.UNIT, "rectifying": Reach.PROVINCE,
    "retention": Reach.PROVINCE,
}  # fmt: skip
_OTHERWISE = {
    ("case", Role.RECEPTIONIST): Reach.DESK,
    ("application", Role.RECEPTIONIST): Reach.DESK,
    ("batch", Role.RECEPTIONIST): Reach.DESK,
    ("owing", Role.RECEPTIONIST): Reach.DESK,
    ("verifying", Role.RECEPTIONIST): Reach.DESK,
}


def reach_of(group: str, role: Role) -> Reach:
    """How far `role` sees on the pages of `group`, if it opens them at all. Pages of which nothing
    is said reach no further than the unit."""
    return _OTHERWISE.get((group, role), _USUAL.get(group, Reach.UNIT))
