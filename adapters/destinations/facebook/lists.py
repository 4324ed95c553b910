"""Facebook's custom audiences as the lists that Groups become: found by exact name or made, filled and emptied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.facebook import paths
from joey.adapters.destinations.facebook.answers import unnamed, uploaded
from joey.adapters.destinations.facebook.client import Graph
from joey.adapters.destinations.facebook.complaints import complaint_of
from joey.adapters.destinations.facebook.facts import PAGE
from joey.adapters.destinations.facebook.payload import Upload, joining, leaving
from joey.adapters.http.exchange import Reply
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.adapters.logging import logger
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.cache import Cache
from joey.ports.errors import BatchRefused, GatewayError, Unanswered, Unavailable
from joey.ports.gateway import Answer, Refused
from joey.ports.lists import ListId, Member

CUSTOM = "CUSTOM"
DESCRIPTION = "Kept in step by Joey"
_LOG = logger("facebook")
_Answers = Result[Mapping[RecordId, Answer], GatewayError]


class FacebookAudiences:
    """The custom audiences of one ad account. ``source``: where its owner has the data from."""

    def __init__(self, graph: Graph, ad_account: str, primary_key: str, source: str, cache: Cache) -> None:
        self._graph = graph
        self._path = paths.audiences(ad_account)
        self._primary_key = primary_key
        self._source = source
        self._ids: dict[str, ListId] = {}
        self._cache = cache

    async def find(self, name: str) -> Result[ListId | None, GatewayError]:
        """By its exact name; the listing is kept, and read again for a name that isn't in it."""
        async with self._cache.alone("audiences"):
            return await self._find(name)

    async def find_or_create(self, name: str) -> Result[ListId, GatewayError]:
        """One caller at a time."""
        async with self._cache.alone("audiences"):
            found = await self._find(name)
            if not is_successful(found):
                return Failure(found.failure())
            there = found.unwrap()
            return Success(there) if there is not None else await self._create(name)

    async def _find(self, name: str) -> Result[ListId | None, GatewayError]:
        if name not in self._ids:
            listed = await self._list()
            if not is_successful(listed):
                return Failure(listed.failure())
            self._ids = listed.unwrap()
        return Success(self._ids.get(name))

    async def _list(self) -> Result[dict[str, ListId], GatewayError]:
        """All pages; of several audiences with one name the oldest, which comes last."""
        ids: dict[str, ListId] = {}
        params: dict[str, str | int] = {"fields": "id,name,subtype", "limit": PAGE}
        while True:
            sent = await self._graph.send("GET", self._path, Call.READ, params=params)
            page = sent.bind(_page)
            if not is_successful(page):
                return Failure(page.failure())
            body = page.unwrap()
            ids.update(_named(body))
            after = _next(body)
            if not after or after == params.get("after"):
                return Success(ids)
            params["after"] = after

    async def _create(self, name: str) -> Result[ListId, GatewayError]:
        body = {"name": name, "subtype": CUSTOM, "description": DESCRIPTION, "customer_file_source": self._source}
        sent = await self._graph.send("POST", self._path, Call.LIST_CREATE, json=body)
        made = sent.bind(lambda reply: _made(reply, name))
        if is_successful(made):
            self._ids[name] = made.unwrap()
        return made

    async def add(self, list_id: ListId, members: Sequence[Member]) -> _Answers:
        """One call for all, with all their fields; who is in is taken anew."""
        return await self._change("POST", list_id, members, joining(members, self._primary_key))

    async def remove(self, list_id: ListId, members: Sequence[Member]) -> _Answers:
        """One call for all, by the primary key that each had."""
        return await self._change("DELETE", list_id, members, leaving(members, self._primary_key))

    async def _change(self, method: str, list_id: ListId, members: Sequence[Member], upload: Upload) -> _Answers:
        if not upload.rows:
            return Success(upload.refused)
        call = Call.LIST_ADD if method == "POST" else Call.LIST_REMOVE
        sent = await self._graph.send(method, paths.users(list_id), call, json=upload.body)
        if not is_successful(sent):
            return Failure(sent.failure())
        reply = sent.unwrap()
        if not reply.ok:
            return self._refused(reply, upload)
        if (count := unnamed(reply.body, upload)) > 0:
            _LOG.warning("Facebook finds rows invalid without naming them", audience=list_id, rows=count)
        return Success(uploaded(reply.body, upload, members))

    def _refused(self, reply: Reply, upload: Upload) -> _Answers:
        complaint = complaint_of(reply.body)
        if complaint.is_missing:
            self._ids = {}
            return Failure(Unavailable("the Facebook audience was deleted meanwhile; the next run makes it again"))
        told = f"Facebook's audience: {complaint.reason}"
        if complaint.is_final:
            return Success({**dict.fromkeys(upload.rows, Refused(told)), **upload.refused})
        return Failure(BatchRefused(told))


def _page(reply: Reply) -> Result[Mapping[str, object], GatewayError]:
    if not reply.ok:
        return Failure(BatchRefused(f"Facebook, asked for the audiences: {complaint_of(reply.body).reason}"))
    if not isinstance(mapping(reply.body).get("data"), list):
        return Failure(Unavailable("Facebook's answer about the audiences isn't a list"))
    return Success(mapping(reply.body))


def _named(body: Mapping[str, object]) -> dict[str, ListId]:
    """The custom ones by name, in the order of the page, so that the last of several with one name stays."""
    rows = [row for row in mappings(body.get("data")) if row.get("subtype") == CUSTOM and text(row.get("id"))]
    return {text(row.get("name")).strip(): ListId(text(row.get("id"))) for row in rows}


def _next(body: Mapping[str, object]) -> str:
    """The cursor of the next page; blank where this one is the last."""
    paging = mapping(body.get("paging"))
    return text(mapping(paging.get("cursors")).get("after")) if paging.get("next") else ""


def _made(reply: Reply, name: str) -> Result[ListId, GatewayError]:
    if not reply.ok:
        return Failure(BatchRefused(f"Facebook makes no audience {name!r}: {complaint_of(reply.body).reason}"))
    made = text(mapping(reply.body).get("id"))
    if not made:
        return Failure(Unanswered(f"Facebook's answer about the audience {name!r} doesn't say its id"))
    return Success(ListId(made))
