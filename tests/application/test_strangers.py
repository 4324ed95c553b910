"""A vendor that takes two keys for one: no remote record gets two owners by it."""

from __future__ import annotations

import pytest
from returns.result import Result

from joey.adapters.memory import InMemoryGateway, InMemoryVendor
from joey.adapters.memory.usual import SCHEMA, text_key
from joey.domain.projection import KeyField
from joey.domain.property import Refusal, Value
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from tests.contract.exporting import Exporting
from tests.contract.variants import VARIANTS

ANN, TWIN = "ann.lee@x.io", "annlee@x.io"
"""The vendor passes over dots, and nobody was told."""


def _without_dots(value: Value) -> Result[str, Refusal]:
    return text_key(value).map(lambda key: key.split("@")[0].replace(".", ""))


def _record(who: str, email: str, name: str) -> Record:
    return Record(RecordId(who), {"email": email, "first_name": name}, frozenset())


@pytest.fixture
def gateway() -> InMemoryGateway:
    facts = VARIANTS["upserts"].facts
    return InMemoryGateway(facts, vendor=InMemoryVendor(facts, SCHEMA, KeyField("email", _without_dots)))


@pytest.mark.parametrize("together", [True, False])
async def test_who_is_taken_for_another_record_is_refused_and_that_one_gets_its_values_back(
    gateway: InMemoryGateway, *, together: bool
) -> None:
    runs = Exporting(["email", "first_name"])
    ann, twin = _record("1", ANN, "Ann"), _record("2", TWIN, "Twin")
    if not together:
        assert await runs.run(gateway, None, [ann], SyncMode.SYNC) == {"1": "delivered"}
    kinds = await runs.run(gateway, None, [ann, twin], SyncMode.SYNC)
    assert kinds[RecordId("2")] == "rejected"
    for _ in range(2):
        await runs.run(gateway, None, [ann, twin], SyncMode.SYNC)
    (there,) = gateway.stored().values()
    assert (there["fields"]["email"], there["fields"]["first_name"]) == (ANN, "Ann")
    assert await runs.run(gateway, None, [ann, twin], SyncMode.SYNC) == {}


@pytest.mark.parametrize("known", [True, False])
async def test_who_is_taken_for_a_record_of_another_unit_is_refused_as_well(
    gateway: InMemoryGateway, *, known: bool
) -> None:
    runs = Exporting(["email", "first_name"])
    ann, twin = _record("1", ANN, "Ann"), _record("2", TWIN, "Twin")
    crowd = [_record(f"1{number:03}", f"p{number}@x.io", "Pat") for number in range(250)]
    if known:
        await runs.run(gateway, None, [ann], SyncMode.SYNC)
    changed = _record("1", ANN, "Anna")
    kinds = await runs.run(gateway, None, [changed, *crowd, twin], SyncMode.SYNC)
    assert sorted((kinds[RecordId("1")], kinds[RecordId("2")])) == ["delivered", "rejected"]
    assert not known or kinds[RecordId("2")] == "rejected"
    for _ in range(2):
        await runs.run(gateway, None, [changed, *crowd, twin], SyncMode.SYNC)
    held = [row["fields"] for key, row in gateway.stored().items() if key == "annlee"]
    (both,) = held
    assert (both["email"], both["first_name"]) in {(ANN, "Anna"), (TWIN, "Twin")}
    assert await runs.run(gateway, None, [changed, *crowd, twin], SyncMode.SYNC) == {}
