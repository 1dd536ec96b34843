"""Views of the statistics: one module per report, all on one blueprint."""

from portal.statistics.views import (
    closing,
    dashboards,
    late,
    online_share,
    open_data,
    progress,
    reports,
    sending,
    target_reports,
)
from portal.statistics.views.asking import blueprint

__all__ = [
    "blueprint",
    "closing",
    "dashboards",
    "late",
    "online_share",
    "open_data",
    "progress",
    "reports",
    "sending",
    "target_reports",
]
