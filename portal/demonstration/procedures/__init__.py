"""The twenty-four procedures of the demonstration province, one file each."""

from __future__ import annotations

from portal.demonstration.model import DemoProcedure
from portal.demonstration.procedures import (
    birth_registration,
    certified_copy,
    certified_signature,
    civil_status_correction,
    civil_status_extract,
    contract_certification,
    death_registration,
    disability_certificate,
    funeral_allowance,
    house_building_permit,
    household_business,
    household_business_change,
    marital_status,
    marriage_registration,
    parentage_recognition,
    promotion_notice,
    retail_alcohol_licence,
    social_pension,
    vehicle_badge,
)

PROCEDURES: tuple[DemoProcedure, ...] = (
    birth_registration.PROCEDURE,
    marriage_registration.PROCEDURE,
    death_registration.PROCEDURE,
    marital_status.PROCEDURE,
    civil_status_extract.PROCEDURE,
    certified_copy.PROCEDURE,
    certified_signature.PROCEDURE,
    household_business.PROCEDURE,
    house_building_permit.PROCEDURE,
    retail_alcohol_licence.PROCEDURE,
    disability_certificate.PROCEDURE,
    funeral_allowance.PROCEDURE,
    household_business_change.PROCEDURE,
    vehicle_badge.PROCEDURE,
    promotion_notice.PROCEDURE,
    civil_status_correction.PROCEDURE,
    parentage_recognition.PROCEDURE,
    contract_certification.PROCEDURE,
    social_pension.PROCEDURE,
)
