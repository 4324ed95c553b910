"""FileCache: what is kept for all workers of a project, a file for each name, private to their user."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import orjson
from filelock import FileLock, Timeout

from joey.adapters.cache.remembering import Remembering
from joey.adapters.ledgers.files.private import FILE, make_folder, replace
from joey.ports.cache import Cache
from joey.ports.clock import Clock

_PAUSE = 0.02
"""Seconds between two looks at a lock that another worker holds."""


class FileCache(Remembering, Cache):
    """``folder``: made when something is first held. Where it can't be used, each process keeps to itself.

    A file's name is a digest of scope and name under a key of the folder's own: no credential can be told by it.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._scope: tuple[str, ...] = ()
        self._locks: defaultdict[bytes, asyncio.Lock] = defaultdict(asyncio.Lock)

    def within(self, *scope: str) -> FileCache:
        """A part of it, in the same folder."""
        part = FileCache(self._folder, self._clock)
        part._scope, part._locks = (*self._scope, *scope), self._locks
        return part

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncGenerator[None]:
        async with self._locks[self._spelled(name)]:
            lock = await self._locked(self._path(name).with_suffix(".lock"))
            try:
                yield
            finally:
                lock.release()

    def kept(self, name: str) -> str | None:
        now = self._clock.now().timestamp()
        with suppress(OSError, ValueError):
            match orjson.loads(self._path(name).read_bytes()):
                case [float(since), float(until), str(value)] if since <= now < until:
                    return value
                case _:
                    return None
        return None

    def keep(self, name: str, value: str, seconds: float) -> None:
        now = self._clock.now().timestamp()
        with suppress(OSError):
            replace(self._path(name), orjson.dumps([now, now + seconds, value]))

    def drop(self, name: str) -> None:
        with suppress(OSError):
            self._path(name).unlink(missing_ok=True)

    async def _locked(self, path: Path) -> FileLock:
        """The lock, once no other worker has it; it goes with its worker. Not held where there can be no file."""
        lock = FileLock(path, mode=FILE, thread_local=False)
        with suppress(OSError):
            make_folder(self._folder)
            while not _had(lock):
                await self._clock.sleep(_PAUSE)
        return lock

    def _path(self, name: str) -> Path:
        key = b""
        with suppress(OSError):
            make_folder(self._folder)
            key = _key(self._folder / "key")
        return self._folder / f"{hmac.new(key, self._spelled(name), hashlib.sha256).hexdigest()[:32]}.json"

    def _spelled(self, name: str) -> bytes:
        return orjson.dumps([*self._scope, name])


def _had(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True


def _key(path: Path) -> bytes:
    """The folder's own key; made by whoever comes first."""
    if not path.exists():
        with FileLock(path.with_suffix(".lock"), mode=FILE):
            if not path.exists():
                replace(path, secrets.token_bytes(32))
    return path.read_bytes()
