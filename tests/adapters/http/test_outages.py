"""A vendor that is down isn't asked over and over; one that is back is found out; who is to hurry waits for nothing."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful
from returns.result import Result

from joey.adapters.clock import AlarmClock
from joey.adapters.http import Reply, Request, VendorHttp
from joey.adapters.http.outage import LASTING, Outage
from joey.adapters.http.pace import Hold, Pace, Started
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Call, Limits, Rate
from joey.ports.errors import GatewayError, Throttled, Unanswered, Unavailable
from tests.adapters.http.vendors import CREATE, READ, Vendor, vendor

DOWN = httpx.Response(503)
UP = httpx.Response(200)


def kinds(there: Vendor, calls: int) -> list[type[object]]:
    """What came of so many creates, one after the other."""

    async def work(http: VendorHttp) -> list[Result[Reply, GatewayError]]:
        return [await http.send(CREATE) for _ in range(calls)]

    return [type(sent.unwrap() if is_successful(sent) else sent.failure()) for sent in there.run(work)]


@pytest.mark.parametrize("trouble", [DOWN, httpx.ConnectError("refused"), httpx.ReadTimeout("")])
def test_a_vendor_that_is_down_is_asked_a_few_times_in_its_first_minute_and_then_nobody_waits(
    trouble: httpx.Response | Exception,
) -> None:
    there = vendor(trouble)
    ended = kinds(there, 10_000)
    gave_up = ended.index(Throttled)
    assert set(ended[:gave_up]) <= {Unanswered, Unavailable}
    assert set(ended[gave_up:]) == {Throttled}
    assert len(there.seen) <= 45
    assert LASTING <= there.clock.monotonic() <= 3 * LASTING


def test_what_is_told_of_an_outage_says_how_long_it_lasts_and_when_to_go_on() -> None:
    there = vendor(DOWN)

    async def work(http: VendorHttp) -> GatewayError:
        while not isinstance(error := (await http.send(CREATE)).failure(), Throttled):
            pass
        return error

    told = there.run(work)
    assert isinstance(told, Throttled)
    assert told.reason.startswith("no answer for 6")
    assert "HTTP 503" in told.reason
    assert told.until is not None
    assert told.until > there.clock.now()
    assert not told.daily


def test_while_a_vendor_is_down_one_call_goes_at_a_time() -> None:
    there = vendor(DOWN, limits=Limits(5))

    async def work(http: VendorHttp) -> None:
        await asyncio.gather(*(http.send(CREATE) for _ in range(200)))

    there.run(work)
    assert there.at[:5] == [0, 0.25, 0.75, 1.75, 3.75]
    assert len(there.seen) <= 15


def test_requests_that_were_under_way_together_count_once() -> None:
    outage = Outage(VirtualClock())
    for _ in range(5):
        outage.gave_up(0, 0, "HTTP 503")
    assert outage.left(0) == 0.25
    outage.gave_up(0, 0.25, "HTTP 503")
    assert outage.left(0) == 0.5


def test_an_outage_of_half_a_minute_stops_nobody() -> None:
    there = vendor(DOWN)
    there.recovers = 30
    ended = kinds(there, 50)
    assert set(ended) == {Unanswered, Reply}
    assert ended.count(Unanswered) == 7


def test_any_answer_ends_an_outage_also_a_refusal() -> None:
    there = vendor(DOWN, DOWN, httpx.Response(422), *[DOWN] * 2, UP)
    assert kinds(there, 6) == [Unanswered, Unanswered, Reply, Unanswered, Unanswered, Reply]
    gaps = [after - before for before, after in zip(there.at, there.at[1:], strict=False)]
    assert gaps == [0.25, 0.5, 0, 0.25, 0.5]


def test_after_a_long_outage_one_call_finds_out_that_the_vendor_is_back() -> None:
    there = vendor(*[DOWN] * 9, UP)

    async def work(http: VendorHttp) -> list[bool]:
        while not isinstance(error := (await http.send(CREATE)).failure(), Throttled):
            pass
        assert error.until is not None
        sent = len(there.seen)
        assert not is_successful(await http.send(READ))
        assert len(there.seen) == sent, "told without asking"
        await there.clock.sleep((error.until - there.clock.now()).total_seconds())
        return [is_successful(await http.send(CREATE)) for _ in range(3)]

    assert there.run(work)[-1]


def test_a_row_that_breaks_the_vendor_costs_the_others_a_quarter_of_a_second() -> None:
    there = vendor(UP, DOWN, UP, UP, DOWN, UP)
    assert kinds(there, 6).count(Reply) == 4
    assert there.clock.monotonic() == 0.5


@given(st.lists(st.sampled_from(["up", "down"]), min_size=1, max_size=60), st.integers(1, 8))
def test_however_a_vendor_comes_and_goes_no_pause_is_longer_than_its_outage_and_no_call_is_left_waiting(
    states: list[str], parallelism: int
) -> None:
    there = vendor(*[UP if state == "up" else DOWN for state in states], UP, limits=Limits(parallelism))

    async def work(http: VendorHttp) -> list[Result[Reply, GatewayError]]:
        return await asyncio.gather(*(http.send(CREATE) for _ in states))

    sent = there.run(work)
    assert len(sent) == len(states)
    down = sum(1 for one in sent if not is_successful(one) and isinstance(one.failure(), Unanswered))
    assert there.clock.monotonic() <= 0.25 * 2**down


# Hurry


def test_who_is_to_hurry_is_not_kept_waiting_and_what_is_under_way_is_finished() -> None:
    clock = AlarmClock(virtual := VirtualClock())
    pace = Pace(Limits(5, (Rate(2, 3600),)), clock, {"search": (Rate(1, 3600),)})

    async def call(lane: str = "") -> Started | Hold:
        return await pace.enter(lane)

    async def calls() -> list[Started | Hold]:
        waiting = [asyncio.create_task(call(lane)) for lane in ("search", "search", "", "", "")]
        await virtual.sleep(10)
        clock.hurry()
        return await asyncio.gather(*waiting)

    entered = virtual.run(calls())
    assert virtual.monotonic() == 10
    assert [isinstance(one, Started) for one in entered] == [True, False, True, False, False]
    assert {one.reason for one in entered if isinstance(one, Hold)} == {
        "the run was asked to stop before this was sent"
    }


def test_a_call_that_waits_for_the_vendors_pause_ends_at_once_where_it_is_to_hurry() -> None:
    there = vendor(httpx.Response(429, headers={"retry-after": "50"}), UP)
    alarm = AlarmClock(there.clock)

    async def work(http: VendorHttp) -> list[GatewayError]:
        waiting = [asyncio.create_task(http.send(CREATE)) for _ in range(3)]
        await there.clock.sleep(5)
        alarm.hurry()
        return [(await one).failure() for one in waiting]

    errors = there.run(work, clock=alarm)
    assert {type(error) for error in errors} == {Throttled}
    assert there.clock.monotonic() == 5
    assert len(there.seen) == 1


def test_a_call_that_waits_to_be_repeated_says_that_its_answer_was_lost_where_it_is_to_hurry() -> None:
    there = vendor(httpx.Response(500, headers={"retry-after": "50"}), UP)
    upsert = Request("POST", "/things", Call.UPSERT, json={}, repeatable=True)
    alarm = AlarmClock(there.clock)

    async def work(http: VendorHttp) -> GatewayError:
        waiting = asyncio.create_task(http.send(upsert))
        await there.clock.sleep(5)
        alarm.hurry()
        return (await waiting).failure()

    assert isinstance(there.run(work, clock=alarm), Unanswered)
    assert there.clock.monotonic() == 5
