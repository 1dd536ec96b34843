"""Public pages about issued papers, the administrators' page of the printed forms,
and the publishers' samples of results."""

from portal.documents.views import (
    certificates,
    letter_samples,
    result_samples,
    templates,
    verification,
)

blueprints = (
    verification.blueprint,
    templates.blueprint,
    result_samples.blueprint,
    letter_samples.blueprint,
    certificates.blueprint,
)
