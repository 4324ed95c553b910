"""What the services answer: values that a command prints, a scheduler reads as JSON, and an embedding app looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check looked at: what it was, whether it's well, and what to do where it isn't.

    ``at``: the part of the project that it is about, by its keys (``destinations, crm, mapping, email``), so that who
    shows it can name the line.
    """

    subject: str
    ok: bool
    detail: str
    hint: str = ""
    warning: bool = False
    at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What ``check`` found, in the order in which it looked."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether everything that has to be well is."""
        return all(finding.ok or finding.warning for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Unwell:
    """A Record that isn't at the Target as it should be: its Outcome's kind, and why."""

    record_id: str
    kind: str
    reason: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class GuardStop:
    """Why a run was stopped before it wrote anything; ``sample``: ids of the first Records that it's about.

    ``final``: not to be waved through.
    """

    reasons: tuple[str, ...]
    sample: tuple[str, ...] = ()
    final: bool = False


@dataclass(frozen=True, slots=True)
class DestinationReport:
    """One Destination's run.

    ``outcomes``: Exports by Outcome kind. ``actions``: what was done, by Action kind. ``unchanged``: rows looked at
    that needed nothing. ``untried``: Exports that a quota, a stop or a halt kept from being tried. ``unwell``: the
    first Records that were not delivered. ``refused_rows``: rows whose id can't be used.
    ``forgotten``: rows of Records that are never to be sent.
    ``guard``: why the guard
    stopped the run before its first write. ``error``: why the Destination could not run, or not go on; then ``hint``
    says what to do.
    """

    destination: str
    target: str = ""
    outcomes: Mapping[str, int] = field(default_factory=dict)
    actions: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    unchanged: int = 0
    untried: int = 0
    unwell: tuple[Unwell, ...] = ()
    refused_rows: int = 0
    row_problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    guard: GuardStop | None = None
    error: str = ""
    hint: str = ""
    resumes: datetime | None = None
    forgotten: int = 0

    @property
    def whole(self) -> bool:
        """Whether everything that should have gone went."""
        bad = sum(n for kind, n in self.outcomes.items() if kind not in {"delivered", "skipped"})
        return not (bad or self.untried or self.refused_rows or self.error or self.guard)


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run: each Destination's report, in the project's order; ``calls``: API calls by App and kind."""

    run_id: str
    destinations: tuple[DestinationReport, ...]
    calls: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    stopped: bool = False

    @property
    def exit_code(self) -> int:
        """0: all went that should; 1: a Destination could not run; 4: a guard stopped one; 3: Records did not go."""
        if any(report.guard for report in self.destinations):
            return 4
        if any(report.error for report in self.destinations):
            return 1
        return 0 if all(report.whole for report in self.destinations) else 3


@dataclass(frozen=True, slots=True)
class DestinationStatus:
    """A Destination as the Ledger knows it. ``never_ran``: there is no Ledger for its Target yet."""

    destination: str
    target: str
    present: int = 0
    delivered: int = 0
    standing: Mapping[str, int] = field(default_factory=dict)
    last_run: datetime | None = None
    last_counts: Mapping[str, int] = field(default_factory=dict)
    never_ran: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """All Destinations of a project, as the Ledger knows them; ``forgotten``: Records that are never sent, by model."""

    destinations: tuple[DestinationStatus, ...]
    forgotten: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a Destination is: Exports ended, of how many there are."""

    destination: str
    done: int
    total: int


ProgressHook: TypeAlias = Callable[[Progress], None]
