"""Customer.io as it is offered to people: its App, its Connection, their options and Facts."""

from __future__ import annotations

import joey
from joey.adapters.http import BasicAuth, VendorHttp
from joey.adapters.kit import VendorApp, VendorPlugin, vendor_http
from returns.result import Result, Success

from joey_customer_io.client import LANE, READS, TRACK, Reads
from joey_customer_io.gateway import CustomerIoGateway
from joey_customer_io.payload import account_of

CONNECTION = "customer-io-people"
DOCS = "https://docs.customer.io/api/track"
FACTS = joey.Facts(
    sizes=joey.BatchSizes(find=1, create=1, update=1, upsert=1, delete=1),
    limits=joey.Limits(parallelism=10, rates=(joey.Rate(1000, 1.0),)),
    groups=joey.GroupStyle.INLINE,
    deletion=joey.Deletion.ERASE,
    upserts=True,
    renames=False,
    repeatable=frozenset({joey.Call.READ, joey.Call.FIND, joey.Call.UPSERT, joey.Call.DELETE}),
    search_lag=5.0,
    sources={
        "limits": f"{DOCS} (3,000 calls in 3 s; the App API's 10 a second are a lane of their own)",
        "renames": f"{DOCS} (identifiers that are set change by cio_id only)",
        "search_lag": f"{DOCS} (people are written after the answer; 5 s is our own choice)",
    },
)
OPTIONS = (
    joey.Option("site_id", "The Track API's site id.", required=True, placeholder="${CUSTOMER_IO_SITE_ID}"),
    joey.Option("track_key", "Its key.", required=True, secret=True, placeholder="${CUSTOMER_IO_TRACK_KEY}"),
    joey.Option("app_key", "An App API key.", required=True, secret=True, placeholder="${CUSTOMER_IO_APP_KEY}"),
    joey.Option("base_url", "Another address, for both APIs: a Sandbox.", default="", placeholder=TRACK),
)
PEOPLE = joey.ConnectionSpec(
    CONNECTION,
    "Customer.io people",
    "Records as people, by id; Properties as attributes of any name, Groups as attributes 'In <group>'.",
    (),
    FACTS,
    group_label="Customer.io attribute",
)
APP = joey.AppSpec("customer-io", "Customer.io", OPTIONS)
SPEC = joey.PluginSpec("customer-io", "Customer.io", APP, (PEOPLE,), icon="icon.svg", ports_version="1.0")


def make(options: joey.Options, world: joey.World) -> Result[joey.ConnectedApp, joey.OptionRefused]:
    """A workspace of these options; no call is made."""
    given = {name: str(value) for name, value in options.items()}
    auth = BasicAuth(given["site_id"], given["track_key"], hint="Look at Customer.io: Settings, API credentials.")
    reads = Reads(given["app_key"], given["base_url"])
    lanes = {LANE: (READS,)}
    http = vendor_http(given["base_url"] or TRACK, auth, FACTS, world, vendor="customer-io", lanes=lanes)
    return http.map(lambda made: _app(made, reads))


def _app(http: VendorHttp, reads: Reads) -> joey.ConnectedApp:
    there = joey.ConnectedDestination(CustomerIoGateway(http, FACTS, reads))
    who = reads.request("/v1/workspaces", joey.Call.READ)
    return VendorApp(http, {CONNECTION: lambda _: Success(there)}, who, account_of)


plugin = VendorPlugin(SPEC, make)
