"""Sailthru's options, credentials and account."""

from __future__ import annotations

import pytest

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.sailthru.plugin import plugin
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Rate
from joey.domain.property import FieldType
from joey.domain.schema import Field
from joey.ports.errors import Misconfigured, Unavailable
from joey.ports.plugin import OptionRefused, OptionValue, World
from tests.adapters.destinations.sailthru.subject import GOOD, USERS, SailthruSubject, connected

WORLD = World(VirtualClock(), SystemRandomness())


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"api_key": " "}, "api_key"),
        ({"api_secret": ""}, "api_secret"),
        ({"parallelism": 0}, "parallelism"),
        ({"calls_per_second": "many"}, "calls_per_second"),
        ({"base_url": "http://elsewhere.example"}, "base_url"),
    ],
)
def test_an_option_that_cannot_be_used_is_named(options: dict[str, OptionValue], option: str) -> None:
    assert plugin.app({**GOOD, **options}, WORLD).failure().option == option


async def test_a_slower_account_is_said_in_its_facts(subject: SailthruSubject) -> None:
    app = connected(subject.window, calls_per_second="50", parallelism="2")
    subject.apps.append(app)
    limits = app.connect(USERS, {}).unwrap().gateway.facts.limits
    assert (limits.parallelism, limits.rates) == (2, (Rate(50, 1.0), Rate(3_000, 60.0)))


async def test_check_tries_the_credentials(subject: SailthruSubject) -> None:
    assert "accepts" in (await subject.apps[0].check()).unwrap()
    stranger = connected(subject.window, api_secret="another")
    subject.apps.append(stranger)
    assert isinstance((await stranger.check()).failure(), Misconfigured)
    await subject.window.fail(path="/settings", status=200, body=None)
    assert isinstance((await subject.apps[0].check()).failure(), Unavailable)


async def test_the_account_is_named_by_the_key_without_showing_it(subject: SailthruSubject) -> None:
    other = connected(subject.window, api_key="another-key")
    subject.apps.append(other)
    mine, theirs = (await subject.apps[0].account()).unwrap(), (await other.account()).unwrap()
    assert mine != theirs
    assert GOOD["api_key"] not in mine
    assert dict(subject.apps[0].calls) == {}


async def test_any_name_is_a_var_and_the_keys_have_types(subject: SailthruSubject) -> None:
    schema = (await subject.gateway.schema()).unwrap()
    assert schema.field("favourite colour") == Field("favourite colour", FieldType.ANY)
    assert [name for name, one in schema.fields.items() if one.required] == ["email"]
    assert schema.fields.keys() == {"email", "extid", "sms"}


async def test_what_is_not_offered_is_refused_by_name(subject: SailthruSubject) -> None:
    app = subject.apps[0]
    assert isinstance(app.connect("sailthru-events", {}).failure(), OptionRefused)
    for connection, option in ((USERS, "list"), ("sailthru-events", "list")):
        assert isinstance((await app.choices(connection, option, {})).failure(), OptionRefused)
