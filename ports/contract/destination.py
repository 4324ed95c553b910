"""DestinationContract: what the whole way from Records to a vendor promises; subclass it, and give it a subject."""

from __future__ import annotations

from typing import ClassVar

import pytest

from joey.domain.sync_mode import SyncMode
from joey.ports.contract.delivery import DeliveryContract
from joey.ports.contract.groups import GroupsContract
from joey.ports.contract.keys import KeysContract
from joey.ports.contract.subject import DestinationSubject
from joey.ports.contract.trouble import TroubleContract


@pytest.mark.asyncio
class DestinationContract(DeliveryContract, KeysContract, GroupsContract, TroubleContract):
    """Every scenario, in each sync mode of ``modes``. A subclass gives the fixture ``subject``."""

    modes: ClassVar[tuple[SyncMode, ...]] = tuple(SyncMode)

    @pytest.fixture
    def subject(self) -> DestinationSubject:
        raise NotImplementedError("give this contract a fixture `subject`")

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run a scenario that takes a ``mode`` in each."""
        if "mode" in metafunc.fixturenames:
            metafunc.parametrize("mode", self.modes, ids=[mode.value for mode in self.modes])

    async def test_its_sync_modes_are_those_that_its_facts_name(self, subject: DestinationSubject) -> None:
        assert set(self.modes) == set(subject.gateway.facts.sync_modes)
