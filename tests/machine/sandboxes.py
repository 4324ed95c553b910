"""Accounts of vendors' Sandboxes, in process, for the machine."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

import httpx

from joey.adapters.virtual_clock import VirtualClock
from joey.ports.contract.subject import Stored
from joey.ports.gateway import DestinationGateway
from joey.ports.lists import ListRepository
from tests.adapters.destinations.hubspot.subject import BY_EMAIL, HubSpotSubject, Window, connected, in_process, prepare
from tests.adapters.destinations.mailchimp.subject import LIST, MailchimpSubject
from tests.adapters.destinations.mailchimp.subject import Window as MailchimpWindow
from tests.adapters.destinations.mailchimp.subject import connected as mailchimp_app
from tests.adapters.destinations.mailchimp.subject import in_process as mailchimp_in_process
from tests.machine.accounts import Account, How, Names, Opening

Subject = TypeVar("Subject", bound=HubSpotSubject | MailchimpSubject)


class _SandboxAccount(Generic[Subject]):
    """What accounts at Sandboxes have in common."""

    def __init__(self, subject: Subject, clock: VirtualClock) -> None:
        self._subject = subject
        self.clock = clock

    @property
    def gateway(self) -> DestinationGateway:
        return self._subject.gateway

    @property
    def lists(self) -> ListRepository | None:
        return self._subject.lists

    async def stored(self) -> Mapping[str, Stored]:
        return {each.id: each for each in (await self._subject.stored()).values()}

    async def seed(self, fields: Mapping[str, str]) -> str:
        return await self._subject.seed(fields)

    async def vanish(self, remote_id: str) -> None:
        await self._subject.vanish(remote_id)

    async def calm(self) -> None:
        await self._subject.calm()


class HubSpotAccount(_SandboxAccount[HubSpotSubject]):
    """Contacts of the HubSpot Sandbox."""

    names = Names("email", "lastname", "jobtitle", "city", "firstname", "address")

    async def enlist(self, remote_id: str, group: str) -> None:
        await self._subject.window.enlist("contacts", group, remote_id)

    async def go_wrong(self, how: How, times: int, *, writes: bool) -> None:
        named = {
            How.THROTTLED: {"kind": "status", "status": 429, "body": {"message": "daily", "policyName": "DAILY"}},
            How.UNAVAILABLE: {"kind": "status", "status": 503, "body": {"message": "maintenance"}},
        }
        rule = {**named.get(how, {"kind": how.value}), "times": times}
        parts = ["batch/create", "batch/update", "batch/archive", "memberships", *([] if writes else ["batch/read"])]
        await self._subject.window.put(switches={"failures": [{"contains": part, **rule} for part in parts]})

    async def writes(self) -> int:
        log = await self._subject.window.log()
        reading = ("/read", "/search")
        return sum(call["method"] != "GET" and not call["path"].endswith(reading) for call in log)


class MailchimpAccount(_SandboxAccount[MailchimpSubject]):
    """Members of the Mailchimp Sandbox's audience, with three merge fields more."""

    names = Names("email_address", "LNAME", "EXTRA", "SIDE", "FNAME", "THEIRS")

    async def enlist(self, remote_id: str, group: str) -> None:
        await self._subject.window.tag(remote_id, group)

    async def go_wrong(self, how: How, times: int, *, writes: bool) -> None:
        named: dict[How, dict[str, object]] = {
            How.THROTTLED: {"kind": "status", "status": 429, "body": {"title": "Too Many Requests", "status": 429}},
            How.UNAVAILABLE: {"kind": "status", "status": 503, "body": {"title": "Service Unavailable", "status": 503}},
        }
        rule = {"path": "/3.0/", "times": times * 8, **named.get(how, {"kind": how.value})}
        methods = ("POST", "PUT", "PATCH", "DELETE") if writes else ("POST", "PUT", "PATCH", "DELETE", "GET")
        rules = [{"method": each, **rule, "contains": "/members"} for each in methods]
        await self._subject.window.switch(failures=rules)

    async def writes(self) -> int:
        return sum(call["method"] != "GET" for call in await self._subject.window.log())


@asynccontextmanager
async def hubspot() -> AsyncGenerator[Account]:
    """An opening of the HubSpot Sandbox, in process."""
    address, transport = in_process()
    window, clock = Window(address, transport), VirtualClock()
    await prepare(window, BY_EMAIL)
    app, stranger = connected(address, transport, clock=clock), connected(address, transport, "wrong")
    yield HubSpotAccount(HubSpotSubject(BY_EMAIL, window, app, stranger, clock), clock)
    for each in (window, app, stranger):
        await each.aclose()


@asynccontextmanager
async def mailchimp() -> AsyncGenerator[Account]:
    """An opening of the Mailchimp Sandbox, in process."""
    clock = VirtualClock()
    async with audience(*mailchimp_in_process(), clock) as subject:
        yield MailchimpAccount(subject, clock)


@asynccontextmanager
async def audience(
    address: str, transport: httpx.AsyncBaseTransport, clock: VirtualClock
) -> AsyncGenerator[MailchimpSubject]:
    """An audience with room for what the machine fills."""
    window = MailchimpWindow(address, transport)
    await window.reset()
    for tag in ("EXTRA", "SIDE", "THEIRS"):
        await window.call("POST", f"/3.0/lists/{LIST}/merge-fields", {"tag": tag, "name": tag, "type": "text"})
    await window.forget_log()
    app, stranger = mailchimp_app(address, transport, clock=clock), mailchimp_app(address, transport, "wrong")
    yield MailchimpSubject(window, app, stranger, clock)
    for each in (window, app, stranger):
        await each.aclose()


SANDBOXES: Mapping[str, Opening] = {"HubSpot": hubspot, "Mailchimp": mailchimp}
