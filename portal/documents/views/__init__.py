"""Public pages about issued papers."""

from portal.documents.views.verification import blueprint

__all__ = ["blueprint"]
