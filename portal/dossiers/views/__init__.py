"""Views of dossiers, one module per audience; the citizen's are several, on one blueprint."""

from portal.dossiers.views import (
    applicant,
    application,
    asking_again,
    autosaving,
    batch,
    calendars,
    case,
    charging,
    citizen,
    citizen_papers,
    clerk,
    code_patterns,
    consulting,
    copying,
    desk,
    drafting,
    extending,
    form_preview,
    handing_in,
    handing_on,
    issued_book,
    keeping_results,
    leader,
    leaving,
    looks,
    money,
    moving_on,
    owing,
    own,
    own_work,
    packaging,
    paying,
    paying_by_code,
    paying_nationally,
    reconciling,
    register,
    rescheduling,
    revoking,
    scanning,
    signing_waits,
    specialist,
    stopping,
    store,
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
    moving_on, looks,
)  # fmt: skip

# This on that of `case`.
CASE_VIEWS = (packaging,)

# And these on that of `paying`.
GATEWAY_VIEWS = (paying_by_code, paying_nationally)

# And this on that of `money`.
CASHIERS_VIEWS = (reconciling,)

blueprints = tuple(
    module.blueprint
    for module in (
        own, tracking, desk, specialist, leader, clerk, case, charging, paying, money,
        extending, stopping, asking_again, revoking, copying, register, issued_book, calendars, rescheduling,
        worklist, batch,
        consulting, verifying, owing, keeping_results,
        application, form_preview,
        teamwork, own_work, leaving,
        visits, scanning, handing_on, code_patterns, signing_waits, store,
    )
)  # fmt: skip
