"""Customer.io's Sandbox as the Subject of the contract: its people, and a window beside the gateway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from joey import Value
from joey.adapters.contract import Room, SandboxSubject
from joey.ports.contract.subject import Stored

from joey_customer_io.plugin import CONNECTION, plugin
from joey_customer_io.sandbox import CustomerIoSandbox

ROOM = Room(
    plugin,
    CONNECTION,
    {"site_id": "site", "track_key": "s3cret-of-tests", "app_key": "s3cret-of-tests"},
    wrong={"site_id": "site", "track_key": "wrong", "app_key": "wrong"},
    schema=("/api/v1/accounts", "/v1/workspaces"),
)


class CustomerIoSubject(SandboxSubject[CustomerIoSandbox]):
    """An empty workspace, behind the gateway and seen beside it."""

    text_field = "first_name"
    missing_id = "nobody"

    def __init__(self) -> None:
        super().__init__(ROOM, CustomerIoSandbox)

    def fields(self, n: int) -> Mapping[str, Value]:
        return {"customer_id": f"C-{n}", "email": f"person{n}@example.com", "first_name": f"Ådá {n}", "age": 30 + n}

    async def stored(self) -> Mapping[str, Stored]:
        return {id_: _stored(id_, held) for id_, held in self.sandbox.books["people"].items()}

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        id_ = str(fields["customer_id"])
        own = {name: value for name, value in fields.items() if name != "customer_id" and value is not None}
        self.sandbox.books["people"][id_] = {**own, **{f"In {name}": True for name in groups}}
        return id_

    async def vanish(self, remote_id: str) -> None:
        self.sandbox.books["people"].pop(remote_id, None)


def _stored(id_: str, held: Mapping[str, object]) -> Stored:
    groups = frozenset(
        name.removeprefix("In ") for name, value in held.items() if name.startswith("In ") and value is True
    )
    return Stored(id_, {"customer_id": id_, **held}, groups)
