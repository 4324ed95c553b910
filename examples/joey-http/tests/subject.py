"""A JSON API's Sandbox as the Subject of the contract: its requests, its people, and a window beside the gateway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from joey import Value
from joey.adapters.contract import Room, SandboxSubject
from joey.ports.contract.subject import Stored

from joey_http.plugin import CONNECTION, plugin
from joey_http.sandbox import HttpSandbox

OPTIONS = {
    "object": "people",
    "key": "email",
    "find": "GET /people?email={key}",
    "find_by_id": "GET /people?id={id}",
    "create": 'POST /people "{fields}"',
    "update": 'PATCH /people/{id} "{fields}"',
    "delete": "DELETE /people/{id}",
    "add": 'POST /tags {"tag": "{group}", "person": "{id}"}',
    "remove": "DELETE /people/{id}/tags/{group}",
    "records": "data.people",
}
ROOM = Room(
    plugin,
    CONNECTION,
    {"authorization": "Bearer s3cret-of-tests", "check": "/me"},
    wrong={"authorization": "Bearer wrong", "check": "/me"},
    options=OPTIONS,
    schema=("/me",),
)


class HttpSubject(SandboxSubject[HttpSandbox]):
    """An empty account, behind the gateway and seen beside it."""

    text_field = "first_name"
    missing_id = "999999"

    def __init__(self) -> None:
        super().__init__(ROOM, HttpSandbox)

    def fields(self, n: int) -> Mapping[str, Value]:
        return {"email": f"a{n}&b=c@example.com", "first_name": f'Ådá "{n}"', "last_name": "{id}", "age": 30 + n}

    async def stored(self) -> Mapping[str, Stored]:
        people = self.sandbox.books["people"].items()
        return {row["email"]: Stored(id_, row, frozenset(row["tags"])) for id_, row in people}

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        id_ = f"{len(self.sandbox.books['people'])}-{fields['email']}"
        self.sandbox.books["people"][id_] = {**fields, "tags": list(groups)}
        return id_

    async def vanish(self, remote_id: str) -> None:
        self.sandbox.books["people"].pop(remote_id, None)
