"""The calls to Marketo that the tests make."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from joey.adapters.sandbox import Json

LEADS = "/rest/v1/leads.json"
ADA = "ada@demo.com"


@dataclass
class Marketo:
    """The calls, with the JSON of each answer; what is refused comes with 200 all the same."""

    client: httpx.AsyncClient

    async def send(self, method: str, path: str, body: Json = None, **more: Json) -> httpx.Response:
        sent = more if body is None else {"json": body, **more}
        return await self.client.request(method, f"/marketo{path}", **sent)

    async def call(self, method: str, path: str, body: Json = None, **more: Json) -> Json:
        answer = await self.send(method, path, body, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def code(self, method: str, path: str, body: Json = None, **more: Json) -> str:
        """The code of the refusal of a whole call."""
        told = await self.call(method, path, body, **more)
        assert told["success"] is False, told
        return str(told["errors"][0]["code"])

    async def sync(self, *rows: Json, action: str = "createOrUpdate", lookup: str = "email", **more: Json) -> Json:
        """The results of a sync."""
        body = {"action": action, "lookupField": lookup, "input": list(rows), **more}
        told = await self.call("POST", LEADS, body)
        assert told["success"] is True, told
        return told["result"]

    async def made(self, email: str = ADA, **fields: Json) -> int:
        (row,) = await self.sync({"email": email, **fields}, action="createDuplicate")
        return int(row["id"])

    async def found(self, values: str, by: str = "email", **asked: Json) -> list[dict[str, Json]]:
        params = {"filterType": by, "filterValues": values, **asked}
        told = await self.call("GET", LEADS, params=params)
        rows: list[dict[str, Json]] = told["result"]
        return rows

    async def put(self, **parts: Json) -> None:
        status = (await self.send("PUT", "/_state", parts)).status_code
        assert status == 200
