"""Views of the statistics: one module per report, all on one blueprint."""

from portal.statistics.views import (
    closing,
    dashboards,
    former,
    open_data,
    reports,
    sending,
    target_reports,
)
from portal.statistics.views.asking import blueprint

__all__ = [
    "blueprint",
    "closing",
    "dashboards",
    "former",
    "open_data",
    "reports",
    "sending",
    "target_reports",
]
