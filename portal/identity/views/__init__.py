"""Proving who one is, beside the password: letters and other providers."""

from portal.identity.views import addresses, forgotten, mandates, phones, providing
from portal.identity.views.blueprint import blueprint

# Importing these puts their views on the blueprint.
VIEWS = (forgotten, addresses, mandates, phones, providing)

__all__ = ["VIEWS", "blueprint"]
