"""Public pages about issued papers, and the administrators' page of the printed forms."""

from portal.documents.views import templates, verification

blueprints = (verification.blueprint, templates.blueprint)
