"""Signing in through another provider: what it is told, the way there, the way back, its logout."""

from __future__ import annotations

import logging
from dataclasses import asdict

from flask import abort, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts import session as sessions
from portal.accounts.access import public
from portal.accounts.session import here
from portal.errors import Invalid
from portal.i18n import _
from portal.identity import providing
from portal.identity.views.blueprint import blueprint
from portal.integrations.identity import openid
from portal.integrations.identity.openid import Provider, Question, Untrusted
from portal.web import back_to, csrf, limiter, notice_by_get, own_address, page

log = logging.getLogger("portal.identity")
ASKED = "provider_question"
OFFERED_ON = ("accounts.sign_in", "accounts.devices", "citizen.start", "citizen.check")


@blueprint.app_context_processor
def _names() -> dict[str, list[tuple[str, str]]]:
    """For the pages that offer them or name them."""
    if request.endpoint not in OFFERED_ON:
        return {}
    return {"providers": [(one.key, one.name) for one in providing.providers()]}


@blueprint.get("/dang-nhap/qua/<provider_key>")
@public
@limiter.limit("120 per 15 minutes")
@notice_by_get
def through_provider(provider_key: str) -> Response:
    """Without a query: what the provider will tell us. With `di`: the way there. Otherwise the
    provider sends the person back, by GET as its protocol has it."""
    provider = providing.provider_of(provider_key)
    if provider is None or not request.args or request.args.keys() <= {"next", "lang"}:
        wanted = own_address(request.args.get("next"))
        return page("identity/provider.html", provider=provider, wanted=wanted)
    if "di" in request.args:
        return _there(provider)
    return _back(provider)


@blueprint.post("/dang-nhap/qua/<provider_key>/dang-xuat")
@public
@csrf.exempt
def logout_of_provider(provider_key: str) -> Response:
    """The provider says that somebody signed out there; its signature is the proof."""
    provider = providing.provider_of(provider_key) or abort(404)
    at = clock.now()
    try:
        claims = openid.claims_of_logout(provider, request.form.get("logout_token", ""), at=at)
    except Untrusted as fault:
        log.warning("logout of %s refused: %s", provider.key, fault)
        return current_app.response_class(status=400)
    providing.end_sessions(provider, claims, at=at)
    return current_app.response_class(status=200)


def _there(provider: Provider) -> Response:
    try:
        address, question = openid.ask(provider, _here(provider), at=clock.now())
    except Untrusted as fault:
        return _refused(provider, fault)
    session[ASKED] = {**asdict(question), "next": own_address(request.args.get("next"))}
    return redirect(address, 303)


def _back(provider: Provider) -> Response:
    asked = session.pop(ASKED, None)
    if not asked:
        return _refused(provider, Untrusted("no question was asked"))
    wanted, at = asked.pop("next"), clock.now()
    try:
        claims = openid.claims_of_answer(
            provider, Question(**asked), request.args, _here(provider), at=at
        )
        identity = providing.identify(provider, claims, at=at)
    except Untrusted as fault:
        return _refused(provider, fault)
    except Invalid as refusal:
        return back_to(url_for("accounts.sign_in", next=wanted), refusal.sentence, "error")
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    sessions.sign_in(identity.account, provider.key, identity.level)
    providing.remember_session(identity, here(), str(claims.get("sid", "")))
    return back_to(wanted or url_for("citizen.my_dossiers"))


def _refused(provider: Provider, fault: Untrusted) -> Response:
    """The person is told what to do; why it was refused stands in the log."""
    log.warning("sign-in through %s refused: %s", provider.key, fault)
    return back_to(
        url_for("accounts.sign_in"),
        _(
            "Chưa đăng nhập được qua %(name)s: câu trả lời nhận về không xác minh được. Hãy thử "
            "lại, hoặc đăng nhập bằng mật khẩu.",
            name=provider.name,
        ),
        "error",
    )


def _here(provider: Provider) -> str:
    path = url_for("identity.through_provider", provider_key=provider.key)
    return f"{config.current().base_url}{path}"
