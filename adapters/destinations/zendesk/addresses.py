"""A user's primary e-mail, changed by calls of its own: a write of another one only adds it (recorded)."""

from __future__ import annotations

from collections.abc import Mapping

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.zendesk import paths
from joey.adapters.destinations.zendesk.answers import refused, trouble
from joey.adapters.destinations.zendesk.complaints import complaint_of
from joey.adapters.destinations.zendesk.keys import address_of
from joey.adapters.destinations.zendesk.payload import Row
from joey.adapters.destinations.zendesk.schema import EMAIL
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.facts import Call
from joey.ports.errors import GatewayError, Misconfigured, Unavailable
from joey.ports.gateway import Answer, Exists, Refused, RowUnknown

Identity = Mapping[str, object]
Identities = tuple[Identity, ...]


class Addresses:
    """The e-mail identities of users."""

    def __init__(self, http: VendorHttp) -> None:
        self._http = http

    async def promote(self, row: Row) -> Result[Answer | None, GatewayError]:
        """Make the row's address the primary one; None where that is done.

        The user has been written already, so that trouble here leaves the row unknown. The address that was primary
        goes if Joey may have given it; any other stays with the user.
        """
        done = await self._promoted(row)
        if is_successful(done):
            return Success(done.unwrap())
        error = done.failure()
        if isinstance(error, Misconfigured):
            return Failure(error)
        return Success(RowUnknown(f"the user was written, but not its e-mail: {error.reason}"))

    async def _promoted(self, row: Row) -> Result[Answer | None, GatewayError]:
        listed = await self._listed(row.remote_id)
        if not is_successful(listed):
            return Failure(listed.failure())
        held = listed.unwrap()
        chosen = next((one for one in held if address_of(one.get("value")) == row.address), None)
        if chosen is None:
            made = await self._made(row)
            if not is_successful(made):
                return Failure(made.failure())
            came = made.unwrap()
            if not isinstance(came, Mapping):
                return Success(came)
            chosen = came
        if chosen.get("primary") is not True:
            path = paths.make_primary(row.remote_id, text(chosen.get("id")))
            sent = await self._http.send(Request("PUT", path, Call.UPDATE, json={}))
            failed = sent.bind(lambda reply: Success(reply) if reply.ok else Failure(trouble(reply, "an e-mail")))
            if not is_successful(failed):
                return Failure(failed.failure())
        return await self._dropped(row, held)

    async def _listed(self, user_id: str) -> Result[Identities, GatewayError]:
        sent = await self._http.send(Request("GET", paths.identities(user_id), Call.READ))
        return sent.bind(_identities)

    async def _made(self, row: Row) -> Result[Identity | Answer, GatewayError]:
        identity = {"type": EMAIL, "value": row.address, "verified": True, "skip_verify_email": True}
        path = paths.identities(row.remote_id)
        sent = await self._http.send(Request("POST", path, Call.CREATE, json={"identity": identity}, repeatable=False))
        return sent.bind(lambda reply: _added(reply, row))

    async def _dropped(self, row: Row, held: Identities) -> Result[Answer | None, GatewayError]:
        """Those of the former addresses that the user still has."""
        for one in held:
            if address_of(one.get("value")) in row.former:
                path = paths.identity(row.remote_id, text(one.get("id")))
                sent = await self._http.send(Request("DELETE", path, Call.DELETE, json={}))
                if not is_successful(sent):
                    return Failure(sent.failure())
                if not sent.unwrap().ok and sent.unwrap().status != 404:
                    return Failure(trouble(sent.unwrap(), "an e-mail"))
        return Success(None)


def _identities(reply: Reply) -> Result[Identities, GatewayError]:
    if not reply.ok:
        return Failure(trouble(reply, "a user's e-mails"))
    rows = mapping(reply.body).get("identities")
    if not isinstance(rows, list):
        return Failure(Unavailable("Zendesk's answer about a user's e-mails isn't a list"))
    return Success(tuple(one for one in mappings(rows) if text(one.get("type")) == EMAIL))


def _added(reply: Reply, row: Row) -> Result[Identity | Answer, GatewayError]:
    if reply.status == 403:
        return Failure(trouble(reply, "an e-mail"))
    if not reply.ok:
        answer = refused(Call.UPDATE, complaint_of(reply.body), row)
        return Success(Refused("another Zendesk user has this e-mail address", EMAIL) if answer == Exists() else answer)
    identity = mapping(mapping(reply.body).get("identity"))
    if not text(identity.get("id")):
        return Failure(Unavailable("Zendesk's answer to a new e-mail doesn't say its id"))
    return Success(identity)
