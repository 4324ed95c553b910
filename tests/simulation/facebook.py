"""Facebook in a simulation: nothing but memberships in audiences, in hashes, that nobody can read back but we."""

from __future__ import annotations

import re
from functools import lru_cache

import httpx

from joey.adapters.destinations.facebook.plugin import plugin
from joey.adapters.destinations.facebook.sandbox import create
from joey.ports.contract.subject import Stored
from tests.adapters.destinations.facebook.subject import ACCOUNT, CONNECTION, hashed
from tests.adapters.destinations.facebook.subject import Window as FacebookWindow
from tests.machine.accounts import Names
from tests.simulation.answers import JSON, Canned
from tests.simulation.edits import every_text
from tests.simulation.vendor import Look, Vendor, Window

EVERYBODY = "Everybody"
_HASH = re.compile(r"[0-9a-f]{64}")
_TOKEN = {"access_token": "good", "ad_account_id": ACCOUNT}


def _error(code: int, message: str) -> dict[str, object]:
    return {"error": {"message": message, "type": "OAuthException", "code": code}}


async def _open(base_url: str, transport: httpx.AsyncBaseTransport) -> FacebookWindow:
    window = FacebookWindow(base_url, transport)
    await window.reset()
    return window


async def _look(window: Window) -> Look:
    assert isinstance(window, FacebookWindow)
    found: dict[str, Stored] = {}
    for audience in await window.audiences():
        for member in audience["members"]:
            shown = {name: _clear().get(str(value), str(value)) for name, value in member.items()}
            key = shown["EMAIL"]
            before = found[key].groups if key in found else frozenset[str]()
            found[key] = Stored(key, shown, before | {str(audience["name"])})
    return Look(found)


@lru_cache(maxsize=1)
def _clear() -> dict[str, str]:
    """What each hash stands for."""
    return {hashed(text.lower()): text for text in every_text()}


def _reads(body: bytes) -> str:
    return _HASH.sub(lambda found: _clear().get(found[0], ""), body.decode())


FACEBOOK = Vendor(
    name="facebook",
    plugin=plugin,
    create=create,
    connection=CONNECTION,
    names=Names("EMAIL", "LN", "FN", "FI", "EXTERN_ID", "MADID"),
    throttles=(
        Canned(400, _error(80003, "There have been too many calls to this ad-account."), JSON),
        Canned(400, _error(17, "User request limit reached"), (*JSON, ("retry-after", "30"))),
        Canned(429),
    ),
    expired=Canned(401, _error(190, "Error validating access token: Session has expired"), JSON),
    open=_open,
    look=_look,
    apps=(_TOKEN, {**_TOKEN, "parallelism": 1}),
    settings=({"primary_key": "EMAIL"},),
    everybody=EVERYBODY,
    reads=_reads,
)
