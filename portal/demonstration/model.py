"""The shapes in which the demonstration province is written down.

Pure data: seeding turns these values into rows through the same acts that people use.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from portal.accounts.roles import Role
from portal.procedures.definitions import AuthorityLevel, Parts, ServiceLevel

UnitKind = Literal["province", "department", "commune"]
Sex = Literal["male", "female"]

# A text, a choice's value, an e-mail and an ISO date (YYYY-MM-DD) are str; a number and a sum
# of đồng are int; yes/no is bool; several choices are a list of their values.
Answer = str | int | bool | list[str]
Answers = dict[str, Answer]


@dataclass(frozen=True)
class DemoUnit:
    """An agency. `place` stands before the date on its papers ("Bến Nguyệt, ngày …").

    `desks` are (code, name). `calendar` holds only what differs from the province's default,
    as `working_time.Calendar.from_dict` reads it.
    """

    code: str
    name: str
    short_name: str
    kind: UnitKind
    parent_code: str
    superior_name: str
    place: str
    address: str
    phone: str
    desks: tuple[tuple[str, str], ...]
    valid_from: date
    calendar: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DemoOfficer:
    """An officer; `email` is also the name to sign in with. `roles` are (role, unit code)."""

    email: str
    full_name: str
    personal_number: str
    phone: str
    roles: tuple[tuple[Role, str], ...]


@dataclass(frozen=True)
class DemoCitizen:
    """A person with an account; `commune_code` is the unit of the place of residence."""

    email: str
    full_name: str
    personal_number: str
    phone: str
    sex: Sex
    birth_date: date
    address: str
    commune_code: str


# (source of chance, who applies, day of submission) → answers that the form accepts on that day.
SampleAnswers = Callable[[random.Random, DemoCitizen, date], Answers]


@dataclass(frozen=True)
class DemoProcedure:
    """A procedure of the province's catalogue with the decision that published it.

    `units` is "communes" for all communes and wards, else the codes of the offering units.
    """

    code: str
    title: str
    sector: str
    level: ServiceLevel
    authority_level: AuthorityLevel
    units: Literal["communes"] | tuple[str, ...]
    decision_number: str
    signed_on: date
    effective_from: date
    parts: Parts
    sample_answers: SampleAnswers
