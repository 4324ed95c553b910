"""Mailchimp's errors and throttling as the HTTP client gets to know them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from joey.adapters.destinations.mailchimp.client import MailchimpReading, data_centre
from joey.adapters.http.exchange import Reply
from joey.adapters.http.verdict import Denied, Fine, Throttle, Transient

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PROBLEM = {"title": "T", "detail": "why"}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {}, Fine),
        (204, None, Fine),
        (400, PROBLEM, Fine),
        (404, PROBLEM, Fine),
        (405, PROBLEM, Fine),
        (401, PROBLEM, Denied),
        (403, PROBLEM, Denied),
        (403, "<html>Forbidden</html>", Throttle),
        (403, None, Throttle),
        (429, PROBLEM, Throttle),
        (429, "Too many", Throttle),
        (500, PROBLEM, Transient),
        (503, None, Transient),
    ],
)
def test_each_status_means_something(status: int, body: object, kind: type) -> None:
    assert isinstance(MailchimpReading().classify(Reply(status, {}, body, b"", NOON)), kind)


def test_throttling_says_nothing_of_when_to_come_again() -> None:
    verdict = MailchimpReading().classify(Reply(429, {}, PROBLEM, b"", NOON))
    assert isinstance(verdict, Throttle)
    assert (verdict.wait, verdict.until, verdict.daily) == (None, None, False)


@pytest.mark.parametrize(("key", "dc"), [("0123-us21", "us21"), (" 0123-us6\n", "us6"), ("0123", ""), ("", "")])
def test_a_key_ends_with_its_data_centre(key: str, dc: str) -> None:
    assert data_centre(key) == dc
