"""Marketo through the whole pipeline, where it is unlike other vendors: what becomes of the Record and of the lead."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import pytest

from joey.adapters.virtual_clock import VirtualClock
from joey.domain.property import PropertyType
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.records import record
from joey.ports.contract.subject import HIGH_VALUE
from tests.adapters.destinations.marketo.subject import (
    LEADS,
    LISTS,
    MarketoSubject,
    Window,
    connected,
    destination,
    failed,
    in_process,
)
from tests.contract.exporting import Exporting

TYPES = {
    "textarea_field": PropertyType.STRING,
    "boolean_field": PropertyType.BOOLEAN,
    "email_field": PropertyType.EMAIL,
    "integer_field": PropertyType.INTEGER,
    "float_field": PropertyType.FLOAT,
    "currency_field": PropertyType.DECIMAL,
    "percent_field": PropertyType.INTEGER,
    "date_field": PropertyType.DATE,
    "datetime_field": PropertyType.DATETIME,
}
ADA = "ada@demo.com"


class Typed:
    """A Destination that maps a Field of every type."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.app = connected(window.base_url, window.transport, clock=VirtualClock())
        self._exporting = Exporting(("email", *TYPES), TYPES)

    async def export(self, *records: Mapping[str, object]) -> list[str]:
        """The Outcomes' kinds, in the order of the Records."""
        there = destination(self.app)
        made = [Record(RecordId(str(n)), {**dict.fromkeys(TYPES), **each}) for n, each in enumerate(records)]
        kinds = await self._exporting.run(there.gateway, there.lists, made, SyncMode.SYNC)
        return [kinds[each.id] for each in made if each.id in kinds]


@pytest.fixture
async def typed() -> AsyncIterator[Typed]:
    window = Window(*in_process())
    await window.reset()
    made = Typed(window)
    yield made
    await made.app.aclose()
    await window.aclose()


async def test_a_field_of_every_type_is_set_and_cleared(typed: Typed) -> None:
    given = {
        "email": ADA,
        "textarea_field": "Ådá",
        "boolean_field": "true",
        "email_field": "a@b.co",
        "integer_field": "14",
        "float_field": "14.5",
        "currency_field": "10.40",
        "percent_field": "30",
        "date_field": "2020-08-30",
        "datetime_field": "2020-08-30T07:49:48.123+02:00",
    }
    assert await typed.export(given) == ["delivered"]
    (lead,) = await typed.window.leads()
    shown = {**given, "boolean_field": True, "integer_field": 14, "float_field": 14.5, "currency_field": 10.4}
    shown |= {"percent_field": 30, "datetime_field": "2020-08-30T05:49:48Z"}
    assert {name: lead[name] for name in shown} == shown
    assert await typed.export({"email": ADA}) == ["delivered"]
    (lead,) = await typed.window.leads()
    assert {name: lead[name] for name in TYPES} == {**dict.fromkeys(TYPES), "boolean_field": False}
    assert await typed.export({"email": ADA}) == []


async def test_a_value_that_marketo_refuses_rejects_its_record_and_no_other(subject: MarketoSubject) -> None:
    bad = record(subject, 1)
    records = [Record(bad.id, {**bad.properties, "lastName": "unwanted"}), record(subject, 2)]
    assert await subject.export(records) == {"1": "rejected", "2": "delivered"}
    assert len(await subject.window.leads()) == 1


@pytest.mark.parametrize("mode", list(SyncMode))
async def test_who_matches_several_leads_is_rejected_in_every_mode(subject: MarketoSubject, mode: SyncMode) -> None:
    for _ in range(2):
        await subject.seed(subject.fields(1))
    before = await subject.window.leads()
    assert await subject.export([record(subject, 1)], mode) == {"1": "rejected"}
    assert await subject.window.leads() == before


async def test_new_records_are_upserted_without_a_lookup_and_enriched_ones_looked_up(subject: MarketoSubject) -> None:
    records = [record(subject, n) for n in (1, 2, 3)]
    await subject.window.forget_log()
    await subject.export(records)
    writes = [path for path in await subject.window.paths() if path.endswith("leads.json")]
    assert writes == [f"POST {LEADS}.json"]
    await subject.window.forget_log()
    await subject.export([record(subject, 9)], SyncMode.ENRICH)
    assert [path for path in await subject.window.paths() if path.endswith("leads.json")] == [f"GET {LEADS}.json"]


async def test_a_lost_upsert_is_waited_for_and_looked_up_by_the_next_run(subject: MarketoSubject) -> None:
    await subject.window.switch(failures=[{"kind": "lost_answer", "method": "POST", "path": LEADS}])
    assert await subject.export([record(subject, 1)]) == {"1": "unknown"}
    await subject.window.forget_log()
    assert await subject.export([record(subject, 1)]) == {"1": "delivered"}
    calls = [path for path in await subject.window.paths() if path.endswith("leads.json")]
    assert calls[0] == f"GET {LEADS}.json"
    assert len(await subject.window.leads()) == 1


async def test_a_spent_quota_defers_what_is_left_until_it_is_renewed(subject: MarketoSubject) -> None:
    rule = {"kind": "status", "status": 200, "body": failed(607), "path": LEADS, "method": "POST", "times": 9}
    await subject.window.switch(failures=[rule])
    assert await subject.export([record(subject, 1)]) == {"1": "deferred"}
    await subject.calm()
    assert await subject.export([record(subject, 1)]) == {"1": "delivered"}


async def test_one_who_is_refused_by_a_list_is_written_all_the_same(subject: MarketoSubject) -> None:
    reason = {"code": "1003", "message": "Invalid data"}
    body = {"success": True, "result": [{"id": 7149, "status": "skipped", "reasons": [reason]}]}
    await subject.window.switch(failures=[{"status": 200, "body": body, "path": LISTS}])
    assert await subject.export([record(subject, 1, groups=[HIGH_VALUE])]) == {"1": "rejected"}
    assert len(await subject.window.leads()) == 1


async def test_nothing_is_made_in_order_to_remove(subject: MarketoSubject) -> None:
    member = record(subject, 1, groups=[HIGH_VALUE])
    await subject.export([member])
    (made,) = (await subject.window.state())["lists"]
    await subject.window.call("POST", f"/rest/asset/v1/staticList/{made['id']}/delete.json")
    assert await subject.export([record(subject, 1)]) == {"1": "delivered"}
    assert (await subject.window.state())["lists"] == []
