"""How calls to Sailthru are signed, how its replies read to the HTTP client, and what never leaks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

import orjson
import pytest

from joey.adapters.destinations.sailthru.client import SailthruReading, Signer, signature
from joey.adapters.http.exchange import Reply
from joey.adapters.http.verdict import Allowance, Denied, Fine, Throttle, Transient
from joey.adapters.redaction import Redactor
from joey.domain.facts import Call

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SAID = {"id": "ada@example.com", "vars": {"name": "Ådá"}}
READING = SailthruReading(18_000)


def _reply(status: int, body: object = None, **headers: object) -> Reply:
    named = {f"x-rate-limit-{name}": str(value) for name, value in headers.items()}
    return Reply(status, named, body, b"", NOON)


def _error(code: int, message: str = "why") -> dict[str, object]:
    return {"error": code, "errormsg": message}


def test_the_signature_is_the_digest_of_the_secret_and_the_sorted_values() -> None:
    """Computed by md5sum, over the bytes in UTF-8."""
    signed = signature("the-secret", ["the-key", "json", orjson.dumps(SAID).decode()])
    assert signed == "9493bd1d94fc819b1208683cedcdedf8"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_is_signed_is_what_is_sent(method: str) -> None:
    request = Signer("the-key", "the-secret", Redactor()).request(method, "/user", Call.UPDATE, SAID)
    sent = dict(cast("Mapping[str, str]", request.form if method == "POST" else request.params))
    assert sent.pop("sig") == "9493bd1d94fc819b1208683cedcdedf8"
    assert sent == {"api_key": "the-key", "format": "json", "json": orjson.dumps(SAID).decode()}
    assert (request.form is None) != (request.params is None)


def test_key_and_secret_are_known_to_the_redactor_and_shown_by_nobody() -> None:
    redactor = Redactor()
    signer = Signer("the-key", "the-secret", redactor)
    assert redactor.text("key=the-key, and the-secret") == "key=[redacted], and [redacted]"
    shown = f"{signer!r} {signer.request('GET', '/user', Call.READ, SAID)!r} {signer.account}"
    assert not any(secret in shown for secret in ("the-key", "the-secret", "ada@example.com"))


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, _error(3), Denied),
        (401, None, Denied),
        (403, _error(4), Denied),
        (403, _error(5), Denied),
        (403, "forbidden", Denied),
        (500, _error(9), Transient),
        (200, _error(9), Transient),
        (503, "down", Transient),
        (429, _error(43), Throttle),
        (429, None, Throttle),
        (400, _error(43), Throttle),
        (400, _error(99), Fine),
        (403, _error(99), Fine),
        (404, _error(15), Fine),
        (409, _error(99), Fine),
        (200, {"ok": True}, Fine),
    ],
)
def test_each_answer_has_its_meaning(status: int, body: object, kind: type) -> None:
    assert isinstance(READING.classify(_reply(status, body)), kind)


@pytest.mark.parametrize(("code", "named"), [(3, "api_key"), (4, "address"), (5, "api_secret")])
def test_who_is_denied_is_told_what_to_check(code: int, named: str) -> None:
    verdict = READING.classify(_reply(403, _error(code)))
    assert isinstance(verdict, Denied)
    assert named in verdict.hint


@pytest.mark.parametrize(
    ("reset", "until"),
    [
        (int(NOON.timestamp()) + 42, NOON + timedelta(seconds=42)),
        (int(NOON.timestamp()) - 5, None),
        ("soon", None),
        (10**15, None),
    ],
)
def test_throttling_lasts_until_the_count_starts_anew(reset: object, until: datetime | None) -> None:
    verdict = READING.classify(_reply(429, _error(43), reset=reset))
    assert isinstance(verdict, Throttle)
    assert verdict.until == until


@pytest.mark.parametrize(
    ("limit", "left", "ours"),
    [(36_000, 35_900, 17_900), (4_800, 4_790, 17_990), (4_800, 0, 0), (36_000, 10, 0)],
)
def test_an_endpoints_count_is_told_as_the_apps(limit: int, left: int, ours: int) -> None:
    told = READING.allowance(_reply(200, limit=limit, remaining=left, reset=int(NOON.timestamp()) + 7))
    assert told == Allowance(remaining=ours, seconds=60.0, resets=7.0)


def test_without_rate_headers_nothing_is_known() -> None:
    assert READING.allowance(_reply(200)) is None
    assert READING.allowance(_reply(200, limit="many", remaining="some")) is None
