"""Zendesk's options, credentials and account."""

from __future__ import annotations

import httpx
import pytest

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.zendesk.facts import facts_of, limits_of
from joey.adapters.destinations.zendesk.plugin import plugin
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Facts, GroupStyle, Rate
from joey.domain.schema import Field
from joey.domain.sync_mode import SyncMode
from joey.ports.errors import Misconfigured
from joey.ports.plugin import ConnectedApp, OptionRefused, OptionValue, World
from tests.adapters.destinations.zendesk.subject import USERS, Window, connected, destination

WORLD = World(VirtualClock(), SystemRandomness())


def _refusal(**options: OptionValue) -> OptionRefused:
    return plugin.app(options, WORLD).failure()


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"subdomain": "acme"}, "oauth_token"),
        ({"subdomain": "acme", "oauth_token": "t", "api_token": "a", "email": "e@x.co"}, "api_token"),
        ({"subdomain": "acme", "client_id": "c"}, "client_secret"),
        ({"subdomain": "acme", "api_token": "a"}, "email"),
        ({"oauth_token": "t"}, "subdomain"),
        ({"oauth_token": "t", "subdomain": "evil.com/x"}, "subdomain"),
        ({"oauth_token": "t", "subdomain": "acme", "plan": "huge"}, "plan"),
        ({"oauth_token": "t", "subdomain": "acme", "parallelism": 0}, "parallelism"),
        ({"oauth_token": "t", "subdomain": "acme", "parallelism": "many"}, "parallelism"),
        ({"oauth_token": "t", "base_url": "http://elsewhere.example"}, "base_url"),
    ],
)
def test_an_option_that_cannot_be_used_is_named(options: dict[str, OptionValue], option: str) -> None:
    assert _refusal(**options).option == option


@pytest.mark.parametrize("subdomain", ["acme", " Acme ", "acme.zendesk.com", "https://acme.zendesk.com/"])
async def test_the_subdomain_is_the_address(subdomain: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(401)

    world = World(VirtualClock(), SystemRandomness(), httpx.MockTransport(answer))
    app = plugin.app({"oauth_token": "t", "subdomain": subdomain}, world).unwrap()
    assert isinstance((await app.check()).failure(), Misconfigured)
    assert asked == ["https://acme.zendesk.com/api/v2/users/me.json"]
    await app.aclose()


async def test_check_says_who_is_logged_in_and_account_which_it_is(app: ConnectedApp) -> None:
    assert (await app.check()).unwrap() == "Logged in as Ada Admin (admin)"
    assert (await app.account()).unwrap() == "d3v-grouparoo.zendesk.com"
    assert app.calls["read"] == 2


@pytest.mark.parametrize("user", [{"id": None, "name": "Anonymous user"}, {"id": 7, "role": "end-user"}, "nobody"])
async def test_nobody_and_end_users_may_not_work_here(user: object) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"user": user}))
    app = connected("https://acme.zendesk.com", transport)
    assert isinstance((await app.check()).failure(), Misconfigured)
    assert isinstance((await app.account()).failure(), Misconfigured)
    await app.aclose()


async def test_an_api_token_is_the_password_of_email_token(window: Window) -> None:
    app = connected(window.base_url, window.transport, oauth_token="", email="ada@demo.com", api_token="wrong")
    failure = (await app.check()).failure()
    assert isinstance(failure, Misconfigured)
    assert "api_token" in failure.hint
    await app.aclose()


async def test_an_oauth_client_gets_its_tokens_as_json(window: Window) -> None:
    app = connected(window.base_url, window.transport, oauth_token="", client_id="joey", client_secret="s")
    assert (await app.check()).unwrap().startswith("Logged in")
    first = (await window.log())[0]
    assert (first["method"], first["path"]) == ("POST", "/oauth/tokens")
    await app.aclose()
    wrong = connected(window.base_url, window.transport, oauth_token="", client_id="joey", client_secret="wrong")
    assert isinstance((await wrong.check()).failure(), Misconfigured)
    await wrong.aclose()


async def test_nothing_is_asked_for_as_a_choice_and_other_connections_are_refused(app: ConnectedApp) -> None:
    assert isinstance((await app.choices(USERS, "bulk", {})).failure(), OptionRefused)
    assert isinstance((await app.choices("zendesk-tickets", "bulk", {})).failure(), OptionRefused)
    assert app.connect("zendesk-tickets", {}).failure().option == "connection"
    assert app.connect(USERS, {"bulk": "perhaps"}).failure().option == "bulk"
    assert app.connect(USERS, {"bulk_above": -1}).failure().option == "bulk_above"


def test_the_plan_says_how_many_calls_a_minute_and_bulk_whether_there_are_jobs() -> None:
    assert limits_of("team").rates == (Rate(200, 60.0),)
    assert limits_of("enterprise_plus").rates == (Rate(2_500, 60.0),)
    single: Facts = facts_of(limits_of(), None)
    assert (single.bulk, single.job_horizon) == (None, None)
    by_jobs = facts_of(limits_of(), 10)
    assert by_jobs.sizes_for(10).create == 1
    assert by_jobs.sizes_for(11).create == 100
    assert (by_jobs.groups, by_jobs.whole_groups, by_jobs.sync_modes) == (GroupStyle.INLINE, True, tuple(SyncMode))


async def test_the_schema_has_active_fields_of_known_types_and_no_others(window: Window) -> None:
    app = connected(window.base_url, window.transport)
    fields: list[object] = [{"key": f"f{n}", "type": "text"} for n in range(150)]
    fields += [{"key": "name", "type": "text"}, {"key": "old", "type": "text", "active": False}]
    fields += [{"key": "odd", "type": "hologram"}, {"key": "tier", "type": "dropdown", "custom_field_options": [
        {"name": "Gold", "value": "gold"}]}]  # fmt: skip
    await window.put(user_fields=fields)
    schema = (await destination(app).gateway.schema()).unwrap()
    assert {"f0", "f149", "user_fields.name", "tier", "external_id", "name"} <= schema.fields.keys()
    assert not {"old", "odd"} & schema.fields.keys()
    assert schema.field("anything") is None
    tier, key = schema.fields["tier"], schema.fields["external_id"]
    assert isinstance(tier, Field)
    assert (tier.choices, tier.important, key.required) == (("gold",), True, True)
    await app.aclose()
