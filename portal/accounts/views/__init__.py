"""Pages of accounts, one module per concern, all on one blueprint."""

from portal.accounts.views import (
    devices,
    keys,
    officers,
    profile,
    second_step,
    security,
    signing_in,
)
from portal.accounts.views.blueprint import blueprint

# Importing these puts their views on the blueprint.
VIEWS = (signing_in, second_step, keys, profile, security, devices, officers)

__all__ = ["VIEWS", "blueprint"]
