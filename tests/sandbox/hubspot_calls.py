"""The calls to HubSpot that the tests make, and a clock that moves when told."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from joey.adapters.sandbox import Json

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

    async def call(self, method: str, path: str, body: Json = None, **headers: str) -> tuple[int, Json]:
        sent = {} if body is None else {"json": body}
        answer = await self.client.request(method, f"/hubspot{path}", headers=headers, **sent)
        return answer.status_code, answer.json() if answer.content else None

    async def contacts(self, tail: str, body: Json) -> tuple[int, Json]:
        return await self.call("POST", f"{CONTACTS}{tail}", body)

    async def created(self, **properties: str) -> str:
        _, made = await self.call("POST", CONTACTS, {"properties": properties})
        return str(made["id"])

    async def switch(self, **switches: Json) -> None:
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
