"""Reading all pages of how an account is set up."""

from __future__ import annotations

from collections.abc import Mapping

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.mailchimp.complaints import complaint_of
from joey.adapters.destinations.mailchimp.facts import PAGE
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, mappings
from joey.domain.facts import Call
from joey.ports.errors import GatewayError, Misconfigured, Unavailable

Rows = list[Mapping[str, object]]


async def pages(http: VendorHttp, path: str, name: str, fields: str = "") -> Result[Rows, GatewayError]:
    """Every row under ``name``, 1,000 a call; Misconfigured where Mailchimp doesn't have what the path names."""
    rows: Rows = []
    while True:
        params = {"count": PAGE, "offset": len(rows)} | ({"fields": fields} if fields else {})
        sent = await http.send(Request("GET", path, Call.READ, params=params))
        body = sent.bind(lambda reply: body_of(reply, name))
        if not is_successful(body):
            return Failure(body.failure())
        page = mappings(body.unwrap().get(name))
        rows += page
        total = body.unwrap().get("total_items")
        if not page or not isinstance(total, int) or len(rows) >= total:
            return Success(rows)


def body_of(reply: Reply, what: str) -> Result[Mapping[str, object], GatewayError]:
    """The body of a read of how an account is set up; where Mailchimp refuses it, the options are wrong."""
    if reply.ok and isinstance(reply.body, dict):
        return Success(mapping(reply.body))
    if reply.ok:
        return Failure(Unavailable(f"Mailchimp's answer about {what} isn't JSON"))
    told = complaint_of(reply.body).reason()
    hint = "Check list_id: it must be an audience of this account." if reply.status == 404 else ""
    return Failure(Misconfigured(f"Mailchimp, asked about {what}: {told}", hint))
