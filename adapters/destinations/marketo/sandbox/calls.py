"""Which call goes to which handler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from joey.adapters.destinations.marketo.sandbox import account
from joey.adapters.destinations.marketo.sandbox.answers import BAD_CLIENT, MarketoError
from joey.adapters.destinations.marketo.sandbox.reading import lead_ids, number
from joey.adapters.destinations.marketo.sandbox.subscription import Subscription
from joey.adapters.sandbox import Json, Reply, Request, Routes

Parts = dict[str, str]
Change = Callable[..., Json]


def asked(request: Request) -> dict[str, str]:
    """The parameters of a call: of its address, and of a body that is a form."""
    kind = request.headers.get("content-type", "")
    form = request.form() if "form-urlencoded" in kind else {}
    return {**dict(request.query), **form}


def routes(there: Subscription) -> Routes:
    """The table of every call that the Sandbox answers."""
    table = Routes()
    for method in ("GET", "POST"):
        table.add(method, "/identity/oauth/token", lambda request, _: _token(there, request))
    _leads(there, table)
    _members(there, table)
    _assets(there, table)
    return table


def _token(there: Subscription, request: Request) -> Reply:
    given = asked(request)
    if given.get("grant_type") != "client_credentials":
        told = f"Unsupported grant type: {given.get('grant_type', '')}"
        return Reply(400, {"error": "unsupported_grant_type", "error_description": told})
    if not given.get("client_id") or not given.get("client_secret") or "wrong" in given.values():
        return BAD_CLIENT
    return Reply(200, there.token(given))


def _leads(there: Subscription, table: Routes) -> None:
    v1 = "/rest/v1"
    table.add("GET", f"{v1}/leads/describe.json", lambda _, __: there.describe())
    table.add("GET", f"{v1}/leads/describe2.json", lambda _, __: there.describe2())
    table.add("GET", f"{v1}/leads/partitions.json", lambda _, __: there.say.leads(there.partitions))
    table.add("GET", f"{v1}/leads.json", lambda request, _: there.find(asked(request)))
    table.add("POST", f"{v1}/leads.json", lambda request, _: there.sync(request))
    table.add("DELETE", f"{v1}/leads.json", lambda request, _: there.delete(request))
    table.add("POST", f"{v1}/leads/delete.json", lambda request, _: there.delete(request))
    table.add("GET", f"{v1}/lead/{{id}}.json", lambda request, at: _lead(there, request, at))
    table.add("GET", f"{v1}/leads/{{id}}/listMembership.json", lambda _, at: _lists_of(there, at))
    table.add("GET", f"{v1}/stats/usage.json", lambda _, __: there.say.leads([_usage(there)]))


def _lead(there: Subscription, request: Request, at: Parts) -> Reply:
    return there.paged(there.leads.matching("id", at["id"]), asked(request))


def _lists_of(there: Subscription, at: Parts) -> Reply:
    lead_id = number(at["id"], "id")
    rows = [
        {"listId": one["id"], "createdAt": one["createdAt"], "updatedAt": one["updatedAt"]}
        for one in there.lists.held.values()
        if lead_id in there.lists.members[one["id"]]
    ]
    return there.say.leads(rows)


def _usage(there: Subscription) -> Json:
    today = datetime.fromtimestamp(there.now(), UTC).date().isoformat()
    return {"date": today, "total": there.calls, "users": [{"userId": account.USER, "count": there.calls}]}


def _members(there: Subscription, table: Routes) -> None:
    lists = there.lists

    def changing(change: Change) -> Callable[[Request, Parts], Reply]:
        def answer(request: Request, at: Parts) -> Reply:
            list_id = number(at["id"], "listId")
            lists.there(list_id)
            ids = lead_ids(request)
            return there.say.leads([change(list_id, one, known=one in there.leads.held) for one in ids])

        return answer

    def shown(request: Request, at: Parts) -> Reply:
        members = lists.there(number(at["id"], "listId"))
        return there.paged([there.leads.held[lead_id] for lead_id in members], asked(request))

    table.add("POST", "/rest/v1/lists/{id}/leads.json", changing(lists.join))
    table.add("DELETE", "/rest/v1/lists/{id}/leads.json", changing(lists.leave))
    table.add("GET", "/rest/v1/lists/{id}/leads/ismember.json", changing(lists.tells))
    table.add("GET", "/rest/v1/lists/{id}/leads.json", shown)
    table.add("GET", "/rest/v1/list/{id}/leads.json", shown)


def _assets(there: Subscription, table: Routes) -> None:
    lists, assets, asset = there.lists, there.say.assets, "/rest/asset/v1"

    def create(request: Request, _: Parts) -> Reply:
        if "form-urlencoded" not in request.headers.get("content-type", ""):
            raise MarketoError(612, "Invalid Content Type")
        return assets([lists.create(request.form(), there.now())])

    def delete(_: Request, at: Parts) -> Reply:
        list_id = number(at["id"], "id")
        lists.delete(list_id)
        return assets([{"id": list_id}])

    table.add("GET", f"{asset}/staticList/byName.json", lambda request, _: assets(lists.named(request.param("name"))))
    table.add("GET", f"{asset}/staticLists.json", lambda _, __: assets(list(lists.held.values())))
    table.add("POST", f"{asset}/staticLists.json", create)
    table.add("POST", f"{asset}/staticList/{{id}}/delete.json", delete)
    _folders(there, table)


def _folders(there: Subscription, table: Routes) -> None:
    held, assets = there.lists, there.say.assets

    def folders(request: Request, _: Parts) -> Reply:
        kind, name = request.param("type", "Folder"), request.param("name")
        return assets([one for one in held.folders if one["name"] == name and one["folderId"]["type"] == kind])

    def all_folders(request: Request, _: Parts) -> Reply:
        start, most = number(request.param("offset"), "offset", 0), number(request.param("maxReturn"), "maxReturn", 20)
        return assets(held.folders[start : start + min(most, 200)])

    table.add("GET", "/rest/asset/v1/folder/byName.json", folders)
    table.add("GET", "/rest/asset/v1/folders.json", all_folders)
