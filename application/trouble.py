"""Trouble: why a Destination can't run, or can't go on, and what to do about it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from joey.domain.projection import MappingProblem
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.ledger import LeaseHeld, LedgerDamaged, LedgerError, LedgerFailed
from joey.ports.source import SourceError


@dataclass(frozen=True, slots=True)
class Trouble:
    """A reason, and what to do."""

    reason: str
    hint: str = ""


def ledger_trouble(error: LedgerError, *, waits: bool = False) -> Trouble:
    """Why the Ledger can't be had. ``waits``: whether the command can be told to wait for it."""
    match error:
        case LeaseHeld(holder=holder):
            return Trouble(
                f"another run has this Target: {holder}",
                "Run again once it has ended" + (", or with --wait." if waits else "."),
            )
        case LedgerDamaged(path=path, reason=reason, way_back=way_back):
            return Trouble(f"the Ledger file {path} is damaged: {reason}", way_back)
        case _:
            assert_never(error)


def ledger_failure(failed: LedgerFailed) -> Trouble:
    """Why the Ledger can't be written or read just now."""
    return Trouble(f"the Ledger can't be used: {failed.reason} ({failed.path})", failed.way_back)


def gateway_trouble(error: GatewayError) -> Trouble:
    """Why the vendor can't be worked with."""
    match error:
        case Misconfigured(reason=reason, hint=hint):
            return Trouble(reason, hint or "See to the App's options and its permissions at the vendor.")
        case Throttled(reason=reason, until=until):
            when = f"; it can go on at {until:%Y-%m-%d %H:%M} UTC" if until else ""
            return Trouble(f"the vendor takes no more now: {reason}{when}", "Run again then; nothing is lost.")
        case Unavailable(reason=reason) | Unanswered(reason=reason):
            return Trouble(f"the vendor can't be reached: {reason}", "Run again later; nothing is lost.")
        case BatchRefused(reason=reason):
            return Trouble(f"the vendor refuses the request: {reason}", "See to the Destination's options.")
        case _:
            assert_never(error)


def source_trouble(error: SourceError) -> Trouble:
    """Why the source can't be read."""
    return Trouble(f"{error.where}: {error.reason}" if error.where else error.reason, error.hint)


def mapping_trouble(problems: Sequence[MappingProblem]) -> Trouble:
    """Why the Mapping can't be used."""
    listed = "; ".join(f"{problem.field} {problem.reason}" for problem in problems)
    return Trouble(f"the mapping can't be used: {listed}", "Correct the Destination's mapping.")
