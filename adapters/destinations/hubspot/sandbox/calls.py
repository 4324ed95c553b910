"""Which call goes to which handler; version segments (`v3`, `v4`, `2026-03`, …) are taken out beforehand."""

from __future__ import annotations

from collections.abc import Callable

from joey.adapters.destinations.hubspot.sandbox import (
    definitions,
    errors,
    links,
    memberships,
    reads,
    writes,
)
from joey.adapters.destinations.hubspot.sandbox.account import DETAILS
from joey.adapters.destinations.hubspot.sandbox.portal import Portal
from joey.adapters.destinations.hubspot.sandbox.records import Records
from joey.adapters.sandbox import Reply, Request, Routes

VERSIONS = frozenset({"v3", "v4", "2026-03", "2026-09"})

Parts = dict[str, str]
OfType = Callable[[Portal, Records, Request, Parts], Reply]
_OBJECTS = "/crm/objects/{type}"


def unversioned(path: str) -> str | None:
    """The path without its version segment; None where a CRM path has no version that HubSpot knows."""
    if not path.startswith("/crm/"):
        return path.replace("/2026-03", "", 1).replace("/2026-09", "", 1)
    parts = path.split("/")
    at = next((at for at in (2, 3) if len(parts) > at and parts[at] in VERSIONS), None)
    return None if at is None else "/".join(parts[:at] + parts[at + 1 :])


def routes(portal: Portal) -> Routes:
    """The table of every call that the Sandbox answers."""
    table = Routes()
    _account(portal, table)
    _objects(portal, table)
    _definitions(portal, table)
    _lists(portal, table)
    _associations(portal, table)
    return table


def _account(portal: Portal, table: Routes) -> None:
    for path in ("/account-info/details", "/account-info/v3/details", "/integrations/v1/me"):
        table.add("GET", path, lambda _, __: Reply(200, DETAILS))
    for path in ("/oauth/token", "/oauth/v1/token"):
        table.add("POST", path, lambda request, _: _token(portal, request))


def _token(portal: Portal, request: Request) -> Reply:
    form = request.form()
    if "wrong" in (form.get("refresh_token"), form.get("client_secret")):
        fault = errors.Fault(400, "missing or invalid refresh token", "BAD_REFRESH_TOKEN")
        return portal.refuse(fault)
    token = {"access_token": portal.correlation(), "refresh_token": form.get("refresh_token", "")}
    return Reply(200, {**token, "expires_in": 1800, "token_type": "bearer"})


def _objects(portal: Portal, table: Routes) -> None:
    def on(method: str, tail: str, handle: OfType) -> None:
        table.add(method, _OBJECTS + tail, _of_type(portal, handle))

    on("POST", "/search", lambda p, t, r, _: reads.search(p, t, r))
    on("POST", "/gdpr-delete", lambda p, t, r, _: writes.erase(p, t, r))
    on("POST", "/batch/read", lambda p, t, r, _: reads.read(p, t, r))
    on("POST", "/batch/create", lambda p, t, r, _: writes.create(p, t, r))
    on("POST", "/batch/update", lambda p, t, r, _: writes.update(p, t, r))
    on("POST", "/batch/upsert", lambda p, t, r, _: writes.upsert(p, t, r))
    on("POST", "/batch/archive", lambda p, t, r, _: writes.archive(p, t, r))
    on("GET", "", lambda _, t, r, __: reads.listed(t, r))
    on("POST", "", lambda p, t, r, _: writes.create_one(p, t, r))
    on("GET", "/{id}", lambda p, t, r, at: reads.read_one(p, t, r, at["id"]))
    on("PATCH", "/{id}", lambda p, t, r, at: writes.update_one(p, t, r, at["id"]))
    on("DELETE", "/{id}", lambda p, t, _, at: writes.archive_one(p, t, at["id"]))


def _of_type(portal: Portal, handle: OfType) -> Callable[[Request, Parts], Reply]:
    def answer(request: Request, at: Parts) -> Reply:
        records = portal.records(at["type"])
        if records is None:
            return portal.refuse(errors.unknown_type(at["type"]))
        return handle(portal, records, request, at)

    return answer


def _definitions(portal: Portal, table: Routes) -> None:
    path = "/crm/properties/{type}"
    one: OfType = lambda p, t, _, at: definitions.one_property(p, t, at["name"])  # noqa: E731
    table.add("GET", path, _of_type(portal, lambda _, t, __, ___: definitions.properties(t)))
    table.add("GET", path + "/{name}", _of_type(portal, one))
    table.add("POST", path, _of_type(portal, lambda p, t, r, _: definitions.new_property(p, t, r)))
    for schemas in ("/crm/schemas", "/crm-object-schemas/schemas"):
        table.add("GET", schemas, lambda _, __: definitions.schemas(portal))
        table.add("GET", schemas + "/{type}", lambda _, at: definitions.one_schema(portal, at["type"]))


def _lists(portal: Portal, table: Routes) -> None:
    path = "/crm/lists"
    table.add("POST", path, lambda r, _: memberships.create(portal, r))
    table.add("GET", path, lambda r, _: memberships.several(portal, r))
    table.add("POST", path + "/search", lambda r, _: memberships.search(portal, r))
    table.add("GET", path + "/{id}", lambda _, at: memberships.by_id(portal, at["id"]))
    table.add("DELETE", path + "/{id}", lambda _, at: memberships.delete(portal, at["id"]))
    table.add("PUT", path + "/{id}/restore", lambda _, at: memberships.restore(portal, at["id"]))
    named = path + "/object-type-id/{type}/name/{name:path}"
    table.add("GET", named, lambda _, at: memberships.by_name(portal, at["type"], at["name"]))
    within = path + "/{id}/memberships"
    table.add("GET", within, lambda r, at: memberships.members(portal, r, at["id"]))
    table.add("DELETE", within, lambda _, at: memberships.empty(portal, at["id"]))
    table.add("PUT", within + "/add", lambda r, at: memberships.add(portal, r, at["id"]))
    table.add("PUT", within + "/remove", lambda r, at: memberships.remove(portal, r, at["id"]))
    table.add("PUT", within + "/add-and-remove", lambda r, at: memberships.add_and_remove(portal, r, at["id"]))


def _associations(portal: Portal, table: Routes) -> None:
    calls = {
        "create": links.create,
        "associate/default": links.create_default,
        "read": links.read,
        "archive": links.archive,
    }
    for tail, handle in calls.items():

        def answer(request: Request, at: Parts, handle: Callable[..., Reply] = handle) -> Reply:
            one, other = portal.records(at["from"]), portal.records(at["to"])
            if one is None or other is None:
                return portal.refuse(errors.unknown_type(at["to"] if one else at["from"]))
            return handle(portal, request, (one.type_id, other.type_id))

        table.add("POST", f"/crm/associations/{{from}}/{{to}}/batch/{tail}", answer)
