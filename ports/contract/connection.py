"""A Destination's promise as one class: subclass ConnectionContract, or AudienceContract, and give it a subject."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol, runtime_checkable

import pytest
import pytest_asyncio

from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract, MembershipsContract
from joey.ports.contract.subject import DestinationSubject


@runtime_checkable
class Witness(Protocol):
    """A subject that can show the requests which the far side got."""

    async def requests(self) -> Sequence[str]:
        """A line each, oldest first, without secrets."""
        ...


class ShowsRequests:
    """A scenario that fails says what was expected of whom, and which requests were made."""

    @pytest_asyncio.fixture(autouse=True)
    async def _requests_made(self, request: pytest.FixtureRequest, subject: DestinationSubject) -> AsyncIterator[None]:
        yield
        if isinstance(subject, Witness):
            lines = await subject.requests()
            request.node.add_report_section("teardown", "requests", _told(request.node, subject, lines))


def _told(scenario: pytest.Item, subject: DestinationSubject, lines: Sequence[str]) -> str:
    words = scenario.name.removeprefix("test_").replace("_", " ")
    made = lines or ["none"]
    return "\n".join(
        [f"Expected of {type(subject.gateway).__name__}: {words}", "Requests made, oldest first:", *made, ""]
    )


class ConnectionContract(ShowsRequests, GatewayContract, DestinationContract):
    """All that Joey promises of a Connection, of its gateway and lists alone and under the whole pipeline.

    A subclass gives the fixture ``subject``, and ``modes`` where the Facts name fewer sync modes than there are.
    """

    @pytest.fixture
    def subject(self) -> DestinationSubject:
        raise NotImplementedError("give this contract a fixture `subject`")


class AudienceContract(ShowsRequests, MembershipsContract, DestinationContract):
    """The same where memberships are all there is (``Facts.membership_only``)."""

    @pytest.fixture
    def subject(self) -> DestinationSubject:
        raise NotImplementedError("give this contract a fixture `subject`")
