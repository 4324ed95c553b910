"""The calls to Zendesk that the tests make."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from joey.adapters.sandbox import Json

ADA = "ada@demo.com"


@dataclass
class Zendesk:
    """The calls, with the status and the JSON of each answer."""

    client: httpx.AsyncClient

    async def call(self, method: str, path: str, body: Json = None, **headers: str) -> tuple[int, Json]:
        sent = {} if body is None else {"json": body}
        answer = await self.client.request(method, f"/zendesk/api/v2{path}", headers=headers, **sent)
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        return answer.status_code, answer.json() if is_json and answer.content else answer.text or None

    async def made(self, **user: Json) -> Json:
        status, told = await self.call("POST", "/users.json", {"user": {"name": "Ada", **user}})
        assert status == 201, told
        return told["user"]

    async def change(self, user_id: int, **user: Json) -> tuple[int, Json]:
        return await self.call("PUT", f"/users/{user_id}.json", {"user": user})

    async def shown(self, user_id: int) -> Json:
        return (await self.call("GET", f"/users/{user_id}.json"))[1]["user"]

    async def identities(self, user_id: int) -> list[tuple[str, bool]]:
        _, told = await self.call("GET", f"/users/{user_id}/identities.json")
        return [(one["value"], one["primary"]) for one in told["identities"]]

    async def put(self, **parts: Json) -> tuple[int, Json]:
        answer = await self.client.put("/zendesk/_state", json=parts)
        return answer.status_code, answer.json()
