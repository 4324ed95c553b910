"""Keeps secrets, and people's addresses, out of whatever is shown or kept: logs, errors, reports."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, quote_plus

REDACTED = "[redacted]"
SHORTEST = 4
"""A shorter secret isn't looked for in text, or ordinary words would be torn to pieces."""

_NAMES = (
    "access_token|api_key|apikey|api_secret|authorization|appsecret_proof|client_secret|cookie|credential|hapikey|id_token"
    "|passwd|password|private_key|proxy-authorization|refresh_token|secret|set-cookie|sig|token|x-api-key"
)
_SECRET_NAME = re.compile(rf"(?:{_NAMES})", re.IGNORECASE)
_SCHEME = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{4,}", re.IGNORECASE)
_PAIR = re.compile(rf"(?<![\w-])({_NAMES})([\"']?\s*[=:]\s*[\"']?)(?!\[redacted\])([^\s&\"',;}}]+)", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+'-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63})+")
_REASON_LENGTH = 300
_READ = 20_000
"""So much of a vendor's words is looked at for a reason."""


class Redactor:
    """Knows secrets, and takes them out of texts and values in every usual spelling.

    Planted are the values of secret options, tokens as they are obtained, and whole Authorization headers. Beside them,
    what looks like a credential by its name (``access_token=…``) or scheme (``Bearer …``) goes too.
    """

    def __init__(self, *secrets: str) -> None:
        self._secrets: set[str] = set()
        self._forms: set[str] = set()
        self._planted: re.Pattern[str] | None = None
        self.plant(*secrets)

    def plant(self, *secrets: str) -> None:
        """From now on these never appear. Empty and very short ones (under 4 characters) are passed over."""
        new = {secret for secret in secrets if len(secret) >= SHORTEST} - self._secrets
        if not new:
            return
        self._secrets |= new
        self._forms |= {form for secret in new for form in _spellings(secret)}
        self._planted = None

    def plant_headers(self, headers: Mapping[str, str]) -> None:
        """Plant what credentials are made of: a header's value, the token without its scheme, a pair's password."""
        for value in headers.values():
            scheme, _, token = value.partition(" ")
            self.plant(value, token)
            if scheme.lower() == "basic":
                self.plant(_password(token))

    def holds(self, text: str) -> bool:
        """Whether a planted secret is in the text, in any usual spelling."""
        return self._planted is not None and self._planted.search(text) is not None

    def text(self, text: str) -> str:
        """The text without secrets."""
        if self._forms:
            text = self._pattern().sub(REDACTED, text)
        return _PAIR.sub(rf"\1\2{REDACTED}", _SCHEME.sub(rf"\1 {REDACTED}", text))

    def _pattern(self) -> re.Pattern[str]:
        if self._planted is None:
            longest_first = sorted(self._forms, key=len, reverse=True)
            self._planted = re.compile("|".join(re.escape(form) for form in longest_first))
        return self._planted

    def reason(self, text: str) -> str:
        """A vendor's words, fit for an error: one line of at most 300 characters, no secrets, no e-mail addresses."""
        words = " ".join(self._discreet(self._beginning(text)).split())
        return words if len(words) <= _REASON_LENGTH else words[: _REASON_LENGTH - 1] + "…"

    def value(self, value: object) -> object:
        """Fit for a log: without secrets and e-mail addresses, at any depth; what isn't plain data becomes text."""
        return _cleaned(value, self._discreet)

    def shown(self, value: object) -> object:
        """The same for somebody who asked to see people's data: without secrets alone."""
        return _cleaned(value, self.text)

    def named(self, name: str, item: object) -> object:
        """A value under a name, which may already say that it is a secret."""
        return _named(name, item, self._discreet)

    def _beginning(self, text: str) -> str:
        """The beginning of a long text, without secrets, and without what the cut may have left of one."""
        if len(text) <= _READ:
            return text
        longest = max(map(len, self._forms), default=0)
        begun = self.text(text[: _READ + longest])
        return begun[: len(begun) - longest]

    def _discreet(self, text: str) -> str:
        return _EMAIL.sub("[email]", self.text(text))


def _cleaned(value: object, clean: Callable[[str], str]) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(name)): _named(str(name), item, clean) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cleaned(item, clean) for item in value]
    return clean(str(value) if isinstance(value, BaseException) else repr(value))


def _named(name: str, item: object, clean: Callable[[str], str]) -> object:
    secret = _SECRET_NAME.fullmatch(name) is not None and item is not None and not isinstance(item, bool)
    return REDACTED if secret else _cleaned(item, clean)


def _password(pair: str) -> str:
    try:
        return base64.b64decode(pair, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _spellings(secret: str) -> set[str]:
    written = {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    data = secret.encode("utf-8", "surrogatepass")
    return written | {quote(data, safe=""), quote(data), quote_plus(data)} | _encoded(data)


def _encoded(data: bytes) -> set[str]:
    """Base64, as a whole and within a longer text: there, only the characters that no neighbour changes."""
    found = {form for whole in (base64.b64encode(data), base64.urlsafe_b64encode(data)) for form in _padded(whole)}
    for before in range(3):
        first = (before * 8 + 5) // 6
        last = (before + len(data)) * 8 // 6
        inner = base64.b64encode(b"\0" * before + data + b"\0\0")[first:last].decode()
        if len(inner) >= SHORTEST + 2:
            found |= {inner, inner.replace("+", "-").replace("/", "_")}
    return found


def _padded(encoded: bytes) -> set[str]:
    text = encoded.decode()
    return {text, quote(text, safe="")}


PROCESS = Redactor()
"""The one of this process: there is one log, so there is one of these, and a secret stays one when its project is done.
Others are for tests."""
