"""GatewayContract: what every DestinationGateway promises; subclass it, and give it a Subject."""

from __future__ import annotations

import pytest
from returns.pipeline import is_successful

from joey.domain.action import ByKey
from joey.domain.facts import Deletion, GroupStyle
from joey.ports.contract.lists import ListsContract
from joey.ports.contract.subject import Subject, creating, found, found_by_id, found_by_key, snapshot, written_one
from joey.ports.contract.writing import WritingContract
from joey.ports.errors import Misconfigured
from joey.ports.gateway import Written


class FindingContract:
    """Looking remote records up, and what the gateway says of itself."""

    async def test_its_schema_knows_the_key_and_the_fields_of_its_records(self, subject: Subject) -> None:
        schema = (await subject.gateway.schema()).unwrap()
        for name in subject.fields(1):
            assert schema.field(name) is not None, f"the schema has no field {name}"

    async def test_its_facts_fit_together(self, subject: Subject) -> None:
        facts = subject.gateway.facts
        assert facts.sizes.upsert > 0 or not facts.upserts
        assert facts.sizes.delete > 0 or facts.deletion is Deletion.NONE
        assert (facts.groups is GroupStyle.LISTS) == (facts.sizes.members > 0) == (subject.lists is not None)
        assert facts.finds or facts.upserts or facts.membership_only, "without a find, a new record can't be told apart"
        assert not facts.membership_only or (facts.upserts and not facts.renames and facts.deletion is Deletion.NONE)
        assert not facts.membership_only or facts.groups is GroupStyle.LISTS, "memberships have to be of lists"
        assert facts.finds or not facts.whole_groups, "whole sets of groups have to be read before they're written"
        assert facts.limits.parallelism >= 1

    async def test_a_blank_key_is_refused(self, subject: Subject) -> None:
        for blank in (None, "", "  "):
            assert not is_successful(subject.gateway.key.rule(blank))

    async def test_a_normalised_key_stays_as_it_is(self, subject: Subject) -> None:
        key = snapshot(subject, 1).key
        assert subject.gateway.key.rule(key).unwrap() == key

    async def test_a_record_is_found_by_its_key(self, subject: Subject) -> None:
        if not subject.gateway.facts.finds:
            assert subject.gateway.facts.upserts
            return
        wanted = snapshot(subject, 1)
        remote_id = await subject.seed(wanted.fields)
        await subject.seed(subject.fields(2))
        matches = await found_by_key(subject, wanted.key)
        assert [match.id for match in matches] == [remote_id]
        assert wanted.key in matches[0].keys

    async def test_a_record_is_found_by_its_remote_id(self, subject: Subject) -> None:
        if not subject.gateway.facts.finds:
            assert subject.gateway.facts.upserts
            return
        wanted = snapshot(subject, 1)
        remote_id = await subject.seed(wanted.fields)
        matches = await found_by_id(subject, remote_id)
        assert [match.id for match in matches] == [remote_id]
        assert wanted.key in matches[0].keys

    async def test_what_is_not_there_is_not_found(self, subject: Subject) -> None:
        if not subject.gateway.facts.finds:
            assert subject.gateway.facts.upserts
            return
        key = snapshot(subject, 1).key
        assert (await found(subject, ByKey(key))).get(ByKey(key), ()) == ()
        assert await found_by_id(subject, subject.missing_id) == ()

    async def test_many_keys_at_once_find_each_its_own_record(self, subject: Subject) -> None:
        size = min(subject.gateway.facts.sizes.find, 10)
        wanted = [snapshot(subject, n) for n in range(1, size + 1)]
        ids = {each.key: await subject.seed(each.fields) for each in wanted[::2]}
        lookups = [ByKey(each.key) for each in wanted]
        matches = await found(subject, *lookups) if lookups else {}
        for each in wanted:
            expected = [ids[each.key]] if each.key in ids else []
            assert [match.id for match in matches.get(ByKey(each.key), ())] == expected

    async def test_what_was_just_written_is_found(self, subject: Subject) -> None:
        if not subject.gateway.facts.finds:
            assert subject.gateway.facts.upserts
            return
        wanted = snapshot(subject, 1)
        answer = await written_one(subject, creating(wanted))
        assert isinstance(answer, Written)
        assert [match.id for match in await found_by_key(subject, wanted.key)] == [answer.id]

    async def test_a_wrong_credential_is_misconfigured(self, subject: Subject) -> None:
        stranger = subject.stranger
        failures = [(await stranger.schema()).failure()]
        if not stranger.facts.membership_only:
            failures.append((await stranger.write([creating(snapshot(subject, 1))])).failure())
        if stranger.facts.finds:
            failures.append((await stranger.find([ByKey(snapshot(subject, 1).key)])).failure())
        assert all(isinstance(failure, Misconfigured) for failure in failures), failures
        assert await subject.stored() == {} or snapshot(subject, 1).key not in await subject.stored()


@pytest.mark.asyncio
class GatewayContract(FindingContract, WritingContract, ListsContract):
    """Every scenario of a gateway and its lists. A subclass gives the fixture ``subject``."""

    @pytest.fixture
    def subject(self) -> Subject:
        raise NotImplementedError("give this contract a fixture `subject`")


@pytest.mark.asyncio
class MembershipsContract(FindingContract, ListsContract):
    """The same where memberships are all there is (`membership_only`): nothing is ever written to the gateway."""

    @pytest.fixture
    def subject(self) -> Subject:
        raise NotImplementedError("give this contract a fixture `subject`")

    async def test_memberships_are_all_there_is(self, subject: Subject) -> None:
        assert subject.gateway.facts.membership_only
