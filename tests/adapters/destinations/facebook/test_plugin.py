"""Facebook as people meet it: options, the account, the schema, and what is said when they are wrong."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest
from returns.pipeline import is_successful

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.facebook.plugin import plugin
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Call, Rate
from joey.domain.sync_mode import SyncMode
from joey.ports.errors import Misconfigured, Unavailable
from joey.ports.plugin import ConnectedApp, OptionRefused, OptionValue, World
from tests.adapters.destinations.facebook.subject import ACCOUNT, CONNECTION, Window, connected, destination

WORLD = World(VirtualClock(), SystemRandomness())
GIVEN: dict[str, OptionValue] = {"access_token": "t0ken", "ad_account_id": ACCOUNT}


def test_it_is_found_by_its_entry_point() -> None:
    (point,) = entry_points(group="joey.destinations", name="facebook")
    assert point.load() is plugin


async def test_check_names_the_account(app: ConnectedApp) -> None:
    assert (await app.check()).unwrap() == "Connected to the Facebook ad account Grouparoo"
    assert (await app.account()).unwrap() == ACCOUNT
    assert app.calls == {Call.READ.value: 2}


async def test_a_wrong_token_says_what_to_do_and_not_what_it_is(window: Window) -> None:
    stranger = connected(window.base_url, window.transport, "wrong")
    error = (await stranger.check()).failure()
    await stranger.aclose()
    assert isinstance(error, Misconfigured)
    assert "access_token" in error.hint
    assert "wrong" not in error.reason


async def test_another_ad_account_is_misconfigured(window: Window) -> None:
    other = connected(window.base_url, window.transport, ad_account_id="act_1")
    error = (await other.check()).failure()
    await other.aclose()
    assert isinstance(error, Misconfigured)
    assert "ad_account_id" in error.hint


@pytest.mark.parametrize(("status", "kind"), [(1, None), (3, None), (2, Misconfigured), (101, Misconfigured)])
async def test_a_closed_ad_account_is_told(window: Window, app: ConnectedApp, status: int, kind: type | None) -> None:
    await window.put(account={"account_status": status})
    checked = await app.check()
    assert is_successful(checked) if kind is None else isinstance(checked.failure(), kind)


@pytest.mark.parametrize("body", [{}, {"account_id": None}, [], None])
async def test_an_account_that_says_nothing_of_itself_is_no_account(
    window: Window, app: ConnectedApp, body: object
) -> None:
    await window.switch(failures=[{"kind": "status", "status": 200, "body": body, "times": 99}])
    assert isinstance((await app.account()).failure(), Unavailable)


async def test_calls_are_signed_where_there_is_an_app_secret(window: Window) -> None:
    await window.put(app_secret="s3cret")
    signing = connected(window.base_url, window.transport, app_secret="s3cret")
    assert is_successful(await signing.check())
    assert is_successful(await destination(signing).gateway.schema())
    bare = connected(window.base_url, window.transport)
    error = (await bare.check()).failure()
    assert isinstance(error, Misconfigured)
    assert "app_secret" in error.hint
    for each in (signing, bare):
        await each.aclose()


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        ({"access_token": " "}, "access_token"),
        ({"ad_account_id": "my account"}, "ad_account_id"),
        ({"ad_account_id": "act_"}, "ad_account_id"),
        ({"access": "best"}, "access"),
        ({"parallelism": 11}, "parallelism"),
        ({"parallelism": "two"}, "parallelism"),
        ({"base_url": "ftp://graph.facebook.com"}, "base_url"),
    ],
)
def test_a_bad_app_option_is_named(options: dict[str, OptionValue], refused: str) -> None:
    problem = plugin.app({**GIVEN, **options}, WORLD).failure()
    assert isinstance(problem, OptionRefused)
    assert problem.option == refused


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        ({}, "primary_key"),
        ({"primary_key": "FN"}, "primary_key"),
        ({"customer_file_source": "X"}, "customer_file_source"),
    ],
)
def test_a_bad_connection_option_is_named(app: ConnectedApp, options: dict[str, OptionValue], refused: str) -> None:
    given = options if refused == "primary_key" else {"primary_key": "EMAIL", **options}
    assert app.connect(CONNECTION, given).failure().option == refused
    assert app.connect("facebook-pixels", given).failure().option == "connection"


async def test_there_is_nothing_to_choose(app: ConnectedApp) -> None:
    assert isinstance((await app.choices(CONNECTION, "primary_key", {})).failure(), OptionRefused)


@pytest.mark.parametrize(("access", "calls"), [("limited", 5_000), ("full", 190_000)])
async def test_access_says_how_many_calls_an_hour_has(window: Window, access: str, calls: int) -> None:
    app = connected(window.base_url, window.transport, access=access, parallelism="4")
    facts = destination(app).gateway.facts
    await app.aclose()
    assert (facts.limits.rates, facts.limits.parallelism) == ((Rate(calls, 3_600.0),), 4)


def test_it_mirrors_or_adds_and_its_options_identify_the_target() -> None:
    (connection,) = plugin.spec.connections
    assert connection.facts.sync_modes == (SyncMode.SYNC, SyncMode.ADDITIVE)
    assert [option.name for option in connection.options if option.identifying] == ["primary_key"]
    assert {option.name for option in plugin.spec.app.options if option.secret} == {"access_token", "app_secret"}


@pytest.mark.parametrize("primary_key", ["EMAIL", "EXTERN_ID", "MADID"])
async def test_only_the_primary_key_is_required(app: ConnectedApp, primary_key: str) -> None:
    schema = (await destination(app, primary_key).gateway.schema()).unwrap()
    assert [name for name, field in schema.fields.items() if field.required] == [primary_key]
    assert schema.arbitrary is None
    assert "LOOKALIKE_VALUE" not in schema.fields
    assert {"EMAIL", "FN", "LN", "PHONE"} <= {name for name, field in schema.fields.items() if field.important}
    assert not schema.fields["FI"].important
