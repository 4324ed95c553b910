"""What comes of being told to wait: by header, by body, for seconds, for the day."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from returns.pipeline import is_successful
from returns.result import Result

from joey.adapters.http import (
    Allowance,
    Expired,
    HttpOptions,
    Patience,
    Reading,
    Reply,
    Request,
    Throttle,
    Transient,
    VendorHttp,
    Verdict,
    by_status,
)
from joey.domain.facts import Call, Limits, Rate
from joey.ports.errors import (
    GatewayError,
    Throttled,
    Unanswered,
    Unavailable,
)
from tests.adapters.http.vendors import CREATE, READ, START, vendor


def test_a_locked_account_is_left_alone_for_two_seconds() -> None:
    there = vendor(httpx.Response(423), httpx.Response(200))
    assert is_successful(there.send(CREATE))
    assert there.at[1] - there.at[0] >= 2


def test_each_wait_may_be_twice_as_long_as_the_one_before_and_has_chance_in_it() -> None:
    there = vendor(httpx.Response(408))
    there.send(CREATE)
    waits = [after - before for before, after in zip(there.at, there.at[1:], strict=False)]
    assert [wait <= 0.5 * 2**number for number, wait in enumerate(waits)] == [True] * 4
    assert len(set(waits)) == 4


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("2.5", 2.5), ("Thu, 01 Jan 2026 00:00:09 GMT", 9.0)])
def test_the_wait_that_the_vendor_asks_for_is_kept_by_every_call_of_the_app(header: str, seconds: float) -> None:
    there = vendor(httpx.Response(429, headers={"retry-after": header}), httpx.Response(200))

    async def work(http: VendorHttp) -> float:
        first = asyncio.create_task(http.send(CREATE))
        await there.clock.sleep(0)
        results = [await http.send(CREATE), await first]
        assert all(is_successful(result) for result in results)
        return http.calls.paused

    assert there.run(work) == seconds
    assert there.at == [0, seconds, seconds]


@pytest.mark.parametrize("header", ["nan", "-5", "soon", ""])
def test_a_wait_that_makes_no_sense_is_not_taken_at_its_word(header: str) -> None:
    there = vendor(httpx.Response(429, headers={"retry-after": header}), httpx.Response(200))
    assert is_successful(there.send(CREATE))
    assert 1 <= there.at[1] <= 10


def test_after_a_refusal_less_of_the_rate_is_used() -> None:
    there = vendor(
        *[httpx.Response(200)] * 9,
        httpx.Response(429, headers={"retry-after": "20"}),
        httpx.Response(200),
        limits=Limits(10, (Rate(10, 10),)),
    )

    async def work(http: VendorHttp) -> None:
        await asyncio.gather(*(http.send(CREATE) for _ in range(40)))

    there.run(work)
    assert sum(1 for at in there.at if 20 <= at < 30) in {6, 7}


def test_refusals_for_rate_are_no_attempts_but_end_some_day() -> None:
    there = vendor(*[httpx.Response(429, headers={"retry-after": "10"})] * 8, httpx.Response(200))
    assert is_successful(there.send(CREATE))
    for_ever = vendor(httpx.Response(429, headers={"retry-after": "10"}))
    assert isinstance(for_ever.send(CREATE).failure(), Throttled)
    assert for_ever.clock.monotonic() <= 300


def test_a_long_wait_is_not_sat_out_and_nobody_else_tries_before_it_is_over() -> None:
    there = vendor(httpx.Response(429, headers={"retry-after": "3600"}))

    async def work(http: VendorHttp) -> list[GatewayError]:
        return [(await http.send(CREATE)).failure(), (await http.send(READ)).failure()]

    errors = there.run(work)
    assert [error.until for error in errors if isinstance(error, Throttled)] == [START + timedelta(hours=1)] * 2
    assert len(there.seen) == 1


class InTheBody(Reading):
    """A vendor that answers 200 to everything, and says in the body what it means."""

    def classify(self, reply: Reply) -> Verdict:
        verdicts: dict[str, Verdict] = {
            "rate": Throttle("606", wait=20),
            "day": Throttle("607", until=reply.at + timedelta(hours=5), daily=True),
            "token": Expired("602"),
            "busy": Transient("608", acted=False),
        }
        said = reply.body["said"] if isinstance(reply.body, dict) else ""
        return verdicts.get(said, by_status(reply))

    def allowance(self, reply: Reply) -> Allowance | None:
        left = reply.headers.get("left-today")
        return None if left is None else Allowance(daily=int(left))


def said(word: str, **headers: str) -> httpx.Response:
    return httpx.Response(200, json={"said": word}, headers={name.replace("_", "-"): v for name, v in headers.items()})


def test_throttling_is_heard_of_from_a_body() -> None:
    there = vendor(said("rate"), said("busy"), said("fine"), reading=InTheBody())
    assert is_successful(there.send(CREATE))
    assert there.at[1] == 20
    assert len(there.seen) == 3


def test_a_spent_day_is_told_with_its_end_and_nobody_else_tries() -> None:
    there = vendor(said("day"), reading=InTheBody())

    async def work(http: VendorHttp) -> list[Result[Reply, GatewayError]]:
        return [await http.send(CREATE), await http.send(CREATE)]

    until = START + timedelta(hours=5)
    assert [result.failure() for result in there.run(work)] == [
        Throttled("607", until, daily=True),
        Throttled("607", until, daily=True),
    ]
    assert len(there.seen) == 1


def test_a_header_that_says_nothing_is_left_today_is_believed() -> None:
    there = vendor(said("fine", left_today="0"), reading=InTheBody())

    async def work(http: VendorHttp) -> Result[Reply, GatewayError]:
        assert is_successful(await http.send(CREATE))
        return await http.send(CREATE)

    error = there.run(work).failure()
    assert isinstance(error, Throttled)
    assert error.daily


def test_a_write_that_was_lost_and_then_throttled_for_long_stays_unanswered() -> None:
    there = vendor(httpx.Response(500), httpx.Response(429, headers={"retry-after": "900"}))
    upsert = Request("POST", "/things", Call.UPSERT, json={}, repeatable=True)
    assert isinstance(there.send(upsert).failure(), Unanswered)


def test_every_call_waits_no_longer_than_the_patience_in_all() -> None:
    options = HttpOptions(patience=Patience(attempts=100, max_elapsed=60))
    there = vendor(httpx.Response(408), options=options)
    assert isinstance(there.send(READ).failure(), Unavailable)
    assert there.clock.monotonic() <= 60


def test_a_rate_holds_for_repeats_too() -> None:
    there = vendor(*[httpx.Response(408)] * 4, httpx.Response(200), limits=Limits(5, (Rate(1, 100),)))
    assert is_successful(there.send(CREATE))
    assert all(after - before >= 100 - 1e-6 for before, after in zip(there.at, there.at[1:], strict=False))


def test_maintenance_that_takes_long_is_not_sat_out() -> None:
    there = vendor(httpx.Response(503, headers={"retry-after": "900"}))
    error = there.send(READ).failure()
    assert isinstance(error, Throttled)
    assert error.until == START + timedelta(minutes=15)
    assert there.clock.monotonic() == 0
