"""Cổng Một cửa: the one-stop portal of a Vietnamese province or ministry."""

from __future__ import annotations

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import cli, config, i18n, interface, navigation, static_files, web
from portal.accounts import access, session
from portal.accounts import views as accounts
from portal.audit import views as audit
from portal.db import db
from portal.documents import views as documents
from portal.dossiers import views as dossiers
from portal.dossiers.views import form_preview
from portal.feedback import views as feedback
from portal.identity import views as identity
from portal.notifications import views as notifications
from portal.payments import views as payments
from portal.privacy import views as privacy
from portal.procedures import drawn_form
from portal.procedures import views as procedures
from portal.procedures.open_data import views as open_data
from portal.procedures.publisher import views as publisher
from portal.public import blueprint as public
from portal.statistics import views as statistics

ROOMS_WITH_PAGES = (
    "portal.accounts",
    "portal.audit",
    "portal.procedures",
    "portal.dossiers",
    "portal.documents",
    "portal.notifications",
    "portal.identity",
    "portal.payments",
    "portal.privacy",
    "portal.statistics",
    "portal.feedback",
)


def create_app(settings: config.Settings | None = None) -> Flask:
    """The application, with what is plugged into it. `settings` default to the environment's."""
    settings = settings or config.load()
    config.use(settings)
    app = Flask(__name__)
    configure(app, settings)
    db.open(settings.database_url, scope=web.unit_of_work)
    i18n.init_app(app)
    static_files.init_app(app)
    web.init_app(app)
    session.init_app(app)
    access.init_app(app)
    audit.init_app(app)
    interface.init_app(app)
    navigation.init_app(app)
    for blueprint in (
        public,
        procedures.blueprint,
        publisher.blueprint,
        open_data.blueprint,
        accounts.blueprint,
        *audit.blueprints,
        *dossiers.blueprints,
        *documents.blueprints,
        notifications.blueprint,
        identity.blueprint,
        payments.blueprint,
        *statistics.blueprints,
        feedback.blueprint,
        *privacy.blueprints,
    ):
        app.register_blueprint(blueprint)
    drawn_form.draw_with(form_preview.drawn)
    cli.init_app(app)
    return app


def configure(app: Flask, settings: config.Settings) -> None:
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        SESSION_COOKIE_NAME="portal",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        RATELIMIT_STORAGE_URI=settings.rate_limit_storage,
        PORTAL_PROVINCE=settings.province,
        PORTAL_HOTLINE=settings.hotline,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader([PackageLoader(room) for room in ("portal", *ROOMS_WITH_PAGES)])
