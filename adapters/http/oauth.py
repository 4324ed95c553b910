"""Tokens by OAuth 2.0 (RFC 6749), for refresh tokens and client credentials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.http.auth import Auth, Send
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.reading import message
from joey.adapters.redaction import PROCESS, Redactor
from joey.domain.facts import Call
from joey.ports.clock import Clock
from joey.ports.errors import GatewayError, Misconfigured

_EARLY = 60.0


class OAuth(Auth):
    """A bearer token, for a form that proves who asks.

    ``form``: ``{"grant_type": "refresh_token", "client_id": …, "client_secret": …, "refresh_token": …}``, or
    ``client_credentials`` without the last. ``token_url``: a path after the base address, or a whole ``https://``
    address. A token is taken to be good until a minute before the ``expires_in`` of its answer, or until the vendor
    says otherwise where it states none. A new refresh token replaces the one in the form, and ``rotated`` is told, so
    that it can be kept. ``granted`` is the last answer, for what else a vendor says in it. ``as_json``: the form goes
    as JSON, for a vendor that documents it so.
    """

    def __init__(
        self,
        token_url: str,
        form: Mapping[str, str],
        clock: Clock,
        *,
        rotated: Callable[[str], None] | None = None,
        headers: Mapping[str, str] | None = None,
        redactor: Redactor = PROCESS,
        as_json: bool = False,
    ) -> None:
        self._token_url = token_url
        self._form = dict(form)
        self._as_json = as_json
        self._clock = clock
        self._rotated = rotated
        self._extra = dict(headers or {})
        self._redactor = redactor
        self._headers: dict[str, str] | None = None
        self._good_until = float("inf")
        self.granted: Mapping[str, Any] = {}
        redactor.plant(*(value for name, value in form.items() if name not in {"grant_type", "scope", "client_id"}))

    def headers(self) -> Mapping[str, str] | None:
        return self._headers if self._clock.monotonic() < self._good_until else None

    async def refresh(self, send: Send) -> Result[None, GatewayError]:
        form, json = (None, self._form) if self._as_json else (self._form, None)
        request = Request("POST", self._token_url, Call.READ, json, form=form, headers=self._extra, repeatable=True)
        sent = await send(request)
        if not is_successful(sent):
            return Failure(sent.failure())
        reply = sent.unwrap()
        granted = reply.body if isinstance(reply.body, Mapping) else {}
        token = granted.get("access_token")
        if not reply.ok or not isinstance(token, str) or not token:
            return Failure(_refused(reply))
        self._take(token, granted)
        return Success(None)

    def _take(self, token: str, granted: Mapping[str, Any]) -> None:
        self._redactor.plant(token)
        self._headers = {"authorization": f"Bearer {token}"}
        self.granted = granted
        self._good_until = self._clock.monotonic() + _lifetime(granted.get("expires_in"))
        renewed = granted.get("refresh_token")
        if isinstance(renewed, str) and renewed and renewed != self._form.get("refresh_token"):
            self._redactor.plant(renewed)
            self._form["refresh_token"] = renewed
            if self._rotated is not None:
                self._rotated(renewed)


def _lifetime(stated: object) -> float:
    if isinstance(stated, bool) or not isinstance(stated, int | float) or stated <= 0:
        return float("inf")
    return max(stated - _EARLY, stated / 2)


def _refused(reply: Reply) -> Misconfigured:
    return Misconfigured(
        f"The vendor gave no token (HTTP {reply.status}: {message(reply)}).",
        "Check the App's client id, client secret and refresh token, or authorise it anew.",
    )
