"""Groups as records of an object, and memberships as records of another (Campaign and CampaignMember, or your own)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.salesforce.answers import LEFT, results_of
from joey.adapters.destinations.salesforce.complaints import (
    CONVERTED,
    DUPLICATE,
    GONE,
    PASSING,
    Complaint,
    complaint_of,
)
from joey.adapters.destinations.salesforce.ids import eighteen
from joey.adapters.destinations.salesforce.keys import ID, Grouping
from joey.adapters.destinations.salesforce.reading import Reader
from joey.adapters.destinations.salesforce.soql import quoted
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, text
from joey.adapters.kit.once import found_or_made
from joey.domain.action import Update
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.cache import Cache
from joey.ports.errors import BatchRefused, GatewayError, Unanswered
from joey.ports.gateway import Answer, Gone, Refused, RowThrottled, RowUnknown, Written
from joey.ports.lists import ListId, Member

KEPT_APART = frozenset({"CampaignMember", "TopicAssignment"})
"""Memberships of which Salesforce keeps no two alike; of others, those that are there are looked up first."""


class Memberships:
    """The groups of one Connection."""

    def __init__(self, reader: Reader, grouping: Grouping, cache: Cache) -> None:
        self._reader = reader
        self._grouping = grouping
        self._cache = cache

    async def find(self, name: str) -> Result[ListId | None, GatewayError]:
        """By name, in whatever case; one with the very same name is taken first, then the oldest."""
        told = self._grouping
        read = await self._reader.select([ID, told.name_field], told.object, (told.name_field, [quoted(name)]))
        if not is_successful(read):
            return Failure(read.failure())
        rows = sorted(read.unwrap(), key=lambda row: (text(row.get(told.name_field)) != name, text(row.get(ID))))
        return Success(ListId(eighteen(text(rows[0].get(ID)))) if rows else None)

    async def find_or_create(self, name: str) -> Result[ListId, GatewayError]:
        """One caller at a time per name."""
        named = f"{self._grouping.object} {name.lower()}"
        return await found_or_made(self._cache, named, lambda: self.find(name), lambda: self._create(name))

    async def _create(self, name: str) -> Result[ListId, GatewayError]:
        path = self._reader.paths.object(self._grouping.object)
        request = Request("POST", path, Call.LIST_CREATE, json={self._grouping.name_field: name})
        sent = await self._reader.session.send(request)

        def made(reply: Reply) -> Result[ListId, GatewayError]:
            made_id = text(mapping(reply.body).get("id"))
            if not reply.ok:
                told = f"Salesforce makes no {self._grouping.object} {name!r}: {complaint_of(reply.body).reason()}"
                return Failure(BatchRefused(told))
            return Success(ListId(eighteen(made_id))) if made_id else Failure(Unanswered("the new group has no id"))

        return sent.bind(made)

    async def add(self, list_id: ListId, members: Sequence[Member]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One collection of memberships; who has one already is fine."""
        there: Mapping[str, list[str]] = {}
        if self._grouping.membership not in KEPT_APART:
            known = await self._memberships(list_id, members)
            if not is_successful(known):
                return Failure(known.failure())
            there = known.unwrap()
        new = [member for member in members if member.remote_id not in there]
        answers: dict[RecordId, Answer] = {m.record_id: Written(m.remote_id) for m in members}
        if not new:
            return Success(answers)
        told = self._grouping
        row = {"attributes": {"type": told.membership}, told.group_field: list_id}
        body = {"allOrNone": False, "records": [{**row, told.record_field: member.remote_id} for member in new]}
        request = Request("POST", self._reader.paths.rows, Call.LIST_ADD, json=body)
        read = self._read(await self._reader.session.send(request), new)
        return read.map(lambda came: {**answers, **came})

    async def remove(
        self, list_id: ListId, members: Sequence[Member]
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """The memberships are found, and deleted; who has none is fine."""
        known = await self._memberships(list_id, members)
        if not is_successful(known):
            return Failure(known.failure())
        answers: dict[RecordId, Answer] = {m.record_id: Written(m.remote_id) for m in members}
        doomed = [(row, m) for m in members for row in known.unwrap().get(m.remote_id, ())]
        for start in range(0, len(doomed), 200):
            some = doomed[start : start + 200]
            params = {"ids": ",".join(row for row, _ in some), "allOrNone": "false"}
            request = Request("DELETE", self._reader.paths.rows, Call.LIST_REMOVE, params=params)
            read = self._read(await self._reader.session.send(request), [member for _, member in some])
            if not is_successful(read):
                return read
            answers |= {who: Written("") if isinstance(one, Gone) else one for who, one in read.unwrap().items()}
        return Success(answers)

    async def leave(self, writes: Sequence[Update]) -> None:
        """Take converted leads out of every group that Joey may have put them in; as far as it goes."""
        for write in writes:
            snapshots = (write.wanted, *write.past)
            names = write.diff.left.union(*(snapshot.groups for snapshot in snapshots))
            member = Member(write.record_id, write.remote_id, write.wanted.key, write.wanted)
            for name in sorted(names):
                found = await self.find(name)
                list_id = found.value_or(None)
                if list_id is not None:
                    await self.remove(list_id, [member])

    async def _memberships(
        self, list_id: ListId, members: Sequence[Member]
    ) -> Result[Mapping[str, list[str]], GatewayError]:
        """The ids of memberships, by remote id of the member."""
        told = self._grouping
        who = (told.record_field, [quoted(member.remote_id) for member in members])
        group = [(told.group_field, [quoted(list_id)])]
        read = await self._reader.select([ID, told.record_field], told.membership, who, group)
        if not is_successful(read):
            return Failure(read.failure())
        found: dict[str, list[str]] = {}
        for row in read.unwrap():
            found.setdefault(eighteen(text(row.get(told.record_field))), []).append(text(row.get(ID)))
        return Success(found)

    def _read(
        self, sent: Result[Reply, GatewayError], members: Sequence[Member]
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        if not is_successful(sent):
            return Failure(sent.failure())
        reply = sent.unwrap()
        if not reply.ok:
            return Failure(BatchRefused(f"Salesforce: {complaint_of(reply.body).reason()}"))
        results = results_of(reply.body, len(members))
        if results is None:
            return Failure(Unanswered("Salesforce's answer doesn't have a result for each membership"))
        rows = zip(members, results, strict=True)
        return Success({member.record_id: self._answer(result, member) for member, result in rows})

    def _answer(self, result: Mapping[str, object], member: Member) -> Answer:
        if result.get("success") is True:
            return Written(member.remote_id)
        complaint = complaint_of(result)
        if complaint.code == DUPLICATE:
            return Written(member.remote_id)
        if complaint.code == CONVERTED:
            return Written(member.remote_id, LEFT)
        if complaint.code in GONE:
            return self._gone(complaint)
        if complaint.code in PASSING:
            return RowThrottled(complaint.reason())
        return Refused(complaint.reason([member.key]), complaint.field)

    def _gone(self, complaint: Complaint) -> Answer:
        if self._grouping.group_field in complaint.fields:
            return RowUnknown("the group was deleted meanwhile; the next run makes it again")
        return Gone()
