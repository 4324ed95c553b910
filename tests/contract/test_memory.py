"""The in-memory vendor under the contracts, as a vendor of every kind that Facts can tell of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from joey.adapters.memory import Habits
from joey.domain.facts import Limits
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract, MembershipsContract
from joey.ports.contract.records import record, subject_fields
from joey.ports.contract.subject import HIGH_VALUE, DestinationSubject, Subject
from tests.contract.subjects import MemorySubject
from tests.contract.variants import BLIND, JOBS, MEMBERSHIPS, VARIANTS, Variant


class TestInMemoryGateway(GatewayContract):
    @pytest.fixture(params=[pytest.param(variant, id=name) for name, variant in {**VARIANTS, **JOBS, **BLIND}.items()])
    def subject(self, request: pytest.FixtureRequest) -> Subject:
        variant: Variant = request.param
        return MemorySubject(variant.facts, variant.habits)


class TestInMemoryMemberships(MembershipsContract):
    @pytest.fixture(params=[pytest.param(variant, id=name) for name, variant in MEMBERSHIPS.items()])
    def subject(self, request: pytest.FixtureRequest) -> Subject:
        variant: Variant = request.param
        return MemorySubject(variant.facts, variant.habits)


class TestInMemoryDestination(DestinationContract):
    @pytest.fixture(params=[pytest.param(variant, id=name) for name, variant in {**VARIANTS, **JOBS}.items()])
    def subject(self, request: pytest.FixtureRequest) -> DestinationSubject:
        variant: Variant = request.param
        return MemorySubject(variant.facts, variant.habits)


class TestBlindDestination(DestinationContract):
    """A vendor that can't be asked what it has."""

    modes = (SyncMode.SYNC, SyncMode.ADDITIVE)

    @pytest.fixture(params=[pytest.param(variant, id=name) for name, variant in {**BLIND, **MEMBERSHIPS}.items()])
    def subject(self, request: pytest.FixtureRequest) -> DestinationSubject:
        variant: Variant = request.param
        return MemorySubject(variant.facts, variant.habits)


async def test_a_create_that_meets_a_record_unseen_keeps_its_own_groups() -> None:
    subject = MemorySubject(VARIANTS["whole sets of groups"].facts, Habits(lag=100))
    ours = record(subject, 1, groups=[HIGH_VALUE])
    subject.vendor.create(subject_fields(subject, ours), frozenset({"Theirs"}))
    assert await subject.export([ours]) == {ours.id: "delivered"}
    (there,) = (await subject.stored()).values()
    assert there.groups == {"Theirs", HIGH_VALUE}


async def test_a_key_that_several_remote_records_have_rejects_and_touches_none_of_them() -> None:
    subject = MemorySubject(habits=Habits(unique=False))
    ours = record(subject, 1)
    ids = {await subject.seed(subject_fields(subject, ours)) for _ in range(2)}
    assert await subject.export([ours]) == {ours.id: "rejected"}
    assert set(subject.vendor.rows) == ids
    assert {row.fields["first_name"] for row in subject.vendor.rows.values()} == {"theirs"}


async def test_a_membership_that_carries_fields_is_renewed_with_them() -> None:
    subject = MemorySubject(VARIANTS["memberships carry fields"].facts)
    for text in ("before", "after"):
        await subject.export([record(subject, 1, groups=[HIGH_VALUE], text=text)])
    (there,) = subject.vendor.lists.values()
    assert [fields["first_name"] for fields in there.members.values()] == ["after"]


async def test_no_more_calls_are_in_flight_than_the_facts_allow() -> None:
    subject = MemorySubject(replace(VARIANTS["one by one"].facts, limits=Limits(parallelism=3)))
    await subject.export([record(subject, n) for n in range(1, 30)])
    assert subject.vendor.most_in_flight == 3
