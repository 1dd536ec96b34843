"""The twenty-four procedures of the demonstration province, one file each."""

from __future__ import annotations

from portal.demonstration.model import DemoProcedure
from portal.demonstration.procedures import (
    birth_registration,
    certified_copy,
    household_business,
    marital_status,
)

PROCEDURES: tuple[DemoProcedure, ...] = (
    birth_registration.PROCEDURE,
    marital_status.PROCEDURE,
    certified_copy.PROCEDURE,
    household_business.PROCEDURE,
)
