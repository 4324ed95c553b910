"""Reading all pages of how an account is set up, and bodies of which nothing is promised."""

from __future__ import annotations

from collections.abc import Mapping

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.zendesk.answers import forbidden
from joey.adapters.destinations.zendesk.complaints import complaint_of
from joey.adapters.destinations.zendesk.facts import MANY
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, mappings
from joey.domain.facts import Call
from joey.ports.errors import GatewayError, Misconfigured, Unavailable

Rows = list[Mapping[str, object]]


async def pages(http: VendorHttp, path: str, name: str) -> Result[Rows, GatewayError]:
    """Every row under ``name``, 100 a call. Pages are counted here, since ``next_page`` names the vendor's host."""
    rows: Rows = []
    for page in range(1, 1_000):
        params = {"per_page": MANY, "page": page}
        sent = await http.send(Request("GET", path, Call.READ, params=params))
        body = sent.bind(lambda reply: body_of(reply, name))
        if not is_successful(body):
            return Failure(body.failure())
        listed = body.unwrap().get(name)
        if not isinstance(listed, list):
            return Failure(Unavailable(f"Zendesk's answer about {name} isn't a list"))
        rows += mappings(listed)
        if not body.unwrap().get("next_page") or not listed:
            break
    return Success(rows)


def body_of(reply: Reply, what: str) -> Result[Mapping[str, object], GatewayError]:
    """The body of a read that isn't about a row; where Zendesk refuses it, the options are wrong."""
    if reply.ok and isinstance(reply.body, dict):
        return Success(mapping(reply.body))
    if reply.ok:
        return Failure(Unavailable(f"Zendesk's answer about {what} isn't JSON"))
    if reply.status == 403:
        return Failure(forbidden(reply))
    told = complaint_of(reply.body).reason()
    hint = "Check subdomain (or base_url): it must be the address of your Zendesk." if reply.status == 404 else ""
    return Failure(Misconfigured(f"Zendesk, asked about {what}: {told}", hint))
