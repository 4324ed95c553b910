"""Contacts and their companies: a pseudo-field names a company by a property of it, and an association follows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.hubspot import paths
from joey.adapters.destinations.hubspot.complaints import complaint_of
from joey.adapters.destinations.hubspot.facts import SEARCH_LANE, SEARCH_VALUES
from joey.adapters.destinations.hubspot.keys import COMPANIES, CONTACTS, RECORD_ID
from joey.adapters.destinations.hubspot.payload import COMPANY, value_text
from joey.adapters.destinations.hubspot.schema import unique
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.action import Create, Update, Upsert, Write
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import GatewayError, Misconfigured, Unavailable
from joey.ports.gateway import Answer, RowUnknown, Written

_PRIMARY = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}
"""Contact to primary company (guide: associations v4); the seed's definition 1."""

_PAGE = 200

Companies = Mapping[str, frozenset[str]]
"""Ids of the companies that have a key."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which company a contact should go with (None: with none of ours), and which it may have gone with before."""

    write: Write
    new: str | None
    old: frozenset[str]


class CompanyLinks:
    """Associates contacts with companies by ``key``, a property of companies."""

    def __init__(self, http: VendorHttp, key: str) -> None:
        self._http = http
        self._key = key
        self._unique: bool | None = key == RECORD_ID or None
        self._asking = asyncio.Lock()

    def wishes(self, writes: Sequence[Write]) -> list[Wish]:
        """The writes that change which company a contact goes with."""
        field = COMPANY + self._key
        found: list[Wish] = []
        for write in writes:
            if isinstance(write, Create | Upsert) and field in write.wanted.fields:
                found.append(Wish(write, self._key_in(write.wanted), frozenset()))
            elif isinstance(write, Update) and field in write.diff.fields:
                new = self._key_in(write.wanted)
                past = {self._key_in(snapshot) for snapshot in write.past}
                found.append(Wish(write, new, frozenset(key for key in past if key is not None and key != new)))
        return found

    async def find(self, wishes: Sequence[Wish]) -> Result[Companies, GatewayError]:
        """The companies that the wishes name; found before anything is written, so that a failure costs nothing."""
        keys = sorted({key for wish in wishes for key in (wish.new, *wish.old) if key is not None})
        if not keys:
            return Success({})
        known = await self._has_unique_values()
        if not is_successful(known):
            return Failure(known.failure())
        found: dict[str, frozenset[str]] = {}
        for start in range(0, len(keys), SEARCH_VALUES):
            some = keys[start : start + SEARCH_VALUES]
            part = await (self._read(some) if known.unwrap() else self._search(some))
            if not is_successful(part):
                return Failure(part.failure())
            found.update(part.unwrap())
        return Success(found)

    async def link(
        self, wishes: Sequence[Wish], companies: Companies, answers: Mapping[RecordId, Answer]
    ) -> dict[RecordId, Answer]:
        """Associate those that were written: the old company's association goes first, then comes the new one's.

        A company that isn't there, or that several companies could be, leaves the contact without one, and a note.
        """
        linked: dict[RecordId, Answer] = {}
        old: list[Mapping[str, object]] = []
        new: list[Mapping[str, object]] = []
        for wish in wishes:
            written = answers.get(wish.write.record_id)
            if not isinstance(written, Written):
                continue
            target = _only(companies, wish.new)
            old += [
                _pair(written.id, [{"id": gone}])
                for key in sorted(wish.old)
                if (gone := _only(companies, key)) is not None
            ]
            if target is not None:
                new.append({**_pair(written.id, {"id": target}), "types": [_PRIMARY]})
            linked[wish.write.record_id] = self._noted(written, wish, companies)
        return await self._change(linked, old, new)

    async def _change(
        self,
        linked: dict[RecordId, Answer],
        old: Sequence[Mapping[str, object]],
        new: Sequence[Mapping[str, object]],
    ) -> dict[RecordId, Answer]:
        for action, inputs in (("archive", old), ("create", new)):
            if not inputs:
                continue
            path = paths.associations(CONTACTS, COMPANIES, action)
            sent = await self._http.send(Request("POST", path, Call.UPDATE, json={"inputs": inputs}))
            linked = _after(sent, linked, _named(inputs))
        return linked

    def _noted(self, written: Written, wish: Wish, companies: Companies) -> Written:
        if wish.new is None or _only(companies, wish.new) is not None:
            return written
        count = len(companies.get(wish.new, ()))
        many = f"{count} HubSpot companies have" if count else "no HubSpot company has"
        return replace(written, note=f"not associated with a company: {many} this {self._key}")

    def _key_in(self, snapshot: Snapshot) -> str | None:
        told = value_text(snapshot.fields.get(COMPANY + self._key))
        return (told.strip().lower() or None) if isinstance(told, str) else None

    async def _has_unique_values(self) -> Result[bool, GatewayError]:
        """Whether companies can be read by the key; else they can only be searched, in an index seconds behind."""
        async with self._asking:
            if self._unique is not None:
                return Success(self._unique)
            sent = await self._http.send(Request("GET", paths.one_property(COMPANIES, self._key), Call.READ))
            if not is_successful(sent):
                return Failure(sent.failure())
            reply = sent.unwrap()
            if not reply.ok:
                hint = "Choose a company_key that companies have in HubSpot, such as domain."
                return Failure(Misconfigured(f"HubSpot companies have no property {self._key}", hint))
            self._unique = unique(mapping(reply.body))
            return Success(self._unique)

    async def _read(self, keys: Sequence[str]) -> Result[Companies, GatewayError]:
        body: dict[str, object] = {
            "inputs": [{"id": key} for key in keys],
            "properties": [self._key],
            "propertiesWithHistory": [],
        }
        if self._key != RECORD_ID:
            body["idProperty"] = self._key
        sent = await self._http.send(Request("POST", paths.batch(COMPANIES, "read"), Call.FIND, json=body))
        return sent.bind(lambda reply: self._listed([reply]))

    async def _search(self, keys: Sequence[str]) -> Result[Companies, GatewayError]:
        replies: list[Reply] = []
        after = ""
        while not replies or after:
            named = {"propertyName": self._key, "operator": "IN", "values": list(keys)}
            body = {"filterGroups": [{"filters": [named]}], "properties": [self._key], "limit": _PAGE}
            request = Request(
                "POST",
                paths.search(COMPANIES),
                Call.FIND,
                json={**body, "after": after} if after else body,
                lane=SEARCH_LANE,
            )
            sent = await self._http.send(request)
            if not is_successful(sent):
                return Failure(sent.failure())
            replies.append(sent.unwrap())
            after = text(mapping(mapping(mapping(replies[-1].body).get("paging")).get("next")).get("after"))
        return self._listed(replies)

    def _listed(self, replies: Sequence[Reply]) -> Result[Companies, GatewayError]:
        found: dict[str, set[str]] = {}
        for reply in replies:
            if not reply.ok or "results" not in mapping(reply.body):
                return Failure(Unavailable(f"HubSpot didn't list companies: {complaint_of(reply.body).reason()}"))
            for result in mappings(mapping(reply.body).get("results")):
                told = text(result.get("id")) if self._key == RECORD_ID else ""
                key = told or text(mapping(result.get("properties")).get(self._key))
                found.setdefault(key.strip().lower(), set()).add(text(result.get("id")))
        return Success({key: frozenset(ids - {""}) for key, ids in found.items()})


def _only(companies: Companies, key: str | None) -> str | None:
    ids = companies.get(key, frozenset()) if key is not None else frozenset()
    return next(iter(ids)) if len(ids) == 1 else None


def _pair(contact: str, company: object) -> dict[str, object]:
    return {"from": {"id": contact}, "to": company}


def _named(inputs: Sequence[Mapping[str, object]]) -> dict[str, set[str]]:
    """Each contact of an association call, with every id that an error about it may name."""
    named: dict[str, set[str]] = {}
    for each in inputs:
        contact, to = text(mapping(each.get("from")).get("id")), each.get("to")
        companies = [text(other.get("id")) for other in (*mappings(to), mapping(to))]
        named.setdefault(contact, {contact}).update(companies)
    return named


def _after(
    sent: Result[Reply, GatewayError], linked: Mapping[RecordId, Answer], touched: Mapping[str, set[str]]
) -> dict[RecordId, Answer]:
    """The answers once an association call is back: the contact is written in any case, its company may be open."""
    if is_successful(sent) and sent.unwrap().ok and not mappings(mapping(sent.unwrap().body).get("errors")):
        return dict(linked)
    after: dict[RecordId, Answer] = {}
    for record_id, answer in linked.items():
        after[record_id] = answer
        if isinstance(answer, Written) and answer.id in touched:
            after[record_id] = _unlinked(answer, sent, touched[answer.id])
    return after


def _unlinked(written: Written, sent: Result[Reply, GatewayError], named: set[str]) -> Answer:
    if not is_successful(sent):
        return RowUnknown(f"written, but not associated with its company: {sent.failure().reason}")
    errors = mappings(mapping(sent.unwrap().body).get("errors")) or (mapping(sent.unwrap().body),)
    complaints = [complaint_of(error) for error in errors]
    if sent.unwrap().ok and all(complaint.ids and not named & set(complaint.ids) for complaint in complaints):
        return written
    return replace(written, note=f"not associated with a company: {complaints[0].reason()}")
