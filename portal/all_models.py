"""Every model, imported once: what migrations and metadata-wide tests look at."""

from portal.accounts import consent_models as consents
from portal.accounts import factor_models as factors
from portal.accounts import mandate_models as mandates
from portal.accounts import models as accounts
from portal.accounts import session_models as sessions
from portal.audit import models as audit
from portal.counters import Counter
from portal.db import Base
from portal.documents import models as documents
from portal.documents import signing_models as signing
from portal.dossiers import linked_models as linked_dossiers
from portal.dossiers import mandate_models as mandate_uses
from portal.dossiers import models as dossiers
from portal.dossiers.document_store import models as document_store
from portal.dossiers.reception import models as reception
from portal.dossiers.workplace import models as workplace
from portal.feedback import models as feedback
from portal.identity import models as identity
from portal.identity import provider_models as providers
from portal.notifications import models as notifications
from portal.payments import invoice_models as invoices
from portal.payments import models as payments
from portal.payments import refund_call_models as refund_calls
from portal.payments import refund_models as refunds
from portal.payments import sandbox_models as payment_sandbox
from portal.payments import shift_models as shifts
from portal.payments import statement_models as statements
from portal.privacy import models as privacy
from portal.procedures import linked_models as linked_services
from portal.procedures import models as procedures
from portal.quarantine import HeldFile
from portal.rate_limits import TryCount
from portal.statistics import adjustment_models as adjustments
from portal.statistics import models as statistics
from portal.statistics import subscription_models as subscriptions
from portal.statistics import target_report_models as target_reports
from portal.units import history_models as unit_history
from portal.units import models as units

__all__ = [
    "refund_calls",
    "mandate_uses",
    "mandates",
    "Base",
    "Counter",
    "HeldFile",
    "TryCount",
    "accounts",
    "adjustments",
    "audit",
    "consents",
    "document_store",
    "documents",
    "dossiers",
    "factors",
    "feedback",
    "invoices",
    "identity",
    "linked_dossiers",
    "linked_services",
    "notifications",
    "payment_sandbox",
    "payments",
    "privacy",
    "procedures",
    "providers",
    "reception",
    "refunds",
    "signing",
    "sessions",
    "shifts",
    "statements",
    "statistics",
    "unit_history",
    "subscriptions",
    "target_reports",
    "units",
    "workplace",
]
