"""What a simulation is told of a vendor: how the project names it, how it says no, and how to look into it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from joey.adapters.sandbox.server import Factory
from joey.ports.contract.subject import Stored
from joey.ports.plugin import Options, Plugin
from tests.machine.accounts import Names
from tests.simulation.answers import Canned


class Window(Protocol):
    """The vendor's account, seen as somebody else would."""

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Look:
    """What there is at the vendor: every remote record, by remote id."""

    stored: Mapping[str, Stored]


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor's Connection in a simulation.

    ``names``: which of its fields the warehouse's columns go to. ``throttles``, ``expired``: how it says that there
    were too many calls, and that the token has ended. ``open``: a window into an account made ready; ``look``: all that
    is there. ``limited``: App options that make a declared rate bite with a handful of rows.
    ``switches``: of the Sandbox, that are on from the start.
    """

    name: str
    plugin: Plugin
    create: Factory
    app: Options
    connection: str
    options: Options
    names: Names
    throttles: Sequence[Canned]
    expired: Canned
    open: Callable[[str, httpx.AsyncBaseTransport], Coroutine[Any, Any, Window]]
    look: Callable[[Window], Coroutine[Any, Any, Look]]
    limited: Options = field(default_factory=dict)
    switches: Mapping[str, object] = field(default_factory=dict)
