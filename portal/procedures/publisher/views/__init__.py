"""The publishers' pages, one module per tab, all on the blueprint of `shell`."""

from portal.procedures.publisher.views import (
    catalogue,
    checks,
    comparing,
    designer,
    form_tab,
    general,
    history,
    items,
    preview,
    remarks,
    synonyms,
    texts,
    units,
)
from portal.procedures.publisher.views.shell import blueprint

# Importing these puts their views on the blueprint.
VIEWS = (
    remarks,
    catalogue,
    general,
    form_tab,
    designer,
    items,
    texts,
    units,
    checks,
    comparing,
    history,
    preview,
    synonyms,
)

__all__ = ["VIEWS", "blueprint"]
