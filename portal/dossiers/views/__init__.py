"""Views of dossiers, one module per audience; the citizen's are several, on one blueprint."""

from portal.dossiers.views import (
    applicant,
    application,
    asking_again,
    autosaving,
    batch,
    case,
    citizen,
    citizen_papers,
    clerk,
    code_patterns,
    consulting,
    desk,
    drafting,
    extending,
    form_preview,
    handing_in,
    handing_on,
    keeping_results,
    leader,
    moving_on,
    owing,
    own,
    own_work,
    paying,
    register,
    rescheduling,
    revoking,
    scanning,
    specialist,
    stopping,
    supplementing,
    teamwork,
    tracking,
    uploading,
    verifying,
    visits,
    worklist,
)

# Importing these puts their views on the blueprint of `own`.
CITIZEN_VIEWS = (
    citizen, applicant, drafting, citizen_papers, handing_in, supplementing, autosaving, uploading,
    moving_on,
)  # fmt: skip

blueprints = tuple(
    module.blueprint
    for module in (
        own, tracking, desk, specialist, leader, clerk, case, paying,
        extending, stopping, asking_again, revoking, register, rescheduling, worklist, batch,
        consulting, verifying, owing, keeping_results,
        application, form_preview,
        teamwork, own_work,
        visits, scanning, handing_on, code_patterns,
    )
)  # fmt: skip
