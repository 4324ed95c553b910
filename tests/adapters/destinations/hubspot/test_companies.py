"""Contacts that go with the company that a property of theirs names."""

from __future__ import annotations

from typing import Any

import pytest

from joey.domain.action import Create, Update
from joey.domain.diff import diff, whole
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import Misconfigured
from joey.ports.gateway import Answer, RowUnknown, Written
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.hubspot.subject import BY_EMAIL, Window, destination

ONE = RecordId("1")


def _ada(company: Value, key: str = "domain", **more: Value) -> Snapshot:
    return Snapshot("ada@b.co", {"email": "ada@b.co", "firstname": "Ada", f"Company.{key}": company, **more})


async def _create(app: ConnectedApp, wanted: Snapshot, key: str = "domain") -> Answer:
    gateway = destination(app, BY_EMAIL, company_key=key).gateway
    return (await gateway.write([Create(ONE, wanted, whole(wanted))])).unwrap()[ONE]


async def _update(app: ConnectedApp, remote_id: str, old: Snapshot, new: Snapshot) -> Answer:
    gateway = destination(app, BY_EMAIL, company_key="domain").gateway
    update = Update(ONE, remote_id, new, diff(old, new), past=(old,))
    return (await gateway.write([update])).unwrap()[ONE]


async def _companies_of(window: Window, contact: str) -> dict[str, list[int]]:
    held: list[dict[str, Any]] = (await window.state())["associations"]
    pairs = [one for one in held if contact in (one["from"], one["to"])]
    return {one["to"] if one["from"] == contact else one["from"]: one["types"] for one in pairs}


async def test_a_contact_goes_with_the_company_of_its_domain(window: Window, app: ConnectedApp) -> None:
    company = await window.make("companies", {"name": "B", "domain": "b.co"})
    answer = await _create(app, _ada(" B.co "))
    assert isinstance(answer, Written)
    assert answer.note == ""
    assert 1 in (await _companies_of(window, answer.id))[company]


async def test_another_domain_leaves_only_the_new_company(window: Window, app: ConnectedApp) -> None:
    old, new = [await window.make("companies", {"domain": domain}) for domain in ("b.co", "c.co")]
    created = await _create(app, _ada("b.co"))
    assert isinstance(created, Written)
    assert old in await _companies_of(window, created.id)
    assert await _update(app, created.id, _ada("b.co"), _ada("c.co")) == Written(created.id)
    assert set(await _companies_of(window, created.id)) == {new}


async def test_a_cleared_domain_leaves_no_company(window: Window, app: ConnectedApp) -> None:
    await window.make("companies", {"domain": "b.co"})
    created = await _create(app, _ada("b.co"))
    assert isinstance(created, Written)
    await _update(app, created.id, _ada("b.co"), _ada(None))
    assert await _companies_of(window, created.id) == {}


async def test_a_company_that_somebody_else_associated_stays(window: Window, app: ConnectedApp) -> None:
    theirs, old, new = [await window.make("companies", {"domain": domain}) for domain in ("x.co", "b.co", "c.co")]
    created = await _create(app, _ada("b.co"))
    assert isinstance(created, Written)
    pair = {"inputs": [{"from": {"id": created.id}, "to": {"id": theirs}}]}
    await window.call("POST", "/crm/associations/2026-03/contacts/companies/batch/associate/default", pair)
    await _update(app, created.id, _ada("b.co"), _ada("c.co"))
    assert set(await _companies_of(window, created.id)) == {theirs, new}
    assert old != new


async def test_a_contact_is_written_where_no_company_is_there_and_a_note_says_so(
    window: Window, app: ConnectedApp
) -> None:
    answer = await _create(app, _ada("nobody.example"))
    assert isinstance(answer, Written)
    assert "no HubSpot company has this domain" in answer.note
    assert "nobody.example" not in answer.note
    assert "ada@b.co" in await window.stored(BY_EMAIL)
    assert await _companies_of(window, answer.id) == {}


async def test_of_several_companies_none_is_guessed(window: Window, app: ConnectedApp) -> None:
    for _ in range(2):
        await window.make("companies", {"domain": "b.co"})
    answer = await _create(app, _ada("b.co"))
    assert isinstance(answer, Written)
    assert "2 HubSpot companies have" in answer.note
    assert await _companies_of(window, answer.id) == {}


@pytest.mark.parametrize("key", ["hs_object_id", "crm_id"])
async def test_a_company_named_by_a_unique_property_is_read_and_not_searched(
    window: Window, app: ConnectedApp, key: str
) -> None:
    await window.put(properties={"companies": [{"name": "crm_id", "hasUniqueValue": True}]})
    company = await window.make("companies", {"crm_id": "b-1"})
    answer = await _create(app, _ada(company if key == "hs_object_id" else "b-1", key), key)
    assert isinstance(answer, Written)
    assert set(await _companies_of(window, answer.id)) == {company}
    assert not any(entry["path"].endswith("/search") for entry in await window.log())


async def test_an_unchanged_company_costs_no_call(window: Window, app: ConnectedApp) -> None:
    created = await _create(app, _ada("b.co"))
    assert isinstance(created, Written)
    await window.forget_log()
    await _update(app, created.id, _ada("b.co"), _ada("b.co", firstname="Augusta"))
    assert [entry["path"] for entry in await window.log()] == ["/crm/objects/2026-03/contacts/batch/update"]


async def test_a_changed_company_alone_writes_no_contact(window: Window, app: ConnectedApp) -> None:
    company = await window.make("companies", {"domain": "c.co"})
    created = await _create(app, _ada(None))
    assert isinstance(created, Written)
    await window.forget_log()
    await _update(app, created.id, _ada(None), _ada("c.co"))
    assert set(await _companies_of(window, created.id)) == {company}
    assert not any("contacts/batch/update" in entry["path"] for entry in await window.log())


async def test_a_company_key_that_companies_do_not_have_stops_before_anything_is_written(
    window: Window, app: ConnectedApp
) -> None:
    gateway = destination(app, BY_EMAIL, company_key="colour").gateway
    wanted = _ada("red", "colour")
    error = (await gateway.write([Create(ONE, wanted, whole(wanted))])).failure()
    assert isinstance(error, Misconfigured)
    assert "colour" in error.reason
    assert "ada@b.co" not in await window.stored(BY_EMAIL)


async def test_an_association_whose_answer_is_lost_leaves_the_record_unknown(window: Window, app: ConnectedApp) -> None:
    await window.make("companies", {"domain": "b.co"})
    await window.put(switches={"failures": [{"kind": "lost_answer", "contains": "associations", "times": 50}]})
    assert isinstance(await _create(app, _ada("b.co")), RowUnknown)
    assert "ada@b.co" in await window.stored(BY_EMAIL)


async def test_an_association_that_is_refused_is_a_note(window: Window, app: ConnectedApp) -> None:
    await window.make("companies", {"domain": "b.co"})
    body = {"status": "error", "message": "One or more associations are invalid", "category": "VALIDATION_ERROR"}
    rule = {"kind": "status", "contains": "associations", "status": 400, "body": body}
    await window.put(switches={"failures": [rule]})
    answer = await _create(app, _ada("b.co"))
    assert isinstance(answer, Written)
    assert "One or more associations are invalid" in answer.note
