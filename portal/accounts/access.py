"""May this role open this page? One declaration on every view (law 6, first question)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user

from portal import clock
from portal.accounts.roles import Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """`audience`: public, signed_in, citizen or officer; `roles` narrow an officer's."""

    audience: str
    roles: frozenset[Role] = frozenset()


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return _declare(view, Access("public"))


def signed_in(view: View) -> View:
    return _declare(view, Access("signed_in"))


def citizen(view: View) -> View:
    return _declare(view, Access("citizen"))


def officer(*roles: Role) -> Callable[[View], View]:
    """Officers who hold one of `roles` in some unit today; any officer when none is named."""

    def declare(view: View) -> View:
        return _declare(view, Access("officer", frozenset(roles)))

    return declare


def _declare(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    app.before_request(_ask)


def _ask() -> Any:
    if request.endpoint is None or request.endpoint == "static":
        return None
    access: Access | None = getattr(current_app.view_functions[request.endpoint], "access", None)
    if access is None:
        abort(403)  # an undeclared view is nobody's; tests/house names it
    if access.audience == "public":
        return None
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    account = current_user.account
    if access.audience == "citizen" and account.is_officer:
        abort(403)
    if access.audience == "officer":
        if not account.is_officer:
            abort(403)
        if access.roles and not (access.roles & account.roles_on(clock.today())):
            abort(403)
    return None
