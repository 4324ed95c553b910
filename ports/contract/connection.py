"""A Destination's promise as one class: subclass ConnectionContract, or AudienceContract, and give it a subject."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

import pytest
import pytest_asyncio

from joey.domain.record import Record
from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract, MembershipsContract
from joey.ports.contract.records import record
from joey.ports.contract.subject import HIGH_VALUE, DestinationSubject, creating, snapshot


@runtime_checkable
class Witness(Protocol):
    """A subject that can show the requests which the far side got."""

    async def requests(self) -> Sequence[str]:
        """A line each, oldest first, without secrets."""
        ...


class ConnectionSubject(DestinationSubject, Protocol):
    """A Connection under all of its contract: what must never show, and how its vendor says "too many calls"."""

    @property
    def secrets(self) -> Sequence[str]:
        """The credentials in use: texts that are found nowhere else."""
        ...

    @property
    def throttlings(self) -> Sequence[Mapping[str, object]]:
        """Each shape that throttling has at this vendor."""
        ...

    async def throttle_as(self, shape: Mapping[str, object]) -> None:
        """From now on every writing call is refused in this shape."""
        ...


class DiscretionContract:
    """Scenarios of what each vendor has in a shape of its own: throttling, and credentials."""

    async def test_throttling_in_each_declared_shape_defers_and_goes_later(self, subject: ConnectionSubject) -> None:
        assert subject.throttlings
        records: list[Record] = []
        for n, shape in enumerate(subject.throttlings, start=1):
            records.append(record(subject, n, groups=[HIGH_VALUE]))
            await subject.throttle_as(shape)
            assert set((await subject.export(records)).values()) <= {"deferred"}, f"not taken for throttling: {shape}"
            await subject.calm()
            assert await subject.export(records) == {records[-1].id: "delivered"}

    async def test_no_credential_shows_in_errors_answers_or_the_gateway(self, subject: ConnectionSubject) -> None:
        assert subject.secrets
        wanted = snapshot(subject, 1)
        shown = [repr(subject.gateway), repr(subject.lists), repr(await subject.stranger.schema())]
        for trouble in (subject.lose_answers, subject.throttle, subject.calm):
            await trouble()
            shown += [repr(await subject.gateway.schema()), repr(await subject.gateway.write([creating(wanted)]))]
        assert not [secret for secret in subject.secrets if any(secret in each for each in shown)]


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


class ConnectionContract(ShowsRequests, DiscretionContract, GatewayContract, DestinationContract):
    """All that Joey promises of a Connection, of its gateway and lists alone and under the whole pipeline.

    A subclass gives the fixture ``subject``, and ``modes`` where the Facts name fewer sync modes than there are.
    """

    @pytest.fixture
    def subject(self) -> ConnectionSubject:
        raise NotImplementedError("give this contract a fixture `subject`")


class AudienceContract(ShowsRequests, DiscretionContract, MembershipsContract, DestinationContract):
    """The same where memberships are all there is (``Facts.membership_only``)."""

    @pytest.fixture
    def subject(self) -> ConnectionSubject:
        raise NotImplementedError("give this contract a fixture `subject`")
