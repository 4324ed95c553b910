"""Against the vendors themselves (`make live`); without --live, what was recorded of them is replayed.

A recording's first line says of whom it is: as long as nobody with an account has made another, a Sandbox's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from joey.adapters.contract.live import Live
from joey.adapters.plugins import installed_plugins
from joey.adapters.sandbox.replay import replay
from joey.adapters.sandbox.server import factories
from joey.domain.action import ById, ByKey, Create, Delete, Update, Upsert
from joey.domain.diff import Diff
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import DestinationGateway, Written
from joey.ports.plugin import ConnectedApp, OptionValue

WHO = RecordId("1")
KEY = "joey-live-1@example.com"


@dataclass(frozen=True, slots=True)
class Round:
    """A vendor, and the fields in which a person is made and changed there."""

    vendor: str
    app: Mapping[str, OptionValue]
    connection: str
    options: Mapping[str, OptionValue]
    email: str
    name: str


ROUNDS = (
    Round(
        "hubspot",
        {"access_token": "${HUBSPOT_TOKEN}", "base_url": "${HUBSPOT_BASE_URL:-https://api.hubapi.com}"},
        "hubspot-objects",
        {"object": "contacts", "match_field": "email"},
        "email",
        "firstname",
    ),
    Round(
        "mailchimp",
        {"api_key": "${MAILCHIMP_API_KEY}", "dc": "${MAILCHIMP_DC:-us1}", "base_url": "${MAILCHIMP_BASE_URL:-}"},
        "mailchimp-contacts",
        {"list_id": "first"},
        "email_address",
        "FNAME",
    ),
    Round(
        "intercom",
        {"access_token": "${INTERCOM_TOKEN}", "base_url": "${INTERCOM_BASE_URL:-}"},
        "intercom-contacts",
        {"match_field": "email", "creation": "user"},
        "email",
        "name",
    ),
)


async def gateway_of(app: ConnectedApp, told: Round) -> DestinationGateway:
    """The gateway; an option that says "first" takes the vendor's first choice."""
    options = dict(told.options)
    for name in [name for name, value in options.items() if value == "first"]:
        options[name] = (await app.choices(told.connection, name, {})).unwrap()[0].value
    return app.connect(told.connection, options).unwrap().gateway


def snapshot(told: Round, name: str) -> Snapshot:
    return Snapshot(KEY, {told.email: KEY, told.name: name})


@pytest.mark.parametrize("told", ROUNDS, ids=[each.vendor for each in ROUNDS])
async def test_a_person_is_made_found_changed_and_removed(live: Live, told: Round) -> None:
    async def clean(app: ConnectedApp) -> None:
        there = await gateway_of(app, told)
        found = (await there.find([ByKey(KEY)])).unwrap()
        for one in found.get(ByKey(KEY), ()):
            await there.write([Delete(WHO, one.id, KEY)])

    async with live.app(installed_plugins().by_type[told.vendor], told.app, clean) as app:
        assert (await app.account()).unwrap()
        there = await gateway_of(app, told)
        assert {told.email, told.name} <= (await there.schema()).unwrap().fields.keys()
        wanted = snapshot(told, "Ada")
        make = (Upsert if there.facts.upserts else Create)(WHO, wanted, Diff(wanted.fields))
        made = (await there.write([make])).unwrap()[WHO]
        assert isinstance(made, Written)
        changed = Update(WHO, made.id, snapshot(told, "Eve"), Diff({told.name: "Eve"}))
        assert isinstance((await there.write([changed])).unwrap()[WHO], Written)
        found = (await there.find([ById(made.id)])).unwrap()
        assert [one.id for one in found[ById(made.id)]] == [made.id]
        assert isinstance((await there.write([Delete(WHO, made.id, KEY)])).unwrap()[WHO], Written)


def test_the_sandboxes_answer_as_was_recorded() -> None:
    reports, skipped = replay(Path(__file__).parent / "recordings", factories())
    assert skipped == []
    assert [line for report in reports for line in report.lines() if "differs" in line] == []
    assert sum(report.calls for report in reports) >= len(ROUNDS) * 3
