"""HubSpot's lists as the lists that Groups become: set by hand, found by name or made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.hubspot import paths
from joey.adapters.destinations.hubspot.complaints import complaint_of
from joey.adapters.destinations.hubspot.payload import list_body, members_body
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, text, texts
from joey.adapters.kit.once import found_or_made
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.cache import Cache
from joey.ports.errors import BatchRefused, GatewayError, Unavailable
from joey.ports.gateway import Answer, Gone, RowUnknown, Written
from joey.ports.lists import ListId, Member

_BY_HAND = frozenset({"MANUAL", "SNAPSHOT"})
_DUPLICATE = "DUPLICATE_LIST_NAMES"
_TOLD = frozenset("recordIdsMissing recordIdsRemoved recordsIdsRemoved recordIdsAdded recordsIdsAdded".split())


class HubSpotLists:
    """The lists over one object; any object can have them."""

    def __init__(self, http: VendorHttp, object_type_id: str, cache: Cache) -> None:
        self._http = http
        self._object_type_id = object_type_id
        self._cache = cache

    async def find(self, name: str) -> Result[ListId | None, GatewayError]:
        """By exact name; a list that HubSpot fills by itself is refused, since its members can't be set."""
        path = paths.list_by_name(self._object_type_id, name)
        sent = await self._http.send(Request("GET", path, Call.READ))
        return sent.bind(lambda reply: _named(reply, name))

    async def find_or_create(self, name: str) -> Result[ListId, GatewayError]:
        """One caller at a time per name; where another program was faster, its list is taken."""
        named = f"list {self._object_type_id} {name}"
        return await found_or_made(self._cache, named, lambda: self.find(name), lambda: self._create(name))

    async def _create(self, name: str) -> Result[ListId, GatewayError]:
        body = list_body(name, self._object_type_id)
        sent = await self._http.send(Request("POST", paths.LISTS, Call.LIST_CREATE, json=body))
        if not is_successful(sent):
            return Failure(sent.failure())
        reply = sent.unwrap()
        if reply.ok:
            return _made(reply, name)
        if not _is_taken(reply):
            return Failure(BatchRefused(f"HubSpot makes no list {name!r}: {complaint_of(reply.body).reason()}"))
        found = await self.find(name)
        if not is_successful(found):
            return Failure(found.failure())
        there = found.unwrap()
        taken = f"HubSpot has a list {name!r} of another kind of object, and list names are unique in an account"
        return Success(there) if there is not None else Failure(BatchRefused(taken))

    async def add(self, list_id: ListId, members: Sequence[Member]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One call; who is on the list already is fine, and a record that isn't there is Gone."""
        return await self._change(list_id, members, "add", Call.LIST_ADD)

    async def remove(
        self, list_id: ListId, members: Sequence[Member]
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One call; who isn't on the list is fine."""
        return await self._change(list_id, members, "remove", Call.LIST_REMOVE)

    async def _change(
        self, list_id: ListId, members: Sequence[Member], action: str, call: Call
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        if not members:
            return Success({})
        ids = members_body(member.remote_id for member in members)
        sent = await self._http.send(Request("PUT", paths.memberships(list_id, action), call, json=ids))
        return sent.bind(lambda reply: _changed(reply, list_id, members))


def _named(reply: Reply, name: str) -> Result[ListId | None, GatewayError]:
    if reply.status == 404:
        return Success(None)
    if not reply.ok:
        return Failure(BatchRefused(f"HubSpot, asked for the list {name!r}: {complaint_of(reply.body).reason()}"))
    return _made(reply, name).map(lambda list_id: list_id)


def _made(reply: Reply, name: str) -> Result[ListId, GatewayError]:
    known = mapping(mapping(reply.body).get("list"))
    list_id, processing = text(known.get("listId")), text(known.get("processingType"))
    if not list_id:
        return Failure(Unavailable(f"HubSpot's answer about the list {name!r} doesn't say its id"))
    if processing and processing not in _BY_HAND:
        reason = f"HubSpot fills the list {name!r} by itself ({processing}); map the group to another name"
        return Failure(BatchRefused(reason))
    return Success(ListId(list_id))


def _is_taken(reply: Reply) -> bool:
    body = mapping(reply.body)
    told = f"{text(body.get('subCategory'))} {text(body.get('message'))}".upper()
    return reply.status == 409 or _DUPLICATE in told or "ALREADY EXISTS" in told


def _changed(
    reply: Reply, list_id: ListId, members: Sequence[Member]
) -> Result[Mapping[RecordId, Answer], GatewayError]:
    if reply.status == 404:
        return Failure(Unavailable(f"HubSpot's list {list_id} was deleted meanwhile; the next run makes it again"))
    if not reply.ok:
        return Failure(BatchRefused(f"HubSpot's list {list_id}: {complaint_of(reply.body).reason()}"))
    if not mapping(reply.body).keys() & _TOLD:
        silent = RowUnknown(f"HubSpot's answer about the list {list_id} can't be read")
        return Success({member.record_id: silent for member in members})
    missing = frozenset(texts(mapping(reply.body).get("recordIdsMissing")))
    return Success(
        {member.record_id: Gone() if member.remote_id in missing else Written(member.remote_id) for member in members}
    )
