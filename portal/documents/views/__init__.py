"""Public pages about issued papers, the administrators' page of the printed forms,
and the publishers' samples of results."""

from portal.documents.views import result_samples, templates, verification

blueprints = (verification.blueprint, templates.blueprint, result_samples.blueprint)
