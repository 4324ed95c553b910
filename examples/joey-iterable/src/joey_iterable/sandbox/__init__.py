"""Iterable's behaviour as a Sandbox, from its documentation; it never imports the rest of this room."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.sandbox import Handler, Json, Reply, Request, SmallSandbox

FINE = Reply(200, {"msg": "", "code": "Success", "params": None})


class IterableSandbox(SmallSandbox):
    """Users by userId, and static lists by number."""

    name, title, words = "iterable", "Iterable", "msg"

    def fresh(self) -> dict[str, Json]:
        return {"users": {}, "lists": {}, "fields": {"first_name": "string", "signupDate": "date", "nested": "object"}}

    def calls(self) -> Mapping[str, Handler]:
        return {
            "GET /api/users/getFields": lambda _, __: Reply(200, {"fields": self.books["fields"]}),
            "GET /api/users/byUserId/{id}": self._get,
            "POST /api/users/update": self._update,
            "POST /api/users/updateEmail": self._move,
            "DELETE /api/users/byUserId/{id}": self._delete,
            "GET /api/lists": lambda _, __: Reply(200, {"lists": [*self.books["lists"].values()]}),
            "POST /api/lists": self._make,
            "POST /api/lists/{what}": self._subscribe,
        }

    def _get(self, _: Request, path: dict[str, str]) -> Reply:
        user = self.books["users"].get(path["id"])
        return Reply(200, {} if user is None else {"user": {"userId": path["id"], "dataFields": user}})

    def _update(self, request: Request, _: dict[str, str]) -> Reply:
        said = request.json()
        held = {"email": said.get("email"), **self.books["users"].get(said["userId"], {}), **said["dataFields"]}
        if (refused := self.switches.refusal(held, said["userId"])) is not None:
            return self.refusal(400, refused.message)
        self.books["users"][said["userId"]] = {name: value for name, value in held.items() if value is not None}
        return FINE

    def _move(self, request: Request, _: dict[str, str]) -> Reply:
        said = request.json()
        users = self.books["users"].items()
        if any(user["email"] == said["newEmail"] for id_, user in users if id_ != said["currentUserId"]):
            return self.refusal(400, f"Cannot change user to {said['newEmail']}. New email already exists")
        self.books["users"][said["currentUserId"]]["email"] = said["newEmail"]
        return FINE

    def _delete(self, _: Request, path: dict[str, str]) -> Reply:
        self.books["users"].pop(path["id"], None)
        for each in self.books["lists"].values():
            each["members"] = [member for member in each["members"] if member != path["id"]]
        return FINE

    def _make(self, request: Request, _: dict[str, str]) -> Reply:
        made = len(self.books["lists"]) + 1
        self.books["lists"][str(made)] = {"id": made, "name": request.json()["name"], "members": []}
        return Reply(200, {"listId": made})

    def _subscribe(self, request: Request, path: dict[str, str]) -> Reply:
        said, held = request.json(), self.books["lists"][str(request.json()["listId"])]
        ids = [each["userId"] for each in said["subscribers"]]
        known = [id_ for id_ in ids if id_ in self.books["users"]]
        members = [id_ for id_ in held["members"] if id_ not in ids]
        held["members"] = [*members, *known] if path["what"] == "subscribe" else members
        return Reply(200, {"failedUpdates": {"notFoundUserIds": [id_ for id_ in ids if id_ not in known]}})
