"""HubSpot's errors and throttling as the HTTP client gets to know them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.hubspot.client import HubSpotReading
from joey.adapters.http.exchange import Reply
from joey.adapters.http.verdict import Allowance, Denied, Fine, Throttle, Transient
from tests.adapters.destinations.hubspot.strategies import replies

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _reply(status: int, body: object = None, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, headers or {}, body, b"", NOON)


@pytest.mark.parametrize(
    ("body", "wait"),
    [
        ({"message": "You have reached your ten_secondly_rolling limit.", "policyName": "TEN_SECONDLY_ROLLING"}, 10.0),
        ({"message": "You have reached your ten_secondly_rolling limit.", "errorType": "RATE_LIMIT"}, 10.0),
        ({"message": "You have reached your secondly limit.", "category": "RATE_LIMITS"}, 1.0),
        ({"policyName": "SECONDLY"}, 1.0),
        ({}, None),
        ("busy", None),
    ],
)
def test_the_policy_says_how_long_to_wait(body: object, wait: float | None) -> None:
    verdict = HubSpotReading().classify(_reply(429, body))
    assert isinstance(verdict, Throttle)
    assert verdict.wait == wait
    assert not verdict.daily


def test_a_longer_retry_after_is_obeyed() -> None:
    verdict = HubSpotReading().classify(_reply(429, {"policyName": "SECONDLY"}, {"retry-after": "30"}))
    assert isinstance(verdict, Throttle)
    assert verdict.wait == 30.0


@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("UTC", datetime(2026, 11, 24, tzinfo=UTC)),
        ("US/Eastern", datetime(2026, 11, 24, 5, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ("No/Where", datetime(2026, 11, 24, tzinfo=UTC)),
        ("../secret", datetime(2026, 11, 24, tzinfo=UTC)),
    ],
)
def test_a_spent_day_ends_at_midnight_of_the_accounts_zone(zone: str, until: datetime) -> None:
    reading = HubSpotReading()
    reading.zone = zone
    verdict = reading.classify(_reply(429, {"message": "You have reached your daily limit.", "policyName": "DAILY"}))
    assert isinstance(verdict, Throttle)
    assert (verdict.daily, verdict.until) == (True, until)


def test_a_bad_token_is_denied_with_what_to_do() -> None:
    verdict = HubSpotReading().classify(_reply(401, {"message": "Authentication credentials not found."}))
    assert isinstance(verdict, Denied)
    assert "access_token" in verdict.hint


@pytest.mark.parametrize(
    "body",
    [
        {"category": "MISSING_SCOPES", "context": {"requiredGranularScopes": ["crm.objects.contacts.write"]}},
        {"errors": [{"message": "x", "context": {"missingScopes": ["crm.objects.contacts.write"]}}]},
    ],
)
def test_missing_scopes_are_named(body: object) -> None:
    verdict = HubSpotReading().classify(_reply(403, body))
    assert isinstance(verdict, Denied)
    assert "crm.objects.contacts.write" in verdict.reason


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("Unable to perform update/upsert by non-unique 0-1 property name in portal ID 1", "match_field"),
        ("Unable to infer object type from: things", "object"),
    ],
)
def test_what_is_wrong_with_the_options_is_not_taken_for_bad_rows(message: str, word: str) -> None:
    verdict = HubSpotReading().classify(_reply(400, {"message": message}))
    assert isinstance(verdict, Denied)
    assert word in verdict.hint


@pytest.mark.parametrize(("status", "least"), [(423, 2.0), (477, 0.0)])
def test_a_locked_or_moving_account_did_nothing(status: int, least: float) -> None:
    verdict = HubSpotReading().classify(_reply(status, {"message": "wait"}))
    assert isinstance(verdict, Transient)
    assert verdict.acted is False
    assert (verdict.wait or 0.0) >= least


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_trouble_at_hubspot_may_have_acted(status: int) -> None:
    verdict = HubSpotReading().classify(_reply(status, "<html>"))
    assert isinstance(verdict, Transient)
    assert verdict.acted is None


@pytest.mark.parametrize("status", [200, 201, 204, 207, 400, 404, 409])
def test_what_is_about_rows_is_left_to_the_rows(status: int) -> None:
    assert HubSpotReading().classify(_reply(status, {"message": "x"})) == Fine()


def test_rate_headers_say_what_is_left() -> None:
    headers = {
        "x-hubspot-ratelimit-remaining": "7",
        "x-hubspot-ratelimit-interval-milliseconds": "10000",
        "x-hubspot-ratelimit-daily-remaining": "9000",
    }
    allowance = HubSpotReading().allowance(_reply(200, {}, headers))
    assert allowance == Allowance(7, 10.0, None, 9000, datetime(2026, 11, 24, tzinfo=UTC))


def test_search_says_nothing_of_what_is_left() -> None:
    assert HubSpotReading().allowance(_reply(200, {}, {"x-hubspot-ratelimit-remaining": "many"})) is None


@given(st.integers(200, 599), replies, st.dictionaries(st.sampled_from(["retry-after"]), st.text(max_size=5)))
def test_any_reply_can_be_read(status: int, body: object, headers: dict[str, str]) -> None:
    reading = HubSpotReading()
    verdict = reading.classify(_reply(status, body, headers))
    assert isinstance(verdict, Throttle) == (status == 429)
