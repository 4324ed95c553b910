"""Secrets: credentials, tokens and signatures, taken out of a call when it's recorded as when it's replayed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import httpx

from joey.adapters.recording.call import Call, Json
from joey.adapters.redaction import REDACTED, Redactor

_NAMES = re.compile(
    r"(?:[\w-]*(?:token|secret|password|passwd|signature|api_?key|hapikey|_proof|session_?id)|assertion|authorization"
    r"|code_verifier|sig|hash_key|cookie|set-cookie)",
    re.IGNORECASE,
)
_NOT_SECRET = frozenset({"token_type", "nexttoken", "nextpagetoken", "pagingtoken", "next_page_token"})


class Secrets:
    """``known``: the values of secret options. Tokens are learnt from answers, and what is sent in their headers."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._redactor = Redactor(*known)

    def learn(self, request: httpx.Request) -> None:
        """What a request authenticates with."""
        headers = {name: request.headers[name] for name in request.headers if _secret(name)}
        self._redactor.plant_headers(headers)

    def without(self, call: Call) -> Call:
        """The call with each secret as ``[redacted]``."""
        return replace(
            call,
            path=self._redactor.text(call.path),
            query={name: self._cleaned(name, value) for name, value in call.query.items()},
            request_body=self._cleaned("", call.request_body),
            response_headers={
                name: self._cleaned(name, value) for name, value in (call.response_headers or {}).items()
            },
            response_body=self._cleaned("", call.response_body),
        )

    def in_text(self, text: str) -> bool:
        """Whether a text still holds one."""
        return self._redactor.holds(text)

    def _cleaned(self, name: str, value: Json) -> Json:
        if _secret(name) and value is not None and not isinstance(value, bool):
            self._learn(value)
            return REDACTED
        if isinstance(value, dict):
            return {key: self._cleaned(key, one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._cleaned("", one) for one in value]
        return self._redactor.text(value) if isinstance(value, str) else value

    def _learn(self, value: Json) -> None:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one != REDACTED:
                self._redactor.plant(one)


def _secret(name: str) -> bool:
    return name.lower() not in _NOT_SECRET and _NAMES.fullmatch(name) is not None
