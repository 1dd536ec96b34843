"""Views of the statistics: one module per report, all on one blueprint."""

from portal.statistics.views import late, online_share, progress, reports
from portal.statistics.views.asking import blueprint

__all__ = ["blueprint", "late", "online_share", "progress", "reports"]
