"""The in-memory vendor under the contracts, as a vendor of every kind that Facts can tell of."""

from __future__ import annotations

import pytest

from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract
from joey.ports.contract.subject import DestinationSubject, Subject
from tests.contract.subjects import MemorySubject
from tests.contract.variants import BLIND, JOBS, VARIANTS, Variant


class TestInMemoryGateway(GatewayContract):
    @pytest.fixture(params=[pytest.param(variant, id=name) for name, variant in {**VARIANTS, **JOBS, **BLIND}.items()])
    def subject(self, request: pytest.FixtureRequest) -> Subject:
        variant: Variant = request.param
        return MemorySubject(variant.facts, variant.habits)


class TestInMemoryDestination(DestinationContract):
    @pytest.fixture(params=[pytest.param(variant, id=name) for name, variant in {**VARIANTS, **JOBS}.items()])
    def subject(self, request: pytest.FixtureRequest) -> DestinationSubject:
        variant: Variant = request.param
        return MemorySubject(variant.facts, variant.habits)
