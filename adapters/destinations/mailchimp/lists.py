"""Mailchimp's tags as the lists that Groups become: found by name or made, joined and left by 500 at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import cast

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.mailchimp import paths
from joey.adapters.destinations.mailchimp.answers import NO_CONTENT
from joey.adapters.destinations.mailchimp.complaints import complaint_of
from joey.adapters.destinations.mailchimp.gateway import of_row
from joey.adapters.destinations.mailchimp.keys import Matching
from joey.adapters.destinations.mailchimp.payload import tags_body
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.adapters.kit.once import found_or_made
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.cache import Cache
from joey.ports.errors import BatchRefused, GatewayError, Unavailable
from joey.ports.gateway import Answer, Gone, Refused, RowUnknown, Written
from joey.ports.lists import ListId, Member


class MailchimpTags:
    """The tags of one audience."""

    def __init__(self, http: VendorHttp, matching: Matching, cache: Cache) -> None:
        self._http = http
        self._matching = matching
        self._list_id = matching.list_id
        self._names: dict[ListId, str] = {}
        self._cache = cache

    async def find(self, name: str) -> Result[ListId | None, GatewayError]:
        """By name, in whatever case; the search is by how names begin."""
        path = paths.tag_search(self._list_id)
        sent = await self._http.send(Request("GET", path, Call.READ, params={"name": name}))
        found = sent.bind(lambda reply: _named(reply, name))
        if is_successful(found) and (list_id := found.unwrap()) is not None:
            self._names[list_id] = name
        return found

    async def find_or_create(self, name: str) -> Result[ListId, GatewayError]:
        """One caller at a time per name; where another program was faster, its tag is taken."""
        named = f"tag {self._list_id} {name.lower()}"
        return await found_or_made(self._cache, named, lambda: self.find(name), lambda: self._create(name))

    async def _create(self, name: str) -> Result[ListId, GatewayError]:
        body = {"name": name, "static_segment": list[str]()}
        sent = await self._http.send(Request("POST", paths.segments(self._list_id), Call.LIST_CREATE, json=body))
        if not is_successful(sent):
            return Failure(sent.failure())
        reply = sent.unwrap()
        if reply.ok:
            return self._made(reply, name)
        found = await self.find(name)
        if not is_successful(found):
            return Failure(found.failure())
        there = found.unwrap()
        refused = BatchRefused(f"Mailchimp makes no tag {name!r}: {complaint_of(reply.body).reason()}")
        return Success(there) if there is not None else Failure(refused)

    def _made(self, reply: Reply, name: str) -> Result[ListId, GatewayError]:
        number = text(mapping(reply.body).get("id"))
        if not number:
            return Failure(Unavailable(f"Mailchimp's answer about the tag {name!r} doesn't say its id"))
        self._names[ListId(number)] = name
        return Success(ListId(number))

    async def add(self, list_id: ListId, members: Sequence[Member]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One call for all; and one for each whom its answer doesn't name: not there, or tagged already."""
        return await self._change(list_id, members, joining=True)

    async def remove(
        self, list_id: ListId, members: Sequence[Member]
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """The same; who isn't there, or hasn't the tag, is fine."""
        return await self._change(list_id, members, joining=False)

    async def _change(
        self, list_id: ListId, members: Sequence[Member], *, joining: bool
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        changed: Result[frozenset[str], GatewayError] = Success(frozenset())
        if not self._matching.by_id and len(members) > 1:
            changed = await self._many(list_id, members, joining=joining)
        if not is_successful(changed):
            return Failure(changed.failure())
        named = changed.unwrap()
        answers: dict[RecordId, Answer] = {m.record_id: Written(m.remote_id) for m in members if m.key in named}
        rest = [member for member in members if member.record_id not in answers]
        return await self._each(list_id, rest, answers, joining=joining)

    async def _many(
        self, list_id: ListId, members: Sequence[Member], *, joining: bool
    ) -> Result[frozenset[str], GatewayError]:
        """The e-mails that the answer names as changed, in lower case."""
        emails = list(dict.fromkeys(member.key for member in members))
        path = paths.segment(self._list_id, list_id)
        body = {"members_to_add" if joining else "members_to_remove": emails}
        call = Call.LIST_ADD if joining else Call.LIST_REMOVE
        sent = await self._http.send(Request("POST", path, call, json=body))
        return sent.bind(lambda reply: _changed(reply, list_id, "members_added" if joining else "members_removed"))

    async def _each(
        self, list_id: ListId, members: Sequence[Member], answers: dict[RecordId, Answer], *, joining: bool
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        name = await self._name_of(list_id) if members else Success("")
        if not is_successful(name):
            return Failure(name.failure())
        replies = await asyncio.gather(*(self._one(name.unwrap(), member, joining=joining) for member in members))
        if len(replies) == 1 and not answers and not is_successful(replies[0]):
            return Failure(replies[0].failure())
        for member, reply in zip(members, replies, strict=True):
            answers[member.record_id] = reply.unwrap() if is_successful(reply) else of_row(reply.failure())
        return Success(answers)

    async def _one(self, name: str, member: Member, *, joining: bool) -> Result[Answer, GatewayError]:
        body = tags_body([name], active=joining)
        path = paths.member_tags(self._list_id, member.remote_id)
        call = Call.LIST_ADD if joining else Call.LIST_REMOVE
        sent = await self._http.send(Request("POST", path, call, json=body))
        return sent.map(lambda reply: _tagged(reply, member))

    async def _name_of(self, list_id: ListId) -> Result[str, GatewayError]:
        if list_id in self._names:
            return Success(self._names[list_id])
        path = paths.segment(self._list_id, list_id)
        sent = await self._http.send(Request("GET", path, Call.READ, params={"fields": "name"}))
        name = sent.map(lambda reply: text(mapping(reply.body).get("name")))
        if is_successful(name) and not name.unwrap():
            return Failure(_deleted(list_id))
        return name


def _named(reply: Reply, name: str) -> Result[ListId | None, GatewayError]:
    if not reply.ok:
        return Failure(BatchRefused(f"Mailchimp, asked for the tag {name!r}: {complaint_of(reply.body).reason()}"))
    listed = mapping(reply.body).get("tags")
    if not isinstance(listed, list):
        return Failure(Unavailable(f"Mailchimp's answer doesn't say whether there is a tag {name!r}"))
    tags = [(text(tag.get("name")), text(tag.get("id"))) for tag in mappings(cast("object", listed))]
    alike = [number for tag, number in tags if tag.strip().lower() == name.strip().lower() and number]
    exact = [number for tag, number in tags if tag == name and number]
    return Success(ListId((exact or alike)[0]) if alike else None)


def _changed(reply: Reply, list_id: ListId, named: str) -> Result[frozenset[str], GatewayError]:
    if reply.status == 404:
        return Failure(_deleted(list_id))
    if not reply.ok:
        return Failure(BatchRefused(f"Mailchimp's tag {list_id}: {complaint_of(reply.body).reason()}"))
    rows = mappings(mapping(reply.body).get(named))
    return Success(frozenset(text(row.get("email_address")).strip().lower() for row in rows))


def _tagged(reply: Reply, member: Member) -> Answer:
    if reply.ok:
        done = reply.status == NO_CONTENT
        return Written(member.remote_id) if done else RowUnknown("Mailchimp's answer isn't one about tags")
    complaint = complaint_of(reply.body)
    return Gone() if reply.status == 404 else Refused(complaint.reason([member.key]), complaint.field)


def _deleted(list_id: ListId) -> Unavailable:
    return Unavailable(f"Mailchimp's tag {list_id} was deleted meanwhile; the next run makes it again")
