"""A JSON API as a Sandbox: people with tags; it never imports the rest of this room."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.sandbox import Handler, Json, Reply, Request, SmallSandbox


class HttpSandbox(SmallSandbox):
    """People by id; their tags beside them."""

    name, title = "http", "JSON API"

    def fresh(self) -> dict[str, Json]:
        return {"people": {}}

    def calls(self) -> Mapping[str, Handler]:
        return {
            "GET /me": lambda _, __: Reply(200, {"name": "Sandbox"}),
            "GET /people": self._find,
            "POST /people": self._save,
            "PATCH /people/{id}": self._save,
            "DELETE /people/{id}": self._delete,
            "POST /tags": self._tag,
            "DELETE /people/{id}/tags/{tag}": self._tag,
        }

    def _find(self, request: Request, _: dict[str, str]) -> Reply:
        rows = [{"id": id_, **row} for id_, row in self.books["people"].items()]
        found = [row for row in rows if all(text in row[name] for name, text in request.query)]
        return Reply(200, {"data": {"people": found}})

    def _save(self, request: Request, path: dict[str, str]) -> Reply:
        people, id_ = self.books["people"], path.get("id", "")
        if id_ and id_ not in people:
            return self.refusal(404, "nobody")
        fields = {"tags": [], **people.get(id_, {}), **request.json()}
        if any(each["email"] == fields["email"] and other != id_ for other, each in people.items()):
            return self.refusal(409, "somebody has this e-mail")
        if (refused := self.switches.refusal(fields, fields["email"])) is not None:
            return self.refusal(422, refused.message)
        people[made := id_ or f"made-{len(people)}-{fields['email']}"] = fields
        return Reply(200, {"id": made})

    def _delete(self, _: Request, path: dict[str, str]) -> Reply:
        return self.refusal(404, "nobody") if self.books["people"].pop(path["id"], None) is None else Reply(204)

    def _tag(self, request: Request, path: dict[str, str]) -> Reply:
        said = {"person": path["id"], "tag": path["tag"]} if path else request.json()
        if (person := self.books["people"].get(said["person"])) is None:
            return self.refusal(404, "nobody")
        person["tags"] = [*(tag for tag in person["tags"] if tag != said["tag"]), *([] if path else [said["tag"]])]
        return Reply(204)
