"""What must hold while faults go on, too: the Ledger takes for granted only what is so."""

from __future__ import annotations

import httpx

from joey.domain.export import Standing
from joey.domain.facts import GroupStyle
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.contract.subject import Stored, is_blank
from joey.ports.ledger import LedgerView, Writer
from tests.machine.laws import Witness
from tests.simulation.vendor import Look
from tests.simulation.world import MODEL, World


class Watch:
    """Looks at the Ledger and at the vendor, side by side."""

    def __init__(self, world: World, witness: Witness) -> None:
        self._world = world
        self._witness = witness
        self._limits = world.facts.limits
        self._calls: list[float] = []
        world.network.watchers.append(self._called)

    def look(self) -> None:
        """What the Ledger takes for granted is so: nothing became delivered, or failed, by guess."""
        view = self._world.view
        if view is None:
            return
        look = self._world.look()
        ids = [RecordId(who) for who in sorted(self._world.ever)]
        for wiring in self._world.destinations:
            standings = view.standings(Writer(wiring.name, MODEL), ids)
            for who, standing in sorted(standings.items()):
                self._is_so(view, who, standing, look)

    def _is_so(self, view: LedgerView, who: RecordId, standing: Standing, look: Look) -> None:
        held = standing.held
        if not isinstance(held, Snapshot) or not standing.certain or standing.remote_id is None:
            return
        if self._world.facts.membership_only and not held.groups:
            return
        there = look.stored.get(standing.remote_id)
        told = f"the Ledger says that {who} is {held} at {standing.remote_id}"
        assert there is not None, f"{told}, and it isn't there\n{self._world.told_of(who)}"
        for name, value in held.fields.items():
            if name != self._world.names.key and name in self._world.speaks_of:
                assert _same(there, name, value), f"{told}, and {name} is {there}\n{self._world.told_of(who)}"
        if self._world.facts.groups is not GroupStyle.NONE:
            assert held.groups <= there.groups, f"{told}, and it is in {there.groups}\n{self._world.told_of(who)}"

    def _called(self, request: httpx.Request, in_flight: int) -> None:
        """No declared window is exceeded, parallelism never."""
        assert in_flight <= self._limits.parallelism, f"{in_flight} calls at once, to {request.url.path}"


def _same(there: Stored, name: str, value: object) -> bool:
    held = there.fields.get(name)
    return is_blank(held) if value is None else held == value
