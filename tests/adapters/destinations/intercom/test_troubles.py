"""Intercom's troubles: answers that say too little or get lost, refusals, contacts that are merged away."""

from __future__ import annotations

import pytest
from returns.pipeline import is_successful

from joey.domain.action import ById, ByKey
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.contract.subject import creating, updating
from joey.ports.errors import GatewayError, Misconfigured, Unanswered, Unavailable
from joey.ports.gateway import Answer, DestinationGateway, Gone, Refused, Written
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.intercom.subject import USERS, Setting, Window, destination


def wanted(setting: Setting, key: str, **fields: Value) -> Snapshot:
    return Snapshot(key, {setting.match_field: key, **fields})


async def written(gateway: DestinationGateway, write: object) -> Answer | GatewayError:
    result = await gateway.write([write])  # type: ignore[list-item]
    return result.unwrap()[RecordId("1")] if is_successful(result) else result.failure()


async def test_an_attribute_that_is_not_there_is_refused_with_what_to_do(window: Window, app: ConnectedApp) -> None:
    new = wanted(USERS, "7", **{"custom_attributes.shoe_size": 42})
    answer = await written(destination(app).gateway, creating(new))
    assert isinstance(answer, Refused)
    assert answer.field == "custom_attributes.shoe_size"
    assert "make it in Intercom" in answer.reason
    assert (await window.state())["contacts"] == []


@pytest.mark.parametrize("body", [None, "", "<html>", [], {}, {"id": None}, {"type": "contact"}])
async def test_an_answer_that_says_nothing_is_unknown(window: Window, app: ConnectedApp, body: object) -> None:
    await window.fail({"method": "POST", "path": "/contacts", "status": 200, "body": body, "acts": True})
    answer = await written(destination(app).gateway, creating(wanted(USERS, "7")))
    assert "doesn't say which" in getattr(answer, "reason", "")


@pytest.mark.parametrize("body", [None, "<html>", [], {}, {"data": 3}, {"errors": 1}])
async def test_reads_that_can_not_be_read_are_unavailable(window: Window, app: ConnectedApp, body: object) -> None:
    await window.fail({"status": 200, "times": 100, "body": body})
    gateway = destination(app).gateway
    assert isinstance((await gateway.schema()).failure(), Unavailable)
    assert isinstance((await gateway.find([ByKey("7")])).failure(), Unavailable)
    assert isinstance((await gateway.find([ById("7")])).failure(), Unavailable)
    assert isinstance((await app.account()).failure(), Unavailable)


async def test_a_failure_without_an_error_list_is_a_failure_too(window: Window, app: ConnectedApp) -> None:
    await window.fail({"method": "PUT", "status": 422, "body": {"message": "no"}})
    user = await window.make("user", external_id="7")
    change = updating(user, wanted(USERS, "7"), wanted(USERS, "7", name="x"))
    assert await written(destination(app).gateway, change) == Refused("no")


async def test_a_contact_that_was_merged_away_is_gone(window: Window, app: ConnectedApp) -> None:
    body = {"type": "error.list", "errors": [{"code": "contact_merged", "message": "merged"}]}
    await window.fail({"method": "PUT", "status": 410, "body": body})
    change = updating("abc", wanted(USERS, "7"), wanted(USERS, "7", name="x"))
    assert await written(destination(app).gateway, change) == Gone()


async def test_an_update_whose_answer_was_lost_is_sent_again_and_a_create_is_not(
    window: Window, app: ConnectedApp
) -> None:
    gateway = destination(app).gateway
    await window.fail({"kind": "lost_answer", "method": "POST"})
    assert isinstance(await written(gateway, creating(wanted(USERS, "7"))), Unanswered)
    user = (await window.state())["contacts"][0]["id"]
    await window.fail({"kind": "lost_answer", "method": "PUT"})
    change = updating(user, wanted(USERS, "7"), wanted(USERS, "7", name="x"))
    assert await written(gateway, change) == Written(user)
    assert [call["method"] for call in await window.log() if call["path"].startswith("/contacts")] == [
        "POST",
        "PUT",
        "PUT",
    ]


async def test_a_plan_without_the_call_is_misconfigured(window: Window, app: ConnectedApp) -> None:
    body = {"type": "error.list", "errors": [{"code": "api_plan_restricted", "message": "Active subscription needed"}]}
    await window.fail({"status": 403, "body": body})
    assert isinstance((await destination(app).gateway.schema()).failure(), Misconfigured)
