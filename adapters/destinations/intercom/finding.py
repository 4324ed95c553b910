"""Finding contacts: by search, which lags, by id where this run has just written them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.intercom import paths
from joey.adapters.destinations.intercom.answers import GONE
from joey.adapters.destinations.intercom.client import call
from joey.adapters.destinations.intercom.complaints import complaint_of
from joey.adapters.destinations.intercom.keys import Matching
from joey.adapters.destinations.intercom.payload import search_body
from joey.adapters.destinations.intercom.recent import Recent
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.action import ById, ByKey, Lookup, RemoteRecord
from joey.domain.facts import Call
from joey.ports.errors import BatchRefused, GatewayError, Unavailable

Row = Mapping[str, object]


class Finder:
    """Looks contacts up."""

    def __init__(self, http: VendorHttp, matching: Matching, recent: Recent) -> None:
        self._http = http
        self._matching = matching
        self._recent = recent

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """One search for all keys; a call for each id. Archived contacts aren't there."""
        found: dict[Lookup, tuple[RemoteRecord, ...]] = {}
        keys = [lookup.key for lookup in lookups if isinstance(lookup, ByKey)]
        if keys:
            by_key = await self.by_keys(keys)
            if not is_successful(by_key):
                return Failure(by_key.failure())
            found |= {ByKey(key): records for key, records in by_key.unwrap().items()}
        ids = [lookup for lookup in lookups if isinstance(lookup, ById)]
        read = await self._each([lookup.id for lookup in ids])
        if not is_successful(read):
            return Failure(read.failure())
        return Success({**found, **{lookup: read.unwrap().get(lookup.id, ()) for lookup in ids}})

    async def by_keys(self, keys: Sequence[str]) -> Result[Mapping[str, tuple[RemoteRecord, ...]], GatewayError]:
        """The contacts of each key; those that were written of late as they are, the others as search has them."""
        searched = await self._search(list(dict.fromkeys(keys)))
        if not is_successful(searched):
            return Failure(searched.failure())
        records = {record.id: record for record in map(self._record, searched.unwrap()) if record.id}
        written = [one for one in map(self._recent.id_of, keys) if one is not None]
        fresh = await self._each([*filter(self._recent.touched, records), *written])
        if not is_successful(fresh):
            return Failure(fresh.failure())
        records = {id_: one for id_, one in records.items() if not self._recent.touched(id_)}
        records |= {one.id: one for read in fresh.unwrap().values() for one in read}
        found = {key: tuple(one for one in records.values() if key in one.keys) for key in keys}
        for key in (key for key, matches in found.items() if not matches):
            self._recent.saw_nobody(key)
        return Success(found)

    async def _search(self, keys: Sequence[str]) -> Result[list[Row], GatewayError]:
        """All pages."""
        rows: list[Row] = []
        cursor: str | None = None
        while True:
            body = search_body(self._matching.field, keys, cursor)
            sent = await self._http.send(call("POST", paths.SEARCH, Call.FIND, body))
            page = sent.bind(_page)
            if not is_successful(page):
                return Failure(page.failure())
            more, following = page.unwrap()
            rows.extend(more)
            if not following or following == cursor or not more:
                return Success(rows)
            cursor = following

    async def _each(self, ids: Sequence[str]) -> Result[Mapping[str, tuple[RemoteRecord, ...]], GatewayError]:
        wanted = list(dict.fromkeys(ids))
        read = await asyncio.gather(*(self._read(one) for one in wanted))
        failed = next((one for one in read if not is_successful(one)), None)
        if failed is not None:
            return Failure(failed.failure())
        return Success({id_: one.unwrap() for id_, one in zip(wanted, read, strict=True)})

    async def _read(self, contact_id: str) -> Result[tuple[RemoteRecord, ...], GatewayError]:
        sent = await self._http.send(call("GET", paths.contact(contact_id), Call.FIND))
        return sent.bind(self._one)

    def _one(self, reply: Reply) -> Result[tuple[RemoteRecord, ...], GatewayError]:
        if reply.status in GONE:
            return Success(())
        if not reply.ok:
            return Failure(BatchRefused(f"Intercom, asked for a contact: {complaint_of(reply.body).reason()}"))
        record = self._record(mapping(reply.body))
        if not record.id:
            return Failure(Unavailable("Intercom's answer about a contact doesn't say which one it is"))
        return Success((record,))

    def _record(self, row: Row) -> RemoteRecord:
        key = self._matching.normal(text(row.get(self._matching.field)))
        return RemoteRecord(text(row.get("id")), frozenset({key}) if key else frozenset())


def _page(reply: Reply) -> Result[tuple[tuple[Row, ...], str], GatewayError]:
    """The contacts, and the cursor of the next page, blank where there is none."""
    body = mapping(reply.body)
    if not reply.ok:
        return Failure(BatchRefused(f"Intercom refuses the search: {complaint_of(reply.body).reason()}"))
    if not isinstance(body.get("data"), list):
        return Failure(Unavailable("Intercom's answer to a search can't be read"))
    following = mapping(body.get("pages")).get("next")
    return Success((mappings(body.get("data")), text(mapping(following).get("starting_after"))))
