"""Iterable as it is offered to people: its App, its Connection, their options and Facts."""

from __future__ import annotations

import joey
from joey.adapters.http import HeaderAuth, Request, VendorHttp
from joey.adapters.kit import Account, VendorApp, VendorPlugin, cache_of, vendor_http
from returns.result import Result, Success

from joey_iterable.gateway import IterableGateway
from joey_iterable.lists import LANE, LISTS, IterableLists

CONNECTION, HOST = "iterable-users", "https://api.iterable.com"
DOCS = "https://api.iterable.com/api/docs"
FACTS = joey.Facts(
    sizes=joey.BatchSizes(find=1, create=1, update=1, upsert=1, delete=1, members=1000),
    limits=joey.Limits(parallelism=10, rates=(joey.Rate(100, 1.0),)),
    groups=joey.GroupStyle.LISTS,
    deletion=joey.Deletion.ERASE,
    upserts=True,
    renames=False,
    repeatable=frozenset(joey.Call) - {joey.Call.LIST_CREATE},
    sources={
        "limits": f"{DOCS} (each call states its own: the lowest of those used; lists in a lane of their own)",
        "renames": f"{DOCS} (a userId is set for good; the e-mail address changes by /api/users/updateEmail)",
    },
)
OPTIONS = (
    joey.Option("api_key", "A server-side API key.", required=True, secret=True, placeholder="${ITERABLE_API_KEY}"),
    joey.Option("project", "The project's id, of its settings.", required=True, identifying=True, placeholder="12345"),
    joey.Option("base_url", "https://api.eu.iterable.com in the EU.", default=HOST, placeholder=HOST),
)
WORDS = "Records as users, by userId; Properties as fields of any name, Groups as static lists."
USERS = joey.ConnectionSpec(CONNECTION, "Iterable users", WORDS, (), FACTS, group_label="Iterable list")
APP = joey.AppSpec("iterable", "Iterable", OPTIONS)
SPEC = joey.PluginSpec("iterable", "Iterable", APP, (USERS,), icon="icon.svg", ports_version="1.0")


def make(options: joey.Options, world: joey.World) -> Result[joey.ConnectedApp, joey.OptionRefused]:
    """A project of these options; no call is made."""
    auth = HeaderAuth({"api-key": str(options["api_key"])}, "Make a key at Iterable: Integrations, API keys.")
    http = vendor_http(str(options["base_url"]), auth, FACTS, world, vendor="iterable", lanes={LANE: (LISTS,)})
    return http.map(lambda made: _app(made, world, str(options["project"])))


def _app(http: VendorHttp, world: joey.World, project: str) -> joey.ConnectedApp:
    there = joey.ConnectedDestination(IterableGateway(http, FACTS), IterableLists(http, cache_of(world)))
    who, account = Request("GET", "/api/lists", joey.Call.READ), Account(project, f"project {project}")
    return VendorApp(http, {CONNECTION: lambda _: Success(there)}, who, lambda _: account)


plugin = VendorPlugin(SPEC, make)
