"""The calls to Facebook that the tests make."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import httpx

from joey.adapters.sandbox import Json

ACCOUNT = "act_542676646349772"
GOOD = {"authorization": "Bearer good"}
AUDIENCE = {"name": "Fans", "subtype": "CUSTOM", "customer_file_source": "USER_PROVIDED_ONLY"}


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Facebook:
    """The calls, with the status and the JSON of each answer."""

    client: httpx.AsyncClient
    headers: dict[str, str] = field(default_factory=GOOD.copy)

    async def call(self, method: str, path: str, body: Json = None, **params: str) -> tuple[int, Json]:
        sent = {} if body is None else {"json": body}
        url = f"/facebook/v26.0{path}"
        answer = await self.client.request(method, url, headers=self.headers, params=params, **sent)
        return answer.status_code, answer.json()

    async def made(self, name: str = "Fans") -> str:
        status, told = await self.call("POST", f"/{ACCOUNT}/customaudiences", {**AUDIENCE, "name": name})
        assert status == 200, told
        return str(told["id"])

    async def upload(
        self, audience: str, schema: Json, *rows: Json, method: str = "POST", **more: Json
    ) -> tuple[int, Json]:
        body = {"payload": {"schema": schema, "data": list(rows)}, **more}
        return await self.call(method, f"/{audience}/users", body)

    async def members(self, audience: str) -> list[dict[str, str]]:
        state = (await self.client.get("/facebook/_state")).json()
        found: list[dict[str, str]] = next(one for one in state["audiences"] if one["id"] == audience)["members"]
        return found

    async def put(self, **parts: Json) -> None:
        (await self.client.put("/facebook/_state", json=parts)).raise_for_status()
