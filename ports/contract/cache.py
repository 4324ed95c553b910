"""The promise of a Cache."""

from __future__ import annotations

import asyncio
from typing import Protocol

import pytest
from returns.result import Failure, Result, Success

from joey.ports.cache import Cache
from joey.ports.errors import GatewayError, Unavailable


class CacheSubject(Protocol):
    """A Cache whose time can be moved on."""

    @property
    def cache(self) -> Cache:
        """Empty."""
        ...

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        ...


class Maker:
    """Makes "1", "2", … and counts; ``failing``: how many times it fails first."""

    def __init__(self, failing: int = 0) -> None:
        self.made = 0
        self._failing = failing

    async def __call__(self) -> Result[str, GatewayError]:
        self.made += 1
        mine = self.made
        await asyncio.sleep(0)
        return Failure(Unavailable("down")) if mine <= self._failing else Success(str(mine))


class CacheContract:
    """Subclass it, with a fixture ``subject``."""

    async def test_what_is_made_is_kept_for_those_who_ask_later(self, subject: CacheSubject) -> None:
        make = Maker()
        first = await subject.cache.remember("fields", make, 60)
        assert (first, await subject.cache.remember("fields", make, 60)) == (Success("1"), Success("1"))

    async def test_of_many_who_ask_at_once_one_makes_it(self, subject: CacheSubject) -> None:
        make = Maker()
        answers = await asyncio.gather(*(subject.cache.remember("fields", make, 60) for _ in range(20)))
        assert (set(map(str, answers)), make.made) == ({str(Success("1"))}, 1)

    async def test_it_is_made_anew_when_its_time_is_over(self, subject: CacheSubject) -> None:
        make = Maker()
        await subject.cache.remember("fields", make, 60)
        subject.advance(59)
        assert await subject.cache.remember("fields", make, 60) == Success("1")
        subject.advance(1)
        assert await subject.cache.remember("fields", make, 60) == Success("2")

    async def test_it_is_made_anew_for_who_insists_and_kept_for_the_others(self, subject: CacheSubject) -> None:
        make = Maker()
        await subject.cache.remember("fields", make, 60)
        assert await subject.cache.remember("fields", make, 60, fresh=True) == Success("2")
        assert await subject.cache.remember("fields", make, 60) == Success("2")

    async def test_what_is_forgotten_is_made_anew(self, subject: CacheSubject) -> None:
        make = Maker()
        await subject.cache.remember("fields", make, 60)
        await subject.cache.forget("fields")
        await subject.cache.forget("never heard of")
        assert await subject.cache.remember("fields", make, 60) == Success("2")

    async def test_a_failure_is_told_and_not_kept(self, subject: CacheSubject) -> None:
        make = Maker(failing=1)
        assert await subject.cache.remember("fields", make, 60) == Failure(Unavailable("down"))
        assert await subject.cache.remember("fields", make, 60) == Success("2")

    async def test_a_maker_that_breaks_leaves_its_name_free(self, subject: CacheSubject) -> None:
        async def breaks() -> Result[str, GatewayError]:
            raise RuntimeError("a bug")

        with pytest.raises(RuntimeError, match="a bug"):
            await subject.cache.remember("fields", breaks, 60)
        assert await asyncio.wait_for(subject.cache.remember("fields", Maker(), 60), 10) == Success("1")

    async def test_names_and_scopes_are_apart(self, subject: CacheSubject) -> None:
        make = Maker()
        caches = (subject.cache, subject.cache.within("a"), subject.cache.within("a", "b"), subject.cache.within("ab"))
        answers = [await cache.remember(name, make, 60) for cache in caches for name in ("fields", "b", "b\nfields")]
        assert len(set(map(str, answers))) == make.made == 12
        assert await subject.cache.within("a").within("b").remember("fields", make, 60) == answers[6]

    async def test_a_name_is_held_by_one_at_a_time(self, subject: CacheSubject) -> None:
        inside = 0
        most: list[int] = []

        async def work(cache: Cache, name: str) -> None:
            nonlocal inside
            async with cache.alone(name):
                inside += 1
                await asyncio.sleep(0)
                most.append(inside)
                inside -= 1

        await asyncio.gather(*(work(subject.cache.within("crm"), "VIP") for _ in range(10)))
        assert most == [1] * 10
        async with subject.cache.alone("VIP"):
            await asyncio.wait_for(work(subject.cache, "Best"), 10)

    async def test_any_text_is_kept_as_it_is(self, subject: CacheSubject) -> None:
        for told in ("", "null", '{"a": [1, "ü"]}', "\u2028\n\x00", "x" * 100_000):

            async def make(told: str = told) -> Result[str, GatewayError]:
                return Success(told)

            await subject.cache.remember(f"about {len(told)} {told[:3]}", make, 60)
            assert await subject.cache.remember(f"about {len(told)} {told[:3]}", Maker(), 60) == Success(told)
