"""The Cache in files keeps the promise of the port, also between processes, and tells nobody a credential."""

from __future__ import annotations

import asyncio
import stat
import sys
from pathlib import Path

import pytest
from returns.result import Success

from joey.adapters.cache import FileCache
from joey.adapters.virtual_clock import VirtualClock
from joey.ports.contract.cache import CacheContract, Maker

WORKER = """
import asyncio, sys
from pathlib import Path
from returns.result import Success
from joey.adapters.cache import FileCache
from joey.adapters.clock import SystemClock

async def make():
    with open(sys.argv[2], "a") as log:
        log.write("begin\\n")
        log.flush()
        await asyncio.sleep(0.05)
        log.write("end\\n")
    return Success("made")

async def work():
    cache = FileCache(Path(sys.argv[1]), SystemClock()).within("crm")
    for number in range(5):
        assert await cache.remember(f"list {number}", make, 60) == Success("made")

asyncio.run(work())
"""


class Subject:
    """A new cache, and its clock."""

    def __init__(self, folder: Path) -> None:
        self.clock = VirtualClock()
        self.cache = FileCache(folder, self.clock)

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)


class TestFiles(CacheContract):
    """In files."""

    @pytest.fixture
    def subject(self, tmp_path: Path) -> Subject:
        return Subject(tmp_path / "cache")


async def test_another_worker_finds_what_one_has_made(tmp_path: Path) -> None:
    make = Maker()
    await Subject(tmp_path).cache.within("crm", "token").remember("fields", make, 60)
    assert await Subject(tmp_path).cache.within("crm", "token").remember("fields", make, 60) == Success("1")
    assert await Subject(tmp_path).cache.within("crm", "another").remember("fields", make, 60) == Success("2")


async def test_of_several_workers_one_makes_each_name(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = (sys.executable, "-c", WORKER, str(tmp_path / "cache"), str(log))
    workers = [await asyncio.create_subprocess_exec(*command) for _ in range(3)]
    assert [await worker.wait() for worker in workers] == [0, 0, 0]
    assert log.read_text().splitlines() == ["begin", "end"] * 5


async def test_files_are_private_and_no_name_in_them_tells_a_credential(tmp_path: Path) -> None:
    cache = Subject(tmp_path / "cache").cache.within("crm", "sesame-open")
    await cache.remember("fields", Maker(), 60)
    files = list((tmp_path / "cache").iterdir())
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert not any("sesame" in path.name or b"sesame" in path.read_bytes() for path in files)


def spoil(folder: Path, damage: bytes) -> None:
    for path in folder.glob("*.json"):
        path.write_bytes(damage)


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b'["a", "b", "c"]', b"\xff\xfe"])
async def test_a_file_that_cannot_be_read_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    cache, make = Subject(tmp_path).cache, Maker()
    await cache.remember("fields", make, 60)
    spoil(tmp_path, damage)
    assert await cache.remember("fields", make, 60) == Success("2")
    assert await cache.remember("fields", make, 60) == Success("2")


async def test_where_there_can_be_no_files_each_makes_its_own(tmp_path: Path) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file where the folder should be")
    cache, make = Subject(in_the_way).cache, Maker()
    assert await cache.remember("fields", make, 60) == Success("1")
    assert await cache.remember("fields", make, 60) == Success("2")


async def test_a_clock_that_was_set_back_keeps_nothing_for_longer(tmp_path: Path) -> None:
    make, subject = Maker(), Subject(tmp_path)
    await subject.cache.remember("fields", make, 60)
    subject.advance(-3_600)
    assert await subject.cache.remember("fields", make, 60) == Success("2")


def test_nothing_is_written_before_something_is_kept(tmp_path: Path) -> None:
    FileCache(tmp_path / "cache", VirtualClock()).within("crm")
    assert list(tmp_path.iterdir()) == []
