"""OpenID Connect, the relying side: code flow with PKCE, discovery, nonce, state, the issuer in the
answer (RFC 9207) and back-channel logout. Authlib speaks OAuth 2, joserfc reads the tokens."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

PATIENCE_SECONDS = 8
SKEW_SECONDS = 60
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
KNOWN_FOR = timedelta(hours=1)
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


class Untrusted(Exception):
    """What came back is not an answer of this provider to our question; says why, for the log."""


@dataclass(frozen=True)
class Provider:
    """One issuer the portal believes, and what the portal is there."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    scope: str = "openid"
    least_level: int = 2


@dataclass(frozen=True)
class Question:
    """What the browser keeps until the provider sends it back."""

    provider: str
    state: str
    nonce: str
    verifier: str


_known: dict[str, tuple[datetime, dict[str, Any], KeySet]] = {}


def ask(provider: Provider, back: str, *, at: datetime) -> tuple[str, Question]:
    """(where to send the browser, what to remember). Raises Untrusted, also when it is down."""
    about, _keys = _discovered(provider, at)
    question = Question(
        provider.key,
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(48),
    )
    address, _state = _client(provider, back).create_authorization_url(
        about["authorization_endpoint"],
        state=question.state,
        nonce=question.nonce,
        code_verifier=question.verifier,
    )
    return str(address), question


def claims_of_answer(
    provider: Provider, question: Question, answer: Mapping[str, str], back: str, *, at: datetime
) -> dict[str, Any]:
    """What the provider says of the person who came back. Raises Untrusted."""
    about, keys = _discovered(provider, at)
    if question.provider != provider.key:
        raise Untrusted("the question was put to another provider")
    if not hmac.compare_digest(answer.get("state", "").encode(), question.state.encode()):
        raise Untrusted("state")
    named = answer.get("iss")
    if named != provider.issuer and (
        named is not None or about.get("authorization_response_iss_parameter_supported")
    ):
        raise Untrusted("issuer of the answer")
    if "error" in answer or not answer.get("code"):
        raise Untrusted(f"error {answer.get('error', '')[:40]}")
    try:
        tokens = _client(provider, back).fetch_token(
            about["token_endpoint"],
            code=answer["code"],
            code_verifier=question.verifier,
            timeout=PATIENCE_SECONDS,
        )
    except Exception as fault:
        raise Untrusted(f"code not taken: {type(fault).__name__}") from fault
    claims = _claims(provider, str(tokens.get("id_token", "")), keys, at=at)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), question.nonce.encode()):
        raise Untrusted("nonce")
    return {**_more(about, str(tokens["access_token"]), claims), **claims}


def claims_of_logout(provider: Provider, token: str, *, at: datetime) -> dict[str, Any]:
    """Whose session the provider ended (OpenID Connect Back-Channel Logout). Raises Untrusted."""
    _about, keys = _discovered(provider, at)
    claims = _claims(provider, token, keys, at=at)
    if LOGOUT not in claims.get("events", {}) or "nonce" in claims or not claims.get("jti"):
        raise Untrusted("not a token of logout")
    if not (claims.get("sub") or claims.get("sid")):
        raise Untrusted("a logout of nobody")
    return claims


def forget_providers() -> None:
    """Ask anew what providers say of themselves."""
    _known.clear()


def _client(provider: Provider, back: str) -> OAuth2Session:
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope=provider.scope,
        redirect_uri=back,
        code_challenge_method="S256",
    )


def _discovered(provider: Provider, at: datetime) -> tuple[dict[str, Any], KeySet]:
    known = _known.get(provider.issuer)
    if known is None or at > known[0] + KNOWN_FOR:
        try:
            about = _read(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
            if about.get("issuer") != provider.issuer:
                raise Untrusted("issuer of the discovery")
            keys = KeySet.import_key_set(_read(about["jwks_uri"]))  # type: ignore[arg-type]
        except (requests.RequestException, ValueError, KeyError, JoseError) as fault:
            raise Untrusted(f"discovery: {type(fault).__name__}") from fault
        known = _known[provider.issuer] = (at, about, keys)
    return known[1], known[2]


def _read(address: str, **headers: str) -> dict[str, Any]:
    answer = requests.get(address, timeout=PATIENCE_SECONDS, headers=headers)
    answer.raise_for_status()
    read = answer.json()
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read


def _claims(provider: Provider, token: str, keys: KeySet, *, at: datetime) -> dict[str, Any]:
    """Of a token this provider signed for us, in force at `at`."""
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError) as fault:
        raise Untrusted(f"signature: {type(fault).__name__}") from fault
    now, audience = at.timestamp(), claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != provider.issuer:
        raise Untrusted("issuer of the token")
    if provider.client_id not in audiences or (
        len(audiences) > 1 and claims.get("azp") != provider.client_id
    ):
        raise Untrusted("audience")
    until, since = claims.get("exp"), claims.get("iat")
    if not isinstance(since, int) or since > now + SKEW_SECONDS:
        raise Untrusted("made in the future")
    # A token of logout may have no end: it is then good for some minutes.
    until = until if isinstance(until, int) else since + 300
    if now > until + SKEW_SECONDS:
        raise Untrusted("expired")
    return dict(claims)


def _more(about: dict[str, Any], access: str, claims: dict[str, Any]) -> dict[str, Any]:
    """What the provider tells only when asked with the access token."""
    if "userinfo_endpoint" not in about:
        return {}
    try:
        told = _read(about["userinfo_endpoint"], Authorization=f"Bearer {access}")
    except (requests.RequestException, ValueError) as fault:
        raise Untrusted(f"userinfo: {type(fault).__name__}") from fault
    if told.get("sub") != claims.get("sub"):
        raise Untrusted("userinfo of somebody else")
    return told
