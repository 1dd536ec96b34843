"""Views of the statistics: one module per report, all on one blueprint."""

from portal.statistics.views import closing, late, online_share, progress, reports
from portal.statistics.views.asking import blueprint

__all__ = ["blueprint", "closing", "late", "online_share", "progress", "reports"]
