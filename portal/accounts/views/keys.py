"""Passkeys between the browser's script and us: a question, then the device's answer."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import abort, current_app, jsonify, request, session, url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts import passkeys
from portal.accounts.access import public, signed_in
from portal.accounts.passkeys import Portal
from portal.accounts.passwords import is_password
from portal.accounts.session import me
from portal.accounts.views.blueprint import blueprint
from portal.accounts.views.signing_in import failed, let_in
from portal.errors import Invalid, Refusal
from portal.i18n import _
from portal.web import limiter, own_address
from portal.web_forms import clean_text

ASKED = "passkey_question"
PATIENCE_SECONDS = 5 * 60
TRIES_PER_ADDRESS = "60 per 15 minutes"


@blueprint.post("/dang-nhap/khoa-truy-cap/cau-hoi")
@public
@limiter.limit("120 per 15 minutes")
def ask_for_passkey() -> Response:
    options, challenge = passkeys.questions_to_sign_in(_portal())
    return _asked(options, "sign in", challenge)


@blueprint.post("/dang-nhap/khoa-truy-cap")
@public
@limiter.limit(TRIES_PER_ADDRESS, deduct_when=failed)
def sign_in_with_passkey() -> Response:
    sent = _sent()
    try:
        answer = sent.get("credential")
        if not isinstance(answer, dict):
            raise Invalid(_("Không xác nhận được khóa truy cập. Hãy thử lại."))
        account = passkeys.who_signs(answer, _question("sign in"), _portal(), at=clock.now())
    except Refusal as refusal:
        return _refused(refusal)
    to = let_in(account, "passkey", own_address(str(sent.get("next") or "")))
    return jsonify(to=to.location)


@blueprint.post("/tai-khoan/bao-mat/khoa-truy-cap/cau-hoi")
@signed_in
@limiter.limit("10 per 15 minutes", key_func=lambda: str(me().id), deduct_when=failed)
def ask_to_add_passkey() -> Response:
    """Needs the password: an open browser alone must not be enough to leave a key behind."""
    try:
        if not is_password(me().password_hash, str(_sent().get("password") or "")):
            raise Invalid(_("Mật khẩu hiện tại chưa đúng"))
        options, challenge = passkeys.questions_to_add(me(), _portal())
    except Refusal as refusal:
        return _refused(refusal)
    return _asked(options, "add", challenge)


@blueprint.post("/tai-khoan/bao-mat/khoa-truy-cap")
@signed_in
def add_passkey() -> Response:
    sent = _sent()
    name = clean_text(str(sent.get("name") or ""))
    try:
        passkeys.add_passkey(
            me(),
            json.dumps(sent.get("credential")),
            _question("add"),
            _portal(),
            name=(name or _("Khóa truy cập"))[:60],
            at=clock.now(),
        )
    except Refusal as refusal:
        return _refused(refusal)
    return jsonify(to=url_for("accounts.security"))


def can_have_passkeys() -> bool:
    """Browsers make keys for names of hosts, not for numbers."""
    host = _portal().host
    return not host.replace(".", "").isdigit() and ":" not in host


def _portal() -> Portal:
    """In development people come by several names of the same machine."""
    settings = config.current()
    address = request.host_url.rstrip("/") if settings.is_development else settings.base_url
    parts = urlsplit(address)
    name = f"Cổng Một cửa {current_app.config['PORTAL_PROVINCE']}"
    return Portal(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", name)


def _asked(options: str, purpose: str, challenge: str) -> Response:
    session[ASKED] = [purpose, challenge, int(clock.now().timestamp())]
    return current_app.response_class(options, mimetype="application/json")


def _question(purpose: str) -> str:
    """The challenge this browser was given, once. Raises Invalid."""
    asked = session.pop(ASKED, None)
    if not asked or asked[0] != purpose or clock.now().timestamp() > asked[2] + PATIENCE_SECONDS:
        raise Invalid(_("Đã quá lâu. Hãy bấm lại nút khóa truy cập."))
    return str(asked[1])


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else abort(400)


def _refused(refusal: Refusal) -> Response:
    answer = jsonify(sentence=refusal.sentence)
    answer.status_code = refusal.status
    return answer
