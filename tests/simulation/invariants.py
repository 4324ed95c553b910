"""What must hold while faults go on, too: the Ledger takes for granted only what is so."""

from __future__ import annotations

import re
from bisect import bisect_right

import httpx

from joey.domain.export import Standing
from joey.domain.facts import GroupStyle
from joey.domain.record import RecordId
from joey.domain.snapshot import Absent, Snapshot
from joey.ports.contract.subject import Stored, is_blank
from joey.ports.ledger import LedgerView, Writer
from tests.machine.laws import Witness
from tests.simulation.network import Line
from tests.simulation.vendor import Look
from tests.simulation.world import MODEL, World

_NEW = re.compile(r"v\d+z")
"""What every text of a customer ends with, each another."""


class Watch:
    """Looks at the Ledger and at the vendor, side by side."""

    def __init__(self, world: World, witness: Witness) -> None:
        self._world = world
        self._witness = witness
        self._journalled: set[str] = set()
        self._in_jobs: set[RecordId | None] = set()
        world.network.watchers.append(self._called)

    def look(self) -> None:
        """What the Ledger takes for granted is so: nothing became delivered, or failed, by guess."""
        view = self._world.view
        if view is None:
            return
        look = self._world.look()
        ids = [RecordId(who) for who in sorted(self._world.ever)]
        for wiring in self._world.destinations:
            jobs = view.jobs(Writer(wiring.name, MODEL))
            self._in_jobs = {intent.inherits for job in jobs for intent in job.intents}
            standings = view.standings(Writer(wiring.name, MODEL), ids)
            for who, standing in sorted(standings.items()):
                self._is_so(view, who, standing, look)

    def _is_so(self, view: LedgerView, who: RecordId, standing: Standing, look: Look) -> None:
        held = standing.held
        if who in self._in_jobs:
            return
        if isinstance(held, Absent) and not standing.unanswered:
            marked = {one.id: one for one in look.stored.values() if one.fields.get(self._world.names.mark) == who}
            marked = {id_: one for id_, one in marked.items() if not view.owners([id_])}
            told = f"the Ledger says that the vendor has nothing of {who}, and it has {marked}"
            assert not marked, f"{told}\n{self._world.told_of(who)}"
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

    def _called(self, request: httpx.Request, line: Line) -> None:
        """No declared window is exceeded, parallelism never; and nothing is sent that isn't safely journalled."""
        limits, path = self._world.facts.limits, request.url.path
        assert line.in_flight <= limits.parallelism, f"{line.in_flight} calls at once, to {path}"
        for rate in limits.rates:
            within = len(line.sent) - bisect_right(line.sent, line.sent[-1] - rate.seconds)
            assert within <= rate.calls, f"{within} calls in {rate.seconds} s, to {path}"
        said = set(_NEW.findall(self._world.vendor.reads(request.content))) - self._journalled
        if said:
            self._journalled |= set(_NEW.findall(self._world.ledgers.safe()))
        unsaid = said - self._journalled
        assert not unsaid, f"sent to {path} before it was safely journalled: {unsaid}"


def _same(there: Stored, name: str, value: object) -> bool:
    held = there.fields.get(name)
    return is_blank(held) if value is None else held == value
