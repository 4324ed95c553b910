"""The calls to Intercom that the tests make."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from joey.adapters.sandbox import Json

ADA = "ada@demo.com"


@dataclass
class Intercom:
    """The calls, with the status and the JSON of each answer."""

    client: httpx.AsyncClient

    async def call(self, method: str, path: str, body: Json = None, **headers: str) -> tuple[int, Json]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {} if body is None else {"json": body}
        answer = await self.client.request(method, f"/intercom{path}", headers=named, **sent)
        return answer.status_code, answer.json() if answer.content else None

    async def made(self, role: str = "user", **fields: Json) -> str:
        status, told = await self.call("POST", "/contacts", {"role": role, **fields})
        assert status == 200, told
        return str(told["id"])

    async def refused(self, method: str, path: str, body: Json = None) -> tuple[int, str, str]:
        """The status, code and message of a refusal."""
        status, told = await self.call(method, path, body)
        assert told["type"] == "error.list"
        (error,) = told["errors"]
        return status, error["code"], error["message"]

    async def found(self, field: str, *values: str) -> list[str]:
        query = {"field": field, "operator": "IN", "value": list(values)}
        status, told = await self.call("POST", "/contacts/search", {"query": query})
        assert status == 200, told
        return [row["id"] for row in told["data"]]

    async def switch(self, **switches: Json) -> None:
        status, told = await self.call("PUT", "/_state", {"switches": switches})
        assert status == 200, told
