"""One call, read: its body where the vendor answered well, else a GatewayError that says what was asked for."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.adapters.http import Reply, Request, VendorHttp, message
from joey.ports.errors import BatchRefused, GatewayError


async def asked(http: VendorHttp, request: Request, what: str) -> Result[object, GatewayError]:
    """The body of a 2xx answer. ``what``: what is asked for, to be named in the error."""
    sent = await http.send(request)
    return sent.bind(lambda reply: well(reply, what))


def well(reply: Reply, what: str) -> Result[object, GatewayError]:
    """The body, where the status is 2xx."""
    if reply.ok:
        return Success(reply.body)
    return Failure(BatchRefused(f"the vendor, asked for {what}: HTTP {reply.status}, {message(reply)}"))
