"""Views of dossiers, one module per audience; the citizen's are several, on one blueprint."""

from portal.dossiers.views import (
    applicant,
    case,
    citizen,
    citizen_papers,
    clerk,
    desk,
    drafting,
    handing_in,
    leader,
    own,
    paying,
    specialist,
    supplementing,
    tracking,
)

# Importing these puts their views on the blueprint of `own`.
CITIZEN_VIEWS = (citizen, applicant, drafting, citizen_papers, handing_in, supplementing)

blueprints = tuple(
    module.blueprint for module in (own, tracking, desk, specialist, leader, clerk, case, paying)
)
