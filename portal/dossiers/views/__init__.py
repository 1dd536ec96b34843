"""Views of dossiers, one module per audience."""

from portal.dossiers.views import case, citizen, clerk, desk, leader, specialist, tracking

blueprints = tuple(
    module.blueprint for module in (citizen, tracking, desk, specialist, leader, clerk, case)
)
