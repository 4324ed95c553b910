"""Whether a call is signed as it should be: all of it where the account's secret is known, else its form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

import orjson

from joey.adapters.destinations.sailthru.sandbox import errors
from joey.adapters.sandbox import Json, Request

_FORM = re.compile(r"[0-9a-f]{32}|\[\w+\]")
"""An MD5 in hex, or what a recording has in its place."""


def parameters(request: Request) -> Mapping[str, str]:
    """The call's parameters: of the query, but for POST of the form."""
    return request.form() if request.method == "POST" else dict(request.query)


def payload(given: Mapping[str, str], secret: str) -> dict[str, Json]:
    """What the call says; raises SailthruError where a parameter is missing or the signature is wrong.

    Unsigned calls pass where no secret is known.
    """
    if given.get("format", "json") != "json":
        raise errors.other("this Sandbox answers format=json only")
    signature = given.get("sig", "")
    if secret and signature != _signature(given, secret):
        raise errors.bad_signature()
    if signature and not _FORM.fullmatch(signature):
        raise errors.bad_signature()
    try:
        said = orjson.loads(given.get("json") or "{}")
    except orjson.JSONDecodeError:
        raise errors.bad_json() from None
    if said == []:  # PHP's empty object
        return {}
    if not isinstance(said, dict):
        raise errors.bad_json()
    return said


def _signature(given: Mapping[str, str], secret: str) -> str:
    values = sorted((value.encode() for name, value in given.items() if name not in {"sig", "file"}))
    return hashlib.md5(secret.encode() + b"".join(values), usedforsecurity=False).hexdigest()
