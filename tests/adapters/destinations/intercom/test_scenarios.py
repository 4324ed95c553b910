"""What becomes of contacts over several runs: leads that become users, users that come back, addresses that move."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import pytest

from joey.domain.property import Value
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from tests.adapters.destinations.intercom.subject import LIFECYCLE, Window, connected, destination, in_process
from tests.contract.exporting import Exporting

ADA, NEW = "ada@demo.com", "new@demo.com"
FIELDS = ("email", "external_id", "name")


class Runs:
    """Runs of one Destination in `lifecycle`, by e-mail."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self._app = connected(window.base_url, window.transport)
        self._there = destination(self._app, LIFECYCLE)
        self._exporting = Exporting(FIELDS)

    async def run(self, *people: Record) -> Mapping[RecordId, str]:
        there = self._there
        return await self._exporting.run(there.gateway, there.lists, people, SyncMode.SYNC)

    async def contacts(self) -> list[dict[str, object]]:
        return [row for row in (await self.window.state())["contacts"] if not row["archived"]]

    async def aclose(self) -> None:
        await self._app.aclose()


@pytest.fixture
async def runs() -> AsyncIterator[Runs]:
    window = Window(*in_process())
    await window.reset()
    made = Runs(window)
    yield made
    await made.aclose()
    await window.aclose()


def person(email: str, external_id: Value = None, name: str = "Ada", who: str = "1") -> Record:
    return Record(RecordId(who), {"email": email, "external_id": external_id, "name": name}, frozenset())


async def test_a_lead_becomes_a_user_keeps_its_id_and_never_turns_back(runs: Runs) -> None:
    assert await runs.run(person(ADA)) == {"1": "delivered"}
    (lead,) = await runs.contacts()
    assert lead["role"] == "lead"
    for external_id, held in (("7", "7"), ("8", "8"), (None, "8")):
        assert await runs.run(person(ADA, external_id)) == {"1": "delivered"}
        (user,) = await runs.contacts()
        assert (user["id"], user["role"], user["external_id"]) == (lead["id"], "user", held)
        assert await runs.run(person(ADA, external_id)) == {}


async def test_a_changed_address_stays_with_its_contact(runs: Runs) -> None:
    await runs.run(person(ADA, "7"))
    (before,) = await runs.contacts()
    assert await runs.run(person(NEW, "7")) == {"1": "delivered"}
    (after,) = await runs.contacts()
    assert (after["id"], after["email"]) == (before["id"], NEW)


async def test_a_user_who_left_comes_back_as_the_same_contact(runs: Runs) -> None:
    other = person("other@demo.com", who="2")
    await runs.run(person(ADA, "7"), other)
    before = {row["email"]: row["id"] for row in await runs.contacts()}
    assert await runs.run(other) == {"1": "delivered"}
    assert [row["email"] for row in await runs.contacts()] == ["other@demo.com"]
    assert await runs.run(person(ADA, "7", name="Back"), other) == {"1": "delivered"}
    after = {row["email"]: (row["id"], row["name"]) for row in await runs.contacts()}
    assert after[ADA] == (before[ADA], "Back")


async def test_a_lead_who_left_comes_back_as_a_new_one(runs: Runs) -> None:
    other = person("other@demo.com", who="2")
    await runs.run(person(ADA), other)
    before = {row["id"] for row in await runs.contacts()}
    await runs.run(other)
    assert await runs.run(person(ADA), other) == {"1": "delivered"}
    assert len({row["id"] for row in await runs.contacts()} - before) == 1


async def test_an_address_that_two_contacts_have_is_rejected_and_changes_neither(runs: Runs) -> None:
    for external_id in ("a", "b"):
        await runs.window.make("user", external_id=external_id, email=ADA, name="Theirs")
    assert await runs.run(person(ADA)) == {"1": "rejected"}
    assert {row["name"] for row in await runs.contacts()} == {"Theirs"}
