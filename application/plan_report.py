"""What a plan says: values for a command to print and a program to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from joey.application.destination import Destination
from joey.application.forecast import Forecast, Sample
from joey.application.reports import GuardStop, Unwell
from joey.ports.source import Spool


@dataclass(frozen=True, slots=True)
class DestinationPlan:
    """What a run of one Destination would do.

    ``actions``: Records by kind of Action. ``calls``: API calls by kind. ``least_seconds``: how long the vendor's rate
    makes them last. ``exact``: the vendor was asked, so that create and update are told apart. ``new_target``: nothing
    was ever delivered there. ``notes``: what has changed about the project since the last run, in words.
    """

    destination: str
    target: str = ""
    actions: Mapping[str, int] = field(default_factory=dict)
    joins: Mapping[str, int] = field(default_factory=dict)
    leaves: Mapping[str, int] = field(default_factory=dict)
    cleared: Mapping[str, int] = field(default_factory=dict)
    unchanged: int = 0
    refused: int = 0
    rejected: tuple[Unwell, ...] = ()
    samples: Mapping[str, tuple[Sample, ...]] = field(default_factory=dict)
    calls: Mapping[str, int] = field(default_factory=dict)
    least_seconds: float = 0.0
    per_day: int | None = None
    guard: GuardStop | None = None
    exact: bool = False
    new_target: bool = False
    notes: tuple[str, ...] = ()
    error: str = ""
    hint: str = ""

    @property
    def changes(self) -> bool:
        """Whether a run would send anything."""
        return any(count for kind, count in self.actions.items() if kind != "skip")


@dataclass(frozen=True, slots=True)
class PlanReport:
    """The plans of a project's Destinations; ``notes``: what the Ledger knows that the project has no more."""

    destinations: tuple[DestinationPlan, ...]
    notes: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0: planned; 1: a Destination can't be; 4: a guard would stop one."""
        if any(plan.error for plan in self.destinations):
            return 1
        return 4 if any(plan.guard for plan in self.destinations) else 0

    @property
    def changes(self) -> bool:
        """Whether a run would send anything."""
        return any(plan.changes for plan in self.destinations)


def planned(destination: Destination, forecast: Forecast, spool: Spool, calls: Counter[str]) -> DestinationPlan:
    """A forecast as a plan."""
    return DestinationPlan(
        destination=destination.name,
        target=str(destination.target),
        actions=dict(forecast.actions),
        joins=dict(forecast.joins),
        leaves=dict(forecast.leaves),
        cleared=dict(forecast.cleared),
        unchanged=spool.counts.total - spool.counts.changed + forecast.unchanged,
        refused=forecast.refused,
        rejected=tuple(forecast.rejected),
        samples={kind: tuple(samples) for kind, samples in forecast.samples.items()},
        calls={kind: count for kind, count in calls.items() if count},
        per_day=destination.gateway.facts.limits.per_day,
    )
