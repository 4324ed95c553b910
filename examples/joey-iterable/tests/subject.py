"""Iterable's Sandbox as the Subject of the contract: its users, and a window beside the gateway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from joey import Value
from joey.adapters.contract import Room, SandboxSubject
from joey.ports.contract.subject import Stored

from joey_iterable.plugin import CONNECTION, plugin
from joey_iterable.sandbox import IterableSandbox

ROOM = Room(
    plugin,
    CONNECTION,
    {"api_key": "s3cret-of-tests", "project": "7"},
    wrong={"api_key": "wrong", "project": "7"},
    schema=("/api/users/getFields",),
)


class IterableSubject(SandboxSubject[IterableSandbox]):
    """An empty project, behind the gateway and seen beside it."""

    text_field = "first_name"
    missing_id = "nobody"

    def __init__(self) -> None:
        super().__init__(ROOM, IterableSandbox)

    def fields(self, n: int) -> Mapping[str, Value]:
        return {"userId": f"C-{n}", "email": f"person{n}@example.com", "first_name": f"Ådá {n}", "age": 30 + n}

    async def stored(self) -> Mapping[str, Stored]:
        users = self.sandbox.books["users"].items()
        return {id_: Stored(id_, {"userId": id_, **held}, self._groups(id_)) for id_, held in users}

    def _groups(self, id_: str) -> frozenset[str]:
        return frozenset(each["name"] for each in self.sandbox.books["lists"].values() if id_ in each["members"])

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        id_, lists = str(fields["userId"]), self.sandbox.books["lists"]
        own = {name: value for name, value in fields.items() if name != "userId" and value is not None}
        self.sandbox.books["users"][id_] = own
        for name in groups:
            made = next((key for key, each in lists.items() if each["name"] == name), str(len(lists) + 1))
            lists.setdefault(made, {"id": int(made), "name": name, "members": []})["members"].append(id_)
        return id_

    async def vanish(self, remote_id: str) -> None:
        self.sandbox.books["users"].pop(remote_id, None)
        for each in self.sandbox.books["lists"].values():
            each["members"] = [member for member in each["members"] if member != remote_id]
