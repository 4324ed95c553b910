"""Virtual time passes only when everybody waits, and in the right order."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.clock import SystemClock, SystemRandomness
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock

START = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=30))
def test_sleepers_wake_in_the_order_of_their_times_at_their_times(lengths: list[float]) -> None:
    clock = VirtualClock(START)
    woken: list[tuple[float, int]] = []

    async def sleeper(number: int, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((clock.monotonic(), number))

    async def main() -> None:
        await asyncio.gather(*(sleeper(number, seconds) for number, seconds in enumerate(lengths)))

    clock.run(main())
    assert woken == sorted((seconds, number) for number, seconds in enumerate(lengths))
    assert clock.now() == START + timedelta(seconds=max(lengths))


def test_no_time_passes_while_anybody_has_something_to_do() -> None:
    clock = VirtualClock()

    async def busy() -> float:
        for _ in range(1000):
            await asyncio.sleep(0)
        return clock.monotonic()

    async def main() -> float:
        sleeping = asyncio.create_task(clock.sleep(5))
        at = await busy()
        await sleeping
        return at

    assert clock.run(main()) == 0
    assert clock.monotonic() == 5


def test_sockets_and_threads_are_listened_for_during_the_grace() -> None:
    clock = VirtualClock(grace=0.5)

    async def main() -> float:
        sleeping = asyncio.create_task(clock.sleep(5))
        await asyncio.to_thread(lambda: None)
        at = clock.monotonic()
        await sleeping
        return at

    assert clock.run(main()) == 0


def test_a_cancelled_sleeper_holds_nobody_up() -> None:
    clock = VirtualClock()

    async def main() -> None:
        gone = asyncio.create_task(clock.sleep(1))
        await asyncio.sleep(0)
        gone.cancel()
        await clock.sleep(3)

    clock.run(main())
    assert clock.monotonic() == 3


async def test_in_another_loop_sleeping_just_moves_the_time_on() -> None:
    clock = VirtualClock(START)
    await clock.sleep(86_400)
    clock.advance(1)
    assert clock.now() == START + timedelta(days=1, seconds=1)


def test_the_same_seed_gives_the_same_chance() -> None:
    first, second = SeededRandomness(5), SeededRandomness(5)
    assert [first.random() for _ in range(10)] == [second.random() for _ in range(10)]


async def test_the_systems_clock_is_in_utc_and_its_chance_between_0_and_1() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    await clock.sleep(0.001)
    assert clock.monotonic() > before
    assert clock.now().tzinfo is UTC
    assert 0 <= SystemRandomness().random() < 1
