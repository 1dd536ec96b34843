"""The edge of a request: unit of work, security headers, rate limits, error pages."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
)
from flask.globals import app_ctx
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as AnyResponse

# Registers counts that processes share without a Redis, under the scheme database://.
import portal.rate_limits  # noqa: F401
from portal import trail
from portal.db import Base, _reading, db
from portal.errors import Refusal, trace
from portal.i18n import _

log = logging.getLogger("portal")
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True)

View = TypeVar("View", bound=Callable[..., Any])
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'self'"
)


def unit_of_work() -> int:
    """What tells one database session from another: the application context, if there is one."""
    return id(app_ctx._get_current_object()) if app_ctx else 0  # type: ignore[attr-defined]


def init_app(app: Flask) -> None:
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(_begin)
    app.after_request(_secure)
    app.after_request(_end)  # runs before _secure: the last registered is the first called
    app.teardown_request(_stop_reading)
    app.teardown_appcontext(lambda _error: db.forget())
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def back_to(address: str, message: str = "", category: str = "success") -> AnyResponse:
    """303 to `address`, with a sentence to be shown there."""
    if message:
        flash(message, category)
    return redirect(address, 303)


def own_address(wanted: str | None) -> str | None:
    """`wanted` if it leads to a page of ours; None for anything that leads away."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return None
    parts = urlsplit(wanted)
    return None if parts.scheme or parts.netloc else wanted


def notice_by_get(view: View) -> View:
    """Mark a view that takes a notice by GET, as its sender's protocol has it (VNPAY). With a
    query it writes: the one exception to law 2."""
    view.takes_notice = True  # type: ignore[attr-defined]
    return view


def by_itself(do: Callable[[], None], otherwise: Callable[[str], None]) -> None:
    """One piece of a request that is many in one (law 2): committed by itself, so that a refusal
    undoes this piece alone and holds no other up. `otherwise` is told the sentence of a refusal
    or a fault after everything was undone; what it writes is committed too."""
    try:
        do()
        db.session.commit()
        return
    except Refusal as refusal:
        sentence = refusal.sentence
    except StaleDataError:
        sentence = _("Có người vừa cập nhật hồ sơ này trước. Hãy tải lại trang rồi xem lại.")
    except Exception as error:
        sentence = _("Hệ thống gặp lỗi, mã %(reference)s.", reference=_logged(error))
    db.session.rollback()
    otherwise(sentence)
    db.session.commit()


def note_reading(row: Base) -> None:
    """Keep a row of the log that tells what this request only read. It is committed in a short
    transaction of its own, after the request's was rolled back and before a byte goes out."""
    g.setdefault("readings", []).append(row)


def page(template: str, *, status: int = 200, **values: Any) -> Response:
    return make_response(render_template(template, **values), status)


def _begin() -> None:
    g.trail_token = trail.begin()
    if _only_reads():
        g.reading_token = _reading.set(True)


def _only_reads() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    is_notice = bool(request.args) and getattr(view, "takes_notice", False)
    return request.method in READING_METHODS and not is_notice


def _stop_reading(_error: BaseException | None) -> None:
    token = g.pop("reading_token", None)
    if token is not None:
        _reading.reset(token)
    trail_token = g.pop("trail_token", None)
    if trail_token is not None:
        trail.end(trail_token)


def _end(response: Response) -> Response:
    """The one commit (law 2): a request that went well and was allowed to write."""
    if _only_reads() or response.status_code >= 400:
        db.session.rollback()
        return _with_its_readings(response)
    try:
        db.session.commit()
    except Exception as error:
        session.pop("_flashes", None)  # what the view announced did not happen
        return _stale(error) if isinstance(error, StaleDataError) else _fault(error)
    return response


def _with_its_readings(response: Response) -> Response:
    """The exception to "a page that is read writes nothing": the rows that say it was read. What
    cannot be logged is not shown."""
    rows = g.pop("readings", None)
    if not rows:
        return response
    token = _reading.set(False)
    db.session.info["notes_readings"] = True
    try:
        db.session.add_all(rows)
        db.session.commit()
    except Exception as error:
        response.close()
        return _fault(error)
    finally:
        db.session.info.pop("notes_readings", None)
        _reading.reset(token)
    return response


def _secure(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static" or response.status_code >= 400:
        # Pages hold personal data: neither a proxy nor the next user of a shared phone keeps them.
        headers.setdefault("Cache-Control", "no-store")
    return response


def _refused(error: Refusal) -> Response:
    db.session.rollback()
    titles = {
        403: _("Ông/Bà không có quyền làm việc này"),
        409: _("Chưa thực hiện được"),
        422: _("Thông tin chưa đúng"),
    }
    return error_page(error.status, titles.get(error.status, titles[409]), error.sentence)


def _stale(_error: StaleDataError) -> Response:
    db.session.rollback()
    return error_page(
        409,
        _("Có người vừa cập nhật trước"),
        _("Chưa có gì bị thay đổi. Hãy quay lại, tải lại trang rồi thực hiện lại."),
    )


def _csrf(_error: CSRFError) -> Response:
    db.session.rollback()
    return error_page(
        400,
        _("Trang đã mở quá lâu"),
        _("Vì an toàn, hãy quay lại, tải lại trang rồi gửi lại. Chưa có gì bị thay đổi."),
    )


def _http_error(error: HTTPException) -> AnyResponse:
    db.session.rollback()
    code = error.code or 500
    if code < 400:
        return error.get_response()
    if isinstance(error, SecurityError):
        # Called by a name that is not ours: no address of a page can be built, so no page either.
        return Response("400\n", 400, content_type="text/plain")
    answers = {
        400: (_("Yêu cầu chưa đúng"), _("Hãy quay lại trang trước và thử lại.")),
        403: (
            _("Ông/Bà không có quyền xem trang này"),
            _("Nếu cần, hãy đăng nhập bằng tài khoản khác hoặc hỏi quản trị của đơn vị."),
        ),
        404: (
            _("Không tìm thấy trang"),
            _("Hãy kiểm tra lại địa chỉ, hoặc tìm thủ tục từ trang chủ."),
        ),
        405: (_("Yêu cầu chưa đúng"), _("Hãy quay lại trang trước và thử lại.")),
        413: (
            _("Tệp quá lớn"),
            _(
                "Hãy chọn tệp nhỏ hơn hoặc chụp lại ở độ phân giải thấp hơn. Chưa có gì bị thay đổi."
            ),
        ),
        429: (
            _("Ông/Bà đã thử quá nhiều lần"),
            _("Hãy đợi ít phút rồi thử lại."),
        ),
    }
    title, sentence = answers.get(code, answers[400])
    response = error_page(code, title, sentence)
    for name, value in error.get_headers():
        if name in ("Retry-After", "Allow"):
            response.headers[name] = value
    return response


def _fault(error: Exception) -> Response:
    """A fault: the person gets a code to tell us, the log gets the trace and nothing personal."""
    db.session.rollback()
    return error_page(
        500,
        _("Hệ thống gặp lỗi"),
        _("Lỗi đã được ghi lại. Hãy thử lại sau ít phút; nếu vẫn gặp, hãy gọi tổng đài và đọc mã:"),
        _logged(error),
    )


def _logged(error: Exception) -> str:
    """The code under which the log tells of a fault."""
    reference = secrets.token_hex(4).upper()
    rule = request.url_rule.rule if request.url_rule else "-"
    log.error("fault %s at %s %s\n%s", reference, request.method, rule, trace(error))
    return reference


def error_page(status: int, title: str, sentence: str, reference: str = "") -> Response:
    return page(
        "error.html",
        status=status,
        title=title,
        sentence=sentence,
        reference=reference,
        status_code=status,
    )
