"""Any JSON API as it is offered to people: what its requests look like is said in the project file."""

from __future__ import annotations

import joey
from joey.adapters.http import HeaderAuth, Request, VendorHttp
from joey.adapters.kit import Account, VendorApp, VendorPlugin, vendor_http
from returns.result import Result

from joey_http.gateway import HttpGateway
from joey_http.templates import VALUES, requests_of

CONNECTION, LIMITS = "http-records", joey.Limits(parallelism=2, rates=(joey.Rate(10, 1.0),))
GROUPED = {joey.Call.LIST_ADD, joey.Call.LIST_REMOVE}


def facts_of(stated: set[joey.Call]) -> joey.Facts:
    """Without a request to delete, nobody is deleted; without those to add and remove, there are no groups."""
    groups = joey.GroupStyle.INLINE if stated >= GROUPED else joey.GroupStyle.NONE
    deletion, one = (joey.Deletion.ERASE, 1) if joey.Call.DELETE in stated else (joey.Deletion.NONE, 0)
    return joey.Facts(joey.BatchSizes(find=1, delete=one), LIMITS, groups=groups, deletion=deletion)


FACTS = facts_of(set(VALUES))
ACCOUNT = (
    joey.Option("base_url", "What all paths come after.", required=True, placeholder="https://api.example.com/v1"),
    joey.Option("authorization", "The header of that name.", required=True, secret=True, placeholder="Bearer ${TOKEN}"),
    joey.Option("check", "A path that only good credentials open.", required=True, placeholder="/me"),
    joey.Option("account", "A name for the account: another one is another Target.", default="default"),
)
REQUESTS = (
    joey.Option("object", "What is written; another one is another Target.", required=True, identifying=True),
    joey.Option("key", "The field that identifies a record.", required=True, identifying=True, placeholder="email"),
    joey.Option("find", "By the key.", required=True, placeholder="GET /people?email={key}"),
    joey.Option("find_by_id", "By the API's own id.", required=True, placeholder="GET /people?id={id}"),
    joey.Option("create", "Answers 409 where it's there.", required=True, placeholder='POST /people "{fields}"'),
    joey.Option("update", "Answers 404 where it's gone.", required=True, placeholder='PATCH /people/{id} "{fields}"'),
    joey.Option("delete", "Without it, nobody is deleted.", placeholder="DELETE /people/{id}"),
    joey.Option("add", "Into a group.", placeholder='POST /tags {"tag": "{group}", "person": "{id}"}'),
    joey.Option("remove", "Out of a group.", placeholder="DELETE /people/{id}/tags/{group}"),
    joey.Option("records", "Where an answer has its records, by names and dots.", placeholder="data.people"),
    joey.Option("id", "What a record's id is called.", placeholder="id"),
)
WORDS = "Records by requests that the project file states; Groups by one to add and one to remove."
RECORDS = joey.ConnectionSpec(CONNECTION, "Records of a JSON API", WORDS, REQUESTS, FACTS, group_label="group")
APP = joey.AppSpec("http", "JSON API", ACCOUNT)
SPEC = joey.PluginSpec("http", "JSON API", APP, (RECORDS,), icon="icon.svg", ports_version="1.0")


def make(options: joey.Options, world: joey.World) -> Result[joey.ConnectedApp, joey.OptionRefused]:
    """An account of these options; no call is made."""
    auth = HeaderAuth({"authorization": str(options["authorization"])}, "Check the option authorization.")
    http = vendor_http(str(options["base_url"]), auth, FACTS, world, vendor="http")
    return http.map(lambda made: _app(made, str(options["check"]), str(options["account"])))


def _app(http: VendorHttp, check: str, name: str) -> joey.ConnectedApp:
    def connect(options: joey.Options) -> Result[joey.ConnectedDestination, joey.OptionRefused]:
        says = [str(options["key"]), str(options.get("id") or "id"), str(options.get("records") or ""), check]
        made = requests_of(options).map(lambda each: HttpGateway(http, facts_of({*each}), each, says))
        return made.map(joey.ConnectedDestination)

    return VendorApp(http, {CONNECTION: connect}, Request("GET", check, joey.Call.READ), lambda _: Account(name, name))


plugin = VendorPlugin(SPEC, make)
