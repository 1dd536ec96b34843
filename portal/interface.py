"""Plugs the interface kit into an app: its macros' loader and the questions they ask."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from portal import clock
from portal.vietnam import mask_contact, mask_email


def init_app(app: Flask) -> None:
    own = app.jinja_env.loader
    assert own is not None  # Flask always has one
    kit = PackageLoader("govuk_frontend_jinja", "templates")
    # The package imports its own files as "govuk_frontend_jinja/…".
    app.jinja_env.loader = ChoiceLoader([own, PrefixLoader({"govuk_frontend_jinja": kit})])
    app.jinja_env.globals.update(days_between=days_between)
    app.jinja_env.filters.update(masked=mask_contact, masked_email=mask_email)


def days_between(start: date | datetime, end: date | datetime) -> int:
    """Calendar days in Vietnam from `start` to `end`; negative when `end` comes first."""
    return (_local_day(end) - _local_day(start)).days


def _local_day(moment: date | datetime) -> date:
    return clock.local(moment).date() if isinstance(moment, datetime) else moment
