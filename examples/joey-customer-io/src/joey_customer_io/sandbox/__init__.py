"""Customer.io's behaviour as a Sandbox, from its documentation; it never imports the rest of this room."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.sandbox import Handler, Json, Reply, Request, SmallSandbox


class CustomerIoSandbox(SmallSandbox):
    """People by id, each with attributes, which the App API shows as texts."""

    name = "customer-io"
    title = "Customer.io"

    def fresh(self) -> dict[str, Json]:
        return {"people": {}}

    def calls(self) -> Mapping[str, Handler]:
        return {
            "GET /v1/workspaces": lambda _, __: Reply(200, {"workspaces": [{"id": 7, "name": "Sandbox"}]}),
            "GET /api/v1/accounts/region": lambda _, __: Reply(200, {"region": "us"}),
            "GET /v1/customers/{id}/attributes": self._attributes,
            "PUT /api/v1/customers/{id}": self._identify,
            "DELETE /api/v1/customers/{id}": self._delete,
        }

    def refusal(self, status: int, message: str) -> Reply:
        return Reply(status, {"errors": [{"detail": message, "status": str(status)}]})

    def _attributes(self, _: Request, path: dict[str, str]) -> Reply:
        there = self.books["people"].get(path["id"])
        if there is None:
            return self.refusal(404, "not found")
        shown = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in there.items()}
        return Reply(200, {"customer": {"id": path["id"], "attributes": shown}})

    def _identify(self, request: Request, path: dict[str, str]) -> Reply:
        held = {**self.books["people"].get(path["id"], {}), **request.json()}
        refused = self.switches.refusal(held, path["id"])
        if refused is not None:
            return self.refusal(400, refused.message)
        self.books["people"][path["id"]] = {name: value for name, value in held.items() if value is not None}
        return Reply(200, {})

    def _delete(self, _: Request, path: dict[str, str]) -> Reply:
        self.books["people"].pop(path["id"], None)
        return Reply(200, {})
