"""The form as its page. The room of dossiers draws it and stands above this one, so it is named here
when the application is put together."""

from __future__ import annotations

from collections.abc import Callable

from portal.procedures.definitions import Form

_draw: Callable[[Form], str] | None = None


def draw_with(draw: Callable[[Form], str]) -> None:
    """Let `draw` give the page of a form, as HTML."""
    global _draw
    _draw = draw


def page_of(form: Form) -> str:
    """The page as citizens get it; "" where nothing can be drawn, as on the command line."""
    return _draw(form) if _draw and form.sections else ""
