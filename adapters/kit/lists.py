"""NamedLists: a ListRepository without the part that is alike: a list is found or made once for all who ask."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.http import Reply, Request, VendorHttp
from joey.adapters.http.untrusted import mapping, text
from joey.adapters.kit.calling import asked, well
from joey.adapters.kit.once import found_or_made
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.cache import Cache
from joey.ports.errors import GatewayError, Unanswered
from joey.ports.gateway import Answer, Gone, Refused, Written
from joey.ports.lists import ListId, Member

Answers = Result[Mapping[RecordId, Answer], GatewayError]


class NamedLists(ABC):
    """Lists that are known by name. A room says which there are, how one is made, and who joins and leaves.

    ``path``: where the vendor lists them, in one page; where there are more, override ``listed``.
    """

    path: ClassVar[str] = "/lists"

    def __init__(self, http: VendorHttp, cache: Cache) -> None:
        self.http = http
        self._cache = cache.within("lists")
        self._ids: dict[str, ListId] = {}

    @abstractmethod
    def ids(self, body: object) -> Mapping[str, str]:
        """The lists' ids by name, off the listing."""

    @abstractmethod
    def making(self, name: str) -> Request:
        """The call that makes a list. It's never sent twice: after a lost answer, the next who asks looks for it."""

    @abstractmethod
    async def add(self, list_id: ListId, members: Sequence[Member]) -> Answers:
        """Put members on the list; an answer for each."""

    @abstractmethod
    async def remove(self, list_id: ListId, members: Sequence[Member]) -> Answers:
        """Take members off the list; an answer for each."""

    async def listed(self) -> Result[Mapping[str, ListId], GatewayError]:
        """The vendor's lists by name."""
        answered = await asked(self.http, Request("GET", self.path, Call.READ), "its lists")
        return answered.map(lambda body: {name: ListId(id_) for name, id_ in self.ids(body).items()})

    def made(self, body: object) -> str:
        """The new list's id, off the answer."""
        return text(mapping(body).get("id"))

    async def find(self, name: str) -> Result[ListId | None, GatewayError]:
        """The list of that name; the listing is kept, and read again for a name that isn't in it."""
        if name not in self._ids:
            listed = await self.listed()
            if not is_successful(listed):
                return Failure(listed.failure())
            self._ids = dict(listed.unwrap())
        return Success(self._ids.get(name))

    async def find_or_create(self, name: str) -> Result[ListId, GatewayError]:
        """The list of that name, made if need be, by one caller at a time, also of several workers."""
        return await found_or_made(self._cache, name, lambda: self.find(name), lambda: self._make(name))

    async def _make(self, name: str) -> Result[ListId, GatewayError]:
        answered = await asked(self.http, self.making(name), f"a list {name!r}")
        if not is_successful(answered):
            return Failure(answered.failure())
        list_id = self.made(answered.unwrap())
        if not list_id:
            return Failure(Unanswered(f"the vendor's answer about a new list {name!r} doesn't say its id"))
        self._ids[name] = ListId(list_id)
        return Success(ListId(list_id))


class RowLists(NamedLists):
    """Lists that are joined and left one by one: ``facts.sizes.members`` is 1."""

    @abstractmethod
    def joining(self, list_id: ListId, member: Member) -> Request:
        """The call that puts a member on the list."""

    @abstractmethod
    def leaving(self, list_id: ListId, member: Member) -> Request:
        """The call that takes a member off the list."""

    def answer(self, member: Member, reply: Reply) -> Answer:
        """What became of it; 404 is a member who isn't there."""
        if reply.status == 404:
            return Gone()
        return Written(member.remote_id) if reply.ok else Refused(well(reply, "a membership").failure().reason)

    async def add(self, list_id: ListId, members: Sequence[Member]) -> Answers:
        """One call a member."""
        return await self._each([(member, self.joining(list_id, member)) for member in members])

    async def remove(self, list_id: ListId, members: Sequence[Member]) -> Answers:
        """One call a member."""
        return await self._each([(member, self.leaving(list_id, member)) for member in members])

    async def _each(self, calls: Sequence[tuple[Member, Request]]) -> Answers:
        answers: dict[RecordId, Answer] = {}
        for member, request in calls:
            sent = await self.http.send(request)
            if not is_successful(sent):
                return Failure(sent.failure())
            answers[member.record_id] = self.answer(member, sent.unwrap())
        return Success(answers)


class BatchLists(NamedLists):
    """Lists that many join or leave in a call that answers for all of them at once."""

    @abstractmethod
    def joining(self, list_id: ListId, members: Sequence[Member]) -> Request:
        """The call that puts members on the list."""

    @abstractmethod
    def leaving(self, list_id: ListId, members: Sequence[Member]) -> Request:
        """The call that takes members off the list."""

    def answers(self, members: Sequence[Member], body: object) -> Mapping[RecordId, Answer]:  # noqa: ARG002
        """What became of each; a vendor that names those whom it didn't take overrides this."""
        return {member.record_id: Written(member.remote_id) for member in members}

    async def add(self, list_id: ListId, members: Sequence[Member]) -> Answers:
        """One call for all."""
        return await self._all(members, self.joining(list_id, members))

    async def remove(self, list_id: ListId, members: Sequence[Member]) -> Answers:
        """One call for all."""
        return await self._all(members, self.leaving(list_id, members))

    async def _all(self, members: Sequence[Member], request: Request) -> Answers:
        answered = await asked(self.http, request, "memberships")
        return answered.map(lambda body: self.answers(members, body))
