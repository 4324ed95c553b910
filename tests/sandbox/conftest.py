"""A fresh HubSpot Sandbox for each test, in process with a pinned clock, and one over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app

CONTACTS = "/crm/objects/2026-03/contacts"


@dataclass
class PinnedClock:
    """A clock that moves when told."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class HubSpot:
    """The calls that the tests make, with the status and the JSON of each answer."""

    client: httpx.AsyncClient

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        sent = {} if body is None else {"json": body}
        answer = await self.client.request(method, f"/hubspot{path}", headers=headers, **sent)
        return answer.status_code, answer.json() if answer.content else None

    async def contacts(self, tail: str, body: Any) -> tuple[int, Any]:
        return await self.call("POST", f"{CONTACTS}{tail}", body)

    async def created(self, **properties: str) -> str:
        _, made = await self.call("POST", CONTACTS, {"properties": properties})
        return str(made["id"])

    async def switch(self, **switches: Any) -> None:
        status, told = await self.call("PUT", "/_state", {"switches": switches})
        assert status == 200, told

    async def unique_property(self, name: str = "customer_no") -> None:
        body = {"name": name, "label": name, "type": "string", "fieldType": "text"}
        status, told = await self.call(
            "POST",
            "/crm/properties/2026-03/contacts",
            {**body, "groupName": "contactinformation", "hasUniqueValue": True},
        )
        assert status == 201, told


@pytest.fixture
def clock() -> PinnedClock:
    return PinnedClock()


@pytest.fixture
async def hubspot(clock: PinnedClock) -> AsyncIterator[HubSpot]:
    transport = httpx.ASGITransport(sandbox_app({"hubspot": create}, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield HubSpot(client)


@pytest.fixture
def server() -> Iterator[str]:
    with running_sandbox(sandbox_app({"hubspot": create})) as base:
        yield base
