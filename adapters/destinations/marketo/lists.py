"""Marketo's static lists as the lists that Groups become: found by name, or made in a folder or a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.marketo import paths
from joey.adapters.destinations.marketo.answers import succeeded
from joey.adapters.destinations.marketo.complaints import NOT_FOUND, NOT_IN_LIST, complaint_of
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.adapters.kit.once import found_or_made
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.cache import Cache
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Unavailable
from joey.ports.gateway import Answer, Gone, Refused, RowUnknown, Written
from joey.ports.lists import ListId, Member

DEFAULT_FOLDER = "Group Lists"
FOLDER_KEPT = 3_600.0
"""Seconds that a folder's id is taken for its name's."""

_DONE = frozenset({"added", "removed", "memberof", "notmemberof"})
_NO_LIST = "1013"


@dataclass(frozen=True, slots=True)
class Place:
    """Where lists are made: a folder, by its name, or a program, by its id."""

    folder: str = DEFAULT_FOLDER
    program: int | None = None


@dataclass(frozen=True, slots=True)
class Parent:
    """A folder or a program as Marketo names it."""

    id: int
    type: str

    def written(self) -> str:
        """As its calls take it."""
        return orjson.dumps({"id": self.id, "type": self.type}).decode()


class MarketoLists:
    """The static lists of a subscription."""

    def __init__(self, http: VendorHttp, place: Place, cache: Cache) -> None:
        self._http = http
        self._place = place
        self._cache = cache

    async def find(self, name: str) -> Result[ListId | None, GatewayError]:
        """By exact name; of several, the one in the place where lists are made."""
        sent = await self._http.send(Request("GET", paths.LIST_BY_NAME, Call.READ, params={"name": name}))
        rows = sent.bind(lambda reply: _rows(reply, f"the list {name!r}"))
        if not is_successful(rows):
            return Failure(rows.failure())
        alike = [row for row in rows.unwrap() if text(row.get("name")) == name and text(row.get("id"))]
        if len(alike) <= 1:
            return Success(ListId(text(alike[0].get("id"))) if alike else None)
        return await self._chosen(name, alike)

    async def _chosen(self, name: str, alike: Sequence[Mapping[str, object]]) -> Result[ListId | None, GatewayError]:
        parent = await self._where()
        if not is_successful(parent):
            return Failure(parent.failure())
        here = [row for row in alike if _parent_of(row.get("folder")) == parent.unwrap()]
        if len(here) == 1:
            return Success(ListId(text(here[0].get("id"))))
        reason = f"Marketo has {len(alike)} lists {name!r}, and not one of them alone is where this Destination's are"
        return Failure(BatchRefused(f"{reason}; set list_folder or list_program, or map the group to another name"))

    async def find_or_create(self, name: str) -> Result[ListId, GatewayError]:
        """One caller at a time per name; where another program was faster, its list is taken."""
        named = f"list {name}"
        return await found_or_made(self._cache, named, lambda: self.find(name), lambda: self._create(name))

    async def _create(self, name: str) -> Result[ListId, GatewayError]:
        parent = await self._where()
        if not is_successful(parent):
            return Failure(parent.failure())
        form = {"name": name, "folder": parent.unwrap().written()}
        sent = await self._http.send(Request("POST", paths.LISTS, Call.LIST_CREATE, form=form))
        if not is_successful(sent):
            return Failure(sent.failure())
        body = sent.unwrap().body
        if mapping(body).get("success") is not False:
            made = next((text(row.get("id")) for row in mappings(mapping(body).get("result"))), "")
            unsaid = Unavailable(f"Marketo's answer about the list {name!r} doesn't say its id")
            return Success(ListId(made)) if succeeded(body) and made else Failure(unsaid)
        found = await self.find(name)
        if not is_successful(found):
            return Failure(found.failure())
        there = found.unwrap()
        refused = BatchRefused(f"Marketo makes no list {name!r}: {complaint_of(body).reason()}")
        return Success(there) if there is not None else Failure(refused)

    async def _where(self) -> Result[Parent, GatewayError]:
        """The folder or the program; the folder is asked for once an hour."""
        if self._place.program is not None:
            return Success(Parent(self._place.program, "Program"))
        named = f"folder {self._place.folder}"
        known = await self._cache.remember(named, self._folder, FOLDER_KEPT)
        return known.map(lambda number: Parent(int(number), "Folder"))

    async def _folder(self) -> Result[str, GatewayError]:
        params = {"name": self._place.folder, "type": "Folder"}
        sent = await self._http.send(Request("GET", paths.FOLDER_BY_NAME, Call.READ, params=params))
        rows = sent.bind(lambda reply: _rows(reply, f"the folder {self._place.folder!r}"))
        return rows.bind(lambda given: _folder(given, self._place.folder)).map(lambda found: str(found.id))

    async def add(self, list_id: ListId, members: Sequence[Member]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One call; who is on the list already is fine, and a lead that isn't there is Gone."""
        named = _named(members)
        body = {"input": [{"id": int(lead_id)} for lead_id in named]}
        return await self._change(list_id, Request("POST", paths.members(list_id), Call.LIST_ADD, json=body), members)

    async def remove(
        self, list_id: ListId, members: Sequence[Member]
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One call; who isn't on the list is fine."""
        params = {"id": _named(members)}
        request = Request("DELETE", paths.members(list_id), Call.LIST_REMOVE, params=params)
        return await self._change(list_id, request, members)

    async def _change(
        self, list_id: ListId, request: Request, members: Sequence[Member]
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        if not _named(members):
            return Success({member.record_id: Gone() for member in members})
        sent = await self._http.send(request)
        return sent.bind(lambda reply: _changed(reply, list_id, members))


def _named(members: Sequence[Member]) -> list[str]:
    """The lead ids, each once; what isn't a number is no lead of Marketo's."""
    return list(dict.fromkeys(one.remote_id for one in members if one.remote_id.isascii() and one.remote_id.isdigit()))


def _rows(reply: Reply, what: str) -> Result[Sequence[Mapping[str, object]], GatewayError]:
    """The assets of an answer; none found is a success without a result, or 702."""
    body, complaint = mapping(reply.body), complaint_of(reply.body)
    if succeeded(body) or complaint.code == "702":
        return Success(mappings(body.get("result")))
    if body.get("success") is not False:
        return Failure(Unavailable(f"Marketo's answer about {what} can't be read"))
    return Failure(BatchRefused(f"Marketo, asked for {what}: {complaint.reason()}"))


def _folder(rows: Sequence[Mapping[str, object]], name: str) -> Result[Parent, GatewayError]:
    named = [row for row in rows if text(row.get("name")) == name and row.get("isArchive") is not True]
    chosen = named if len(named) == 1 else [row for row in named if row.get("isSystem") is True]
    parent = _parent_of(chosen[0].get("folderId")) if len(chosen) == 1 else None
    if parent is None:
        reason = f"Marketo has {len(named) or 'no'} folder{'s' if len(named) > 1 else ''} {name!r} to make lists in"
        return Failure(Misconfigured(reason, "Set list_folder to a folder of the Lead Database, or list_program."))
    return Success(parent)


def _parent_of(given: object) -> Parent | None:
    number, kind = mapping(given).get("id"), text(mapping(given).get("type"))
    return Parent(number, kind) if isinstance(number, int) and kind else None


def _changed(
    reply: Reply, list_id: ListId, members: Sequence[Member]
) -> Result[Mapping[RecordId, Answer], GatewayError]:
    complaint = complaint_of(reply.body)
    if mapping(reply.body).get("success") is False:
        if complaint.code == _NO_LIST:
            return Failure(Unavailable(f"Marketo's list {list_id} was deleted meanwhile; the next run makes it again"))
        return Failure(BatchRefused(f"Marketo's list {list_id}: {complaint.reason()}"))
    told = {text(row.get("id")): row for row in mappings(mapping(reply.body).get("result"))}
    known = succeeded(reply.body)
    return Success({one.record_id: _answer(told.get(one.remote_id) if known else None, one) for one in members})


def _answer(row: Mapping[str, object] | None, member: Member) -> Answer:
    if not member.remote_id.isdigit():
        return Gone()
    complaint = complaint_of(row)
    if row is not None and (text(row.get("status")) in _DONE or complaint.code == NOT_IN_LIST):
        return Written(member.remote_id)
    if complaint.code == NOT_FOUND:
        return Gone()
    if complaint.code or complaint.message:
        return Refused(complaint.reason([member.key]))
    return RowUnknown("Marketo's answer about a list doesn't say what became of this member")
