"""Intercom's errors and throttling as the HTTP client gets to know them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.intercom.client import IntercomReading
from joey.adapters.destinations.intercom.complaints import complaint_of
from joey.adapters.http.exchange import Reply
from joey.adapters.http.verdict import Allowance, Denied, Expired, Fine, Throttle, Transient
from joey.domain.facts import Rate
from joey.ports.errors import Misconfigured
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.intercom.subject import Window, connected, destination

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOON = str(int(NOON.timestamp()) + 7)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["errors", "message", "code", "field", "type", "id"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def _reply(status: int, body: object = None, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, headers or {}, body, b"", NOON)


def _error(code: str, message: str = "x") -> object:
    return {"type": "error.list", "errors": [{"code": code, "message": message}]}


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-ratelimit-reset": SOON}, 7.0),
        ({"x-ratelimit-reset": str(int(NOON.timestamp()) - 5)}, 1.0),
        ({"x-ratelimit-reset": "1617221312"}, None),
        ({"x-ratelimit-reset": "soon"}, None),
        ({"retry-after": "3"}, 3.0),
        ({}, None),
    ],
)
def test_a_throttled_call_waits_for_the_reset(headers: Mapping[str, str], wait: float | None) -> None:
    verdict = IntercomReading().classify(_reply(429, _error("rate_limit_exceeded"), headers))
    assert isinstance(verdict, Throttle)
    assert (verdict.wait, verdict.daily) == (wait, False)


def test_headers_say_what_is_left_of_the_window() -> None:
    headers = {"x-ratelimit-remaining": "3", "x-ratelimit-reset": SOON}
    assert IntercomReading().allowance(_reply(200, {}, headers)) == Allowance(3, 10.0, 7.0)
    assert IntercomReading().allowance(_reply(200, {}, {"x-ratelimit-remaining": "many"})) is None


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "unauthorized", Expired),
        (403, "forbidden", Denied),
        (402, "api_plan_restricted", Denied),
        (400, "intercom_version_invalid", Denied),
        (400, "parameter_invalid", Fine),
        (404, "not_found", Fine),
        (409, "conflict", Fine),
        (410, "contact_merged", Fine),
        (422, "unprocessable_entity", Fine),
        (500, "server_error", Transient),
        (503, "service_unavailable", Transient),
    ],
)
def test_each_error_means_what_it_should(status: int, code: str, kind: type) -> None:
    assert isinstance(IntercomReading().classify(_reply(status, _error(code))), kind)


@pytest.mark.parametrize(
    ("message", "existing", "archived"),
    [
        ("A contact matching those details already exists with id=63a0c979", "63a0c979", False),
        ("An archived contact matching those details already exists with id=63a0", "63a0", True),
        ("conflict", None, False),
    ],
)
def test_a_conflict_names_the_contact(message: str, existing: str | None, archived: bool) -> None:  # noqa: FBT001
    complaint = complaint_of(_error("conflict", message))
    assert (complaint.existing, complaint.archived) == (existing, archived)


def test_what_was_sent_is_not_repeated() -> None:
    told = complaint_of(_error("parameter_invalid", "Lovelace <ada@demo.com> is no good")).reason(["Lovelace"])
    assert "ada@demo.com" not in told
    assert "Lovelace" not in told
    assert "no good" in told


@given(st.integers(200, 599), JSON, st.dictionaries(st.sampled_from(["x-ratelimit-reset"]), st.text(max_size=14)))
def test_any_reply_can_be_read(status: int, body: object, headers: dict[str, str]) -> None:
    reading = IntercomReading()
    assert isinstance(reading.classify(_reply(status, body, headers)), Throttle) or status != 429
    assert reading.allowance(_reply(status, body, headers)) is None
    complaint = complaint_of(body)
    assert complaint.reason()


async def test_a_wrong_token_is_said_with_what_to_do(window: Window) -> None:
    stranger = connected(window.base_url, window.transport, "wrong")
    error = (await stranger.check()).failure()
    assert isinstance(error, Misconfigured)
    assert "access_token" in error.hint
    await stranger.aclose()


async def test_the_workspace_is_the_account(app: ConnectedApp) -> None:
    assert (await app.account()).unwrap() == "l4wp0knn"
    assert "l4wp0knn, US" in (await app.check()).unwrap()


async def test_limits_follow_the_option(window: Window) -> None:
    app = connected(window.base_url, window.transport, calls_per_minute=1000, parallelism=3)
    limits = destination(app).gateway.facts.limits
    assert (limits.parallelism, limits.rates) == (3, (Rate(166, 10.0),))
    await app.aclose()
