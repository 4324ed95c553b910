"""What a simulation is told of a vendor: how the project names it, how it says no, and how to look into it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from joey.adapters.sandbox.server import Factory
from joey.ports.contract.subject import Stored
from joey.ports.plugin import Options, Plugin
from tests.machine.accounts import Names
from tests.simulation.answers import Canned


class Window(Protocol):
    """The vendor's account, seen as somebody else would."""

    async def put(self, **parts: object) -> None: ...

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Look:
    """What there is at the vendor: every remote record, by remote id."""

    stored: Mapping[str, Stored]


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor's Connection in a simulation.

    ``apps`` and ``settings``: the App's and the Connection's options, of which each seed takes one. ``names``: which of
    its fields the warehouse's columns go to. ``throttles``, ``expired``: how it says that there were too many calls,
    and that the token has ended. ``open``: a window into an account made ready; ``look``: all that is there.
    ``caseless``: two keys that differ in case only are one. ``everybody``: a Group that all Records are in, where who
    is in none isn't there. ``group``: a remote group, as this vendor shows its name. ``lag``: the Sandbox's search may
    lag, up to the declared time. ``reads``: what a request's body says, in clear.
    """

    name: str
    plugin: Plugin
    create: Factory
    connection: str
    names: Names
    throttles: Sequence[Canned]
    expired: Canned
    open: Callable[[str, httpx.AsyncBaseTransport], Coroutine[Any, Any, Window]]
    look: Callable[[Window], Coroutine[Any, Any, Look]]
    apps: Sequence[Options]
    settings: Sequence[Options] = ({},)
    caseless: bool = True
    everybody: str | None = None
    group: str = "High"
    lag: bool = False
    reads: Callable[[bytes], str] = bytes.decode
