"""Laws of pacing, in virtual time: no window too full, nothing wasted, nobody overtaken."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.http.pace import Hold, Pace
from joey.adapters.http.verdict import Allowance
from joey.adapters.http.window import Window
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Limits, Rate

rates = st.builds(Rate, st.integers(1, 15), st.sampled_from([0.5, 1.0, 2.0, 10.0, 60.0]))
bursts = st.lists(st.tuples(st.floats(0, 30, allow_nan=False), st.integers(1, 30)), min_size=1, max_size=6)
arrivals = bursts.map(lambda all_of_them: [at for at, calls in all_of_them for _ in range(calls)])
durations = st.lists(st.floats(0, 5, allow_nan=False), min_size=1, max_size=5)


@dataclass
class Seen:
    """What a vendor would see: who started when, and how many at once."""

    starts: list[tuple[float, int]] = field(default_factory=list[tuple[float, int]])
    at_once: int = 0
    most_at_once: int = 0


def _play(pace: Pace, clock: VirtualClock, arriving: list[float], lasting: list[float], lane: str = "") -> Seen:
    seen = Seen()

    async def call(number: int, at: float) -> None:
        await clock.sleep(at)
        assert not isinstance(await pace.enter(lane), Hold)
        seen.starts.append((clock.monotonic(), number))
        seen.at_once += 1
        seen.most_at_once = max(seen.most_at_once, seen.at_once)
        await clock.sleep(lasting[number % len(lasting)])
        seen.at_once -= 1
        pace.leave()

    async def all_calls() -> None:
        await asyncio.gather(*(call(number, at) for number, at in enumerate(sorted(arriving))))

    clock.run(all_calls())
    return seen


def _fullest(starts: list[float], seconds: float) -> int:
    return max(sum(1 for other in starts if start <= other < start + seconds) for start in starts)


@given(arrivals, durations, st.lists(rates, max_size=3), st.integers(1, 8), st.sampled_from([0.0, 0.02, 0.05]))
def test_no_window_of_a_declared_rate_limit_is_ever_exceeded_parallelism_never_either(
    arriving: list[float], lasting: list[float], declared: list[Rate], parallelism: int, margin: float
) -> None:
    clock = VirtualClock()
    seen = _play(Pace(Limits(parallelism, tuple(declared)), clock, margin=margin), clock, arriving, lasting)
    starts = [at for at, _ in seen.starts]
    assert len(starts) == len(arriving)
    assert seen.most_at_once <= parallelism
    for rate in declared:
        assert _fullest(starts, rate.seconds) <= rate.calls


@given(arrivals, st.lists(rates, min_size=1, max_size=2), st.integers(1, 8))
def test_who_comes_first_starts_first(arriving: list[float], declared: list[Rate], parallelism: int) -> None:
    clock = VirtualClock()
    seen = _play(Pace(Limits(parallelism, tuple(declared)), clock), clock, arriving, [0.1])
    assert [number for _, number in seen.starts] == list(range(len(arriving)))


@given(rates)
def test_with_work_waiting_ninety_five_percent_of_the_allowance_is_used(rate: Rate) -> None:
    clock = VirtualClock()
    windows = 5
    work = [0.0] * (rate.calls * windows)
    seen = _play(Pace(Limits(50, (rate,)), clock), clock, work, [0.0])
    took = max(at for at, _ in seen.starts)
    assert took <= rate.seconds * (windows - 1) / 0.95


@given(arrivals, durations, rates, rates)
def test_a_lane_is_held_to_its_own_rate_and_to_the_apps(
    arriving: list[float], lasting: list[float], of_lane: Rate, of_app: Rate
) -> None:
    clock = VirtualClock()
    pace = Pace(Limits(20, (of_app,)), clock, lanes={"search": (of_lane,)})
    starts = [at for at, _ in _play(pace, clock, arriving, lasting, "search").starts]
    for rate in (of_lane, of_app):
        assert _fullest(starts, rate.seconds) <= rate.calls


@given(arrivals, st.integers(1, 20))
def test_a_days_quota_is_never_exceeded_and_is_not_waited_for(arriving: list[float], per_day: int) -> None:
    clock = VirtualClock()
    pace = Pace(Limits(5, per_day=per_day), clock)

    async def calls() -> list[bool]:
        held: list[bool] = []
        for _ in arriving:
            held.append(isinstance(await pace.enter(), Hold))
            if not held[-1]:
                pace.leave()
        return held

    held = clock.run(calls())
    assert held.count(False) == min(per_day, len(arriving))
    assert clock.monotonic() == 0


@given(st.lists(st.floats(0, 40, allow_nan=False), max_size=80), st.integers(1, 10))
def test_counting_in_lumps_counts_every_call_and_none_much_too_long(gaps: list[float], grain: int) -> None:
    window = Window(1000, 100, grain=grain)
    now = 0.0
    starts: list[float] = []
    for gap in gaps:
        now += gap
        window.start(now)
        starts.append(now)
        exact = sum(1 for start in starts if start > now - 100)
        at_most = sum(1 for start in starts if start > now - 100 - grain)
        assert exact <= window.used(now) <= at_most


def test_a_waiting_lane_lets_others_pass() -> None:
    clock = VirtualClock()
    pace = Pace(Limits(5, (Rate(100, 10),)), clock, lanes={"search": (Rate(1, 10),)})
    order: list[str] = []

    async def call(lane: str) -> None:
        await pace.enter(lane)
        order.append(lane)
        pace.leave()

    async def calls() -> None:
        await asyncio.gather(call("search"), call("search"), call(""))

    clock.run(calls())
    assert order == ["search", "", "search"]


def test_what_others_use_of_the_allowance_is_left_to_them_until_the_window_ends() -> None:
    clock = VirtualClock()
    pace = Pace(Limits(5, (Rate(10, 10),)), clock, margin=0)

    async def calls() -> list[float]:
        started = await pace.enter()
        assert not isinstance(started, Hold)
        pace.leave()
        pace.hear(Allowance(remaining=2, resets=4), started)
        times: list[float] = []
        for _ in range(9):
            await pace.enter()
            times.append(clock.monotonic())
            pace.leave()
        return times

    assert clock.run(calls()) == [0, 0, 4, 4, 4, 4, 4, 4, 4]


def test_the_vendors_count_of_our_own_calls_holds_nobody_up() -> None:
    clock = VirtualClock()
    pace = Pace(Limits(20, (Rate(10, 10),)), clock, margin=0)

    async def calls() -> float:
        started = [await pace.enter() for _ in range(10)]
        await clock.sleep(11)
        for left, one in zip(range(9, -1, -1), started, strict=True):
            assert not isinstance(one, Hold)
            pace.hear(Allowance(remaining=left), one)
            pace.leave()
        for _ in range(10):
            await pace.enter()
        return clock.monotonic()

    assert clock.run(calls()) == 11


def test_after_a_refusal_the_rate_is_halved_once_and_comes_back_bit_by_bit() -> None:
    clock = VirtualClock()
    pace = Pace(Limits(5, (Rate(10, 10),)), clock)

    async def calls() -> list[float]:
        started = [await pace.enter() for _ in range(2)]
        for one in started:
            assert not isinstance(one, Hold)
            pace.slow(one)
        shares = [pace.share()]
        for _ in range(6):
            await clock.sleep(10)
            shares.append(round(pace.share(), 3))
        return shares

    assert clock.run(calls()) == [0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.0]


def test_a_caller_who_gives_up_while_waiting_takes_nobodys_place() -> None:
    clock = VirtualClock()
    pace = Pace(Limits(1, (Rate(2, 10),)), clock, margin=0)

    async def calls() -> float:
        await pace.enter()
        waiting = asyncio.create_task(pace.enter())
        next_one = asyncio.create_task(pace.enter())
        await clock.sleep(1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        pace.leave()
        await next_one
        return clock.monotonic()

    assert clock.run(calls()) == 1
    assert pace.in_flight == 1
