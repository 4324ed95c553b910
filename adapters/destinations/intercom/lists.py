"""Intercom's tags as the lists that Groups become: found by name or made, given to many at once, taken off singly."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.intercom import paths
from joey.adapters.destinations.intercom.answers import GONE, of_row
from joey.adapters.destinations.intercom.client import call
from joey.adapters.destinations.intercom.complaints import complaint_of
from joey.adapters.destinations.intercom.payload import tagging_body
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.adapters.kit.once import found_or_made
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.cache import Cache
from joey.ports.errors import BatchRefused, GatewayError, Unavailable
from joey.ports.gateway import Answer, Gone, Refused, RowUnknown, Written
from joey.ports.lists import ListId, Member


class IntercomTags:
    """The tags of a workspace."""

    def __init__(self, http: VendorHttp, cache: Cache) -> None:
        self._http = http
        self._names: dict[ListId, str] = {}
        self._cache = cache

    async def find(self, name: str) -> Result[ListId | None, GatewayError]:
        """By its exact name."""
        listed = await self._listed()
        return listed.map(lambda names: next((list_id for list_id, one in names.items() if one == name), None))

    async def find_or_create(self, name: str) -> Result[ListId, GatewayError]:
        """One caller at a time per name; Intercom itself makes a tag of a name once."""
        named = f"tag {name.lower()}"
        return await found_or_made(self._cache, named, lambda: self.find(name), lambda: self._create(name))

    async def _create(self, name: str) -> Result[ListId, GatewayError]:
        sent = await self._http.send(call("POST", paths.TAGS, Call.LIST_CREATE, {"name": name}))
        return sent.bind(lambda reply: self._made(reply, name))

    async def add(self, list_id: ListId, members: Sequence[Member]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One call for all; one for each where Intercom refuses that, since it doesn't say who isn't there."""
        name = await self._name_of(list_id) if len(members) > 1 else Success("")
        if not is_successful(name):
            return Failure(name.failure())
        if name.unwrap():
            body = tagging_body(name.unwrap(), (member.remote_id for member in members))
            sent = await self._http.send(call("POST", paths.TAGS, Call.LIST_ADD, body))
            if not is_successful(sent):
                return Failure(sent.failure())
            if sent.unwrap().ok:
                return Success({member.record_id: _done(sent.unwrap(), member) for member in members})
        return await self._each(list_id, members, joining=True)

    async def remove(
        self, list_id: ListId, members: Sequence[Member]
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """A call for each; who isn't there, or hasn't the tag, is fine."""
        return await self._each(list_id, members, joining=False)

    async def leave(self, contact_id: str, names: Sequence[str]) -> Result[None, GatewayError]:
        """Take tags off one contact, by their names; tags that aren't there are fine."""
        if not names:
            return Success(None)
        listed = await self._known(names)
        if not is_successful(listed):
            return Failure(listed.failure())
        wanted = [list_id for list_id, name in listed.unwrap().items() if name in names]
        replies = await asyncio.gather(*(self._change(list_id, contact_id, joining=False) for list_id in wanted))
        failed = next((one for one in replies if not is_successful(one)), None)
        return Success(None) if failed is None else Failure(failed.failure())

    async def _each(
        self, list_id: ListId, members: Sequence[Member], *, joining: bool
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        changes = (self._change(list_id, member.remote_id, joining=joining) for member in members)
        replies = await asyncio.gather(*changes)
        if len(replies) == 1 and not is_successful(replies[0]):
            return Failure(replies[0].failure())
        answers: dict[RecordId, Answer] = {}
        for member, reply in zip(members, replies, strict=True):
            failed = not is_successful(reply)
            answers[member.record_id] = (
                of_row(reply.failure()) if failed else _changed(reply.unwrap(), member, joining=joining)
            )
        return Success(answers)

    async def _change(self, list_id: ListId, contact_id: str, *, joining: bool) -> Result[Reply, GatewayError]:
        if joining:
            path = paths.contact_tags(contact_id)
            return await self._http.send(call("POST", path, Call.LIST_ADD, {"id": list_id}))
        return await self._http.send(call("DELETE", paths.contact_tag(contact_id, list_id), Call.LIST_REMOVE))

    async def _listed(self) -> Result[Mapping[ListId, str], GatewayError]:
        """All tags; they come on one page."""
        sent = await self._http.send(call("GET", paths.TAGS, Call.READ))
        listed = sent.bind(_tags)
        if is_successful(listed):
            self._names = dict(listed.unwrap())
        return listed

    async def _known(self, names: Sequence[str]) -> Result[Mapping[ListId, str], GatewayError]:
        """The tags that were read before, where these are among them."""
        if set(names) <= set(self._names.values()):
            return Success(self._names)
        return await self._listed()

    async def _name_of(self, list_id: ListId) -> Result[str, GatewayError]:
        if list_id in self._names:
            return Success(self._names[list_id])
        listed = await self._listed()
        if is_successful(listed) and list_id not in listed.unwrap():
            return Failure(Unavailable(f"Intercom's tag {list_id} was deleted meanwhile; the next run makes it again"))
        return listed.map(lambda names: names[list_id])

    def _made(self, reply: Reply, name: str) -> Result[ListId, GatewayError]:
        if not reply.ok:
            return Failure(BatchRefused(f"Intercom makes no tag {name!r}: {complaint_of(reply.body).reason()}"))
        list_id = ListId(text(mapping(reply.body).get("id")))
        if not list_id:
            return Failure(Unavailable(f"Intercom's answer about the tag {name!r} doesn't say its id"))
        self._names[list_id] = name
        return Success(list_id)


def _tags(reply: Reply) -> Result[Mapping[ListId, str], GatewayError]:
    rows = mapping(reply.body).get("data")
    if not reply.ok:
        return Failure(BatchRefused(f"Intercom's tags: {complaint_of(reply.body).reason()}"))
    if not isinstance(rows, list):
        return Failure(Unavailable("Intercom's answer about its tags can't be read"))
    named = {ListId(text(row.get("id"))): text(row.get("name")) for row in mappings(mapping(reply.body).get("data"))}
    return Success({list_id: name for list_id, name in named.items() if list_id and name})


def _changed(reply: Reply, member: Member, *, joining: bool) -> Answer:
    if reply.ok:
        return _done(reply, member)
    if reply.status in GONE and not joining:
        return Written(member.remote_id)
    complaint = complaint_of(reply.body)
    return Gone() if reply.status in GONE else Refused(complaint.reason([member.key]), complaint.field)


def _done(reply: Reply, member: Member) -> Answer:
    """A tag that was given or taken is shown."""
    told = text(mapping(reply.body).get("id"))
    return Written(member.remote_id) if told else RowUnknown("Intercom's answer doesn't say which tag it is about")
