"""Language, dates and money. Vietnamese is the language of the source text (law 10)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime

from babel.dates import format_date as babel_date
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale, gettext, lazy_gettext, ngettext

from portal import clock
from portal.config import ROOT

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}

_ = gettext
lazy_ = lazy_gettext
n_ = ngettext

__all__ = ["LANGUAGES", "_", "lazy_", "n_", "day", "init_app", "minute", "money"]


def init_app(app: Flask) -> None:
    app.config.update(
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
    )
    Babel(app, locale_selector=chosen_language)
    app.jinja_env.filters.update(
        day=day, long_day=long_day, minute=minute, clock_time=clock_time, money=money
    )
    app.jinja_env.globals.update(language=language, languages=LANGUAGES)


def chosen_language() -> str:
    """What the person chose; Vietnamese otherwise. The browser's wish is not asked: most
    phones sold in Vietnam say "en" though their owners read Vietnamese."""
    if not has_request_context():
        return "vi"
    wanted = request.args.get("lang") or session.get("language") or ""
    return wanted if wanted in LANGUAGES else "vi"


def language() -> str:
    return str(get_locale() or "vi")


def in_vietnamese() -> AbstractContextManager[None]:
    """For words that are kept: whoever reads now, they stay in the law's language."""
    return force_locale("vi")


def day(value: date | datetime | None) -> str:
    """22/11/2026, in Vietnam, in both languages: the order stays the country's."""
    if value is None:
        return ""
    return _as_local(value).strftime("%d/%m/%Y")


def long_day(value: date | datetime | None) -> str:
    """ "Chủ Nhật, 22 tháng 11, 2026", in the reader's language."""
    return "" if value is None else babel_date(_as_local(value), "full", locale=get_locale())


def minute(value: datetime | None) -> str:
    """16:05 ngày 22/11/2026, in Vietnam."""
    return "" if value is None else clock.local(value).strftime("%H:%M %d/%m/%Y")


def clock_time(value: datetime | None) -> str:
    return "" if value is None else clock.local(value).strftime("%H:%M")


def money(amount: int | None) -> str:
    """Whole đồng with the country's separators: 75.000 đ."""
    return "" if amount is None else f"{amount:,}".replace(",", ".") + " đ"


def _as_local(value: date | datetime) -> date:
    return clock.local(value) if isinstance(value, datetime) else value


def remember_language(code: str) -> None:
    if code in LANGUAGES:
        session["language"] = code
        g.pop("_flask_babel", None)
