"""Views of the statistics: one module per report, all on one blueprint."""

from portal.statistics.views import (
    closing,
    dashboards,
    former,
    open_data,
    reports,
    sending,
    target_reports,
    unit_changes,
)
from portal.statistics.views.asking import blueprint

blueprints = (blueprint, unit_changes.blueprint)

__all__ = [
    "blueprints",
    "closing",
    "dashboards",
    "former",
    "open_data",
    "reports",
    "sending",
    "target_reports",
    "unit_changes",
]
