"""The calls to Mailchimp that the tests make."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import md5

import httpx

from joey.adapters.sandbox import Json

LIST = "/3.0/lists/a36b032126"
ADA = "ada@demo.com"


def hashed(email: str) -> str:
    """What Mailchimp makes a member's id of."""
    return md5(email.lower().encode(), usedforsecurity=False).hexdigest()


@dataclass
class Mailchimp:
    """The calls, with the status and the JSON of each answer."""

    client: httpx.AsyncClient

    async def call(self, method: str, path: str, body: Json = None, **headers: str) -> tuple[int, Json]:
        sent = {} if body is None else {"json": body}
        answer = await self.client.request(method, f"/mailchimp{path}", headers=headers, **sent)
        return answer.status_code, answer.json() if answer.content else None

    async def member(self, method: str, named: str, body: Json = None, tail: str = "") -> tuple[int, Json]:
        return await self.call(method, f"{LIST}/members/{named}{tail}", body)

    async def made(self, email: str = ADA, **merge_fields: Json) -> Json:
        body = {"email_address": email, "status": "subscribed", "merge_fields": merge_fields}
        status, told = await self.call("POST", f"{LIST}/members", body)
        assert status == 200, told
        return told

    async def status_of(self, email: str = ADA) -> str:
        _, told = await self.member("GET", hashed(email))
        return str(told["status"])

    async def tags_of(self, email: str = ADA) -> set[str]:
        _, told = await self.member("GET", hashed(email))
        return {tag["name"] for tag in told["tags"]}

    async def field(self, tag: str, type_: str, *, required: bool = False, **options: Json) -> None:
        body = {"tag": tag, "name": tag, "type": type_, "required": required, "options": options}
        status, told = await self.call("POST", f"{LIST}/merge-fields", body)
        assert status == 200, told

    async def put_members(self, *members: Json) -> None:
        status, told = await self.call("PUT", "/_state", {"lists": {"a36b032126": {"members": list(members)}}})
        assert status == 200, told

    async def switch(self, **switches: Json) -> None:
        status, told = await self.call("PUT", "/_state", {"switches": switches})
        assert status == 200, told
