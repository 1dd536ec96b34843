"""Every model, imported once: what migrations and metadata-wide tests look at."""

from portal.accounts import models as accounts
from portal.counters import Counter
from portal.db import Base
from portal.documents import models as documents
from portal.dossiers import linked_models as linked_dossiers
from portal.dossiers import models as dossiers
from portal.dossiers.reception import models as reception
from portal.dossiers.workplace import models as workplace
from portal.feedback import models as feedback
from portal.notifications import models as notifications
from portal.payments import models as payments
from portal.procedures import linked_models as linked_services
from portal.procedures import models as procedures
from portal.statistics import models as statistics
from portal.statistics import subscription_models as subscriptions
from portal.statistics import target_report_models as target_reports
from portal.units import history_models as unit_history
from portal.units import models as units

__all__ = [
    "Base",
    "Counter",
    "accounts",
    "documents",
    "dossiers",
    "feedback",
    "linked_dossiers",
    "linked_services",
    "notifications",
    "payments",
    "procedures",
    "reception",
    "statistics",
    "unit_history",
    "subscriptions",
    "target_reports",
    "units",
    "workplace",
]
