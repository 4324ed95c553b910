"""The contracts bite: a fault that is planted into the in-memory vendor's adapters turns its scenario red."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from returns.pipeline import is_successful
from returns.result import Result, Success

from joey.adapters.memory import InMemoryGateway, InMemoryLists
from joey.adapters.memory.vendor import RemoteList
from joey.domain.action import Create, Delete, Lookup, RemoteRecord, Update, Write
from joey.domain.record import RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract
from joey.ports.errors import GatewayError
from joey.ports.gateway import Answer, Exists, Gone, Refused, Written
from joey.ports.lists import ListId, ListRepository, Member
from tests.contract.subjects import MemorySubject
from tests.contract.variants import VARIANTS

Found = Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]
Answers = Result[Mapping[RecordId, Answer], GatewayError]


class ForgetsClearing(InMemoryGateway):
    """Sends only values."""

    async def write(self, writes: Sequence[Write]) -> Answers:
        return await super().write([_without_cleared(write) for write in writes])


class IgnoresChangedKeys(InMemoryGateway):
    """Writes the other fields, and says that all is well."""

    async def write(self, writes: Sequence[Write]) -> Answers:
        return await super().write([_without_rekeying(write, self.key.name) for write in writes])


class FindsOnlyTheFirst(InMemoryGateway):
    """Looks up one key a call, whatever was asked."""

    async def find(self, lookups: Sequence[Lookup]) -> Found:
        return await super().find(lookups[:1])


class UpdatesWhatExists(InMemoryGateway):
    """A create of what is there overwrites it."""

    async def write(self, writes: Sequence[Write]) -> Answers:
        answers = dict((await super().write(writes)).unwrap())
        for write in writes:
            there = answers.get(write.record_id)
            if isinstance(write, Create) and isinstance(there, Exists) and there.id is not None:
                answers[write.record_id] = self.vendor.update(there.id, write.diff.fields, None)
        return Success(answers)


class SaysWrittenToWhatIsGone(InMemoryGateway):
    """Believes that whatever it updated was there."""

    async def write(self, writes: Sequence[Write]) -> Answers:
        answers = (await super().write(writes)).unwrap()
        names = {write.record_id: write.remote_id for write in writes if isinstance(write, Update)}
        return Success(
            {who: Written(names[who]) if isinstance(a, Gone) and who in names else a for who, a in answers.items()}
        )


class GuessesAfterALostAnswer(InMemoryGateway):
    """Takes no answer for a refusal."""

    async def write(self, writes: Sequence[Write]) -> Answers:
        answered = await super().write(writes)
        if is_successful(answered):
            return answered
        return Success({write.record_id: Refused(f"{answered.failure()}") for write in writes})


class AnswersInPart(InMemoryGateway):
    """Forgets the last row of a batch."""

    async def write(self, writes: Sequence[Write]) -> Answers:
        answers = dict((await super().write(writes)).unwrap())
        if len(writes) > 1:
            del answers[writes[-1].record_id]
        return Success(answers)


class MakesAListEachTime(InMemoryLists):
    """Looks, waits, and makes."""

    async def find_or_create(self, name: str) -> Result[ListId, GatewayError]:
        known = (await self.find(name)).value_or(None)
        await asyncio.sleep(0)
        if known is not None:
            return Success(known)
        return await self._create(name)


class TakesEverybodyOff(InMemoryLists):
    """Empties the list of which one member leaves."""

    async def remove(self, list_id: ListId, members: Sequence[Member]) -> Answers:
        self._vendor.lists[list_id] = RemoteList(self._vendor.lists[list_id].name)
        return Success({member.record_id: Written(member.remote_id) for member in members})


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault, the scenario that has to go red, and one that has nothing to do with it."""

    fault: type[InMemoryGateway | InMemoryLists]
    scenario: str
    contract: type[GatewayContract | DestinationContract] = GatewayContract
    unconcerned: str = "test_a_normalised_key_stays_as_it_is"


D = DestinationContract
NOT_CONCERNED = "test_its_sync_modes_are_those_that_its_facts_name"
FAULTS = [
    Planted(ForgetsClearing, "test_an_update_clears_a_field_that_becomes_null"),
    Planted(ForgetsClearing, "test_a_value_that_becomes_null_is_cleared", D, NOT_CONCERNED),
    Planted(IgnoresChangedKeys, "test_a_changed_key_renames_the_record"),
    Planted(IgnoresChangedKeys, "test_a_changed_key_of_which_only_the_old_is_there", D, NOT_CONCERNED),
    Planted(FindsOnlyTheFirst, "test_many_keys_at_once_find_each_its_own_record"),
    Planted(UpdatesWhatExists, "test_a_create_of_what_is_there_says_so_and_changes_nothing"),
    Planted(SaysWrittenToWhatIsGone, "test_an_update_of_what_is_not_there_is_gone"),
    Planted(SaysWrittenToWhatIsGone, "test_who_vanished_at_the_vendor_is_made_again_whole", D, NOT_CONCERNED),
    Planted(GuessesAfterALostAnswer, "test_a_lost_answer_to_a_new_record_is_unknown_and_found_first", D, NOT_CONCERNED),
    Planted(AnswersInPart, "test_a_full_batch_is_answered_row_by_row"),
    Planted(MakesAListEachTime, "test_two_callers_at_once_make_one_list"),
    Planted(TakesEverybodyOff, "test_members_join_and_leave"),
    Planted(TakesEverybodyOff, "test_memberships_that_joey_did_not_make_are_left_alone", D, NOT_CONCERNED),
]


class FaultySubject(MemorySubject):
    """The in-memory vendor behind adapters of which one is faulty."""

    def __init__(self, fault: type[InMemoryGateway | InMemoryLists]) -> None:
        self._fault = fault
        super().__init__(VARIANTS["batches"].facts)

    def _gateway(self, honest: InMemoryGateway) -> InMemoryGateway:
        faulty = self._fault
        return faulty(honest.facts, vendor=honest.vendor) if issubclass(faulty, InMemoryGateway) else honest

    def _lists(self, gateway: InMemoryGateway) -> ListRepository:
        return self._fault(gateway) if issubclass(self._fault, InMemoryLists) else InMemoryLists(gateway)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda planted: f"{planted.fault.__name__}: {planted.scenario}")
async def test_a_planted_fault_turns_the_scenario_that_names_it_red(planted: Planted) -> None:
    with pytest.raises(AssertionError):
        await _scenario(planted, planted.scenario)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda planted: f"{planted.fault.__name__}: {planted.scenario}")
async def test_a_planted_fault_leaves_a_scenario_of_other_things_green(planted: Planted) -> None:
    await _scenario(planted, planted.unconcerned)


async def _scenario(planted: Planted, name: str) -> None:
    scenario: Callable[..., Awaitable[None]] = getattr(planted.contract(), name)
    modes = {"mode": SyncMode.SYNC} if "mode" in inspect.signature(scenario).parameters else {}
    await scenario(FaultySubject(planted.fault), **modes)


def _without_cleared(write: Write) -> Write:
    return write if isinstance(write, Delete) else replace(write, diff=replace(write.diff, cleared=frozenset()))


def _without_rekeying(write: Write, key_field: str) -> Write:
    if not isinstance(write, Update):
        return write
    kept = {name: value for name, value in write.diff.set.items() if name != key_field}
    return replace(write, diff=replace(write.diff, set=kept, rekeyed=None))
