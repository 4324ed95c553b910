"""The guard: stops a run before its first write where it would take away more than a run ordinarily does."""

from __future__ import annotations

from collections.abc import Mapping

from joey.application.forecast import Forecast
from joey.application.project import Guards
from joey.application.reports import GuardStop


def guard(
    forecast: Forecast, source_rows: int, delivered: int, members: Mapping[str, int], guards: Guards
) -> GuardStop | None:
    """Hold a forecast against what the Destination delivered and what its groups hold; None where it may go on.

    ``final``: not to be waved through, since a source without rows is hardly ever meant.
    """
    if source_rows == 0 and delivered > 0:
        return GuardStop((f"the source has no rows, and {delivered:,} records were delivered",), final=True)
    reasons = [
        f"{count:,} of {delivered:,} delivered records would {what}"
        for what, count in (
            ("be deleted", forecast.actions["delete"] + forecast.disposed),
            ("lose values", forecast.clearing),
        )
        if _too_many(count, delivered, guards)
    ]
    reasons += [
        f"{count:,} of {members.get(group, delivered):,} members would leave the group {group!r}"
        for group, count in sorted(forecast.leaves.items())
        if _too_many(count, members.get(group, delivered), guards)
    ]
    if not reasons:
        return None
    losing = ("delete", "leave groups", "update")
    sample = [one.record_id for kind in losing for one in forecast.samples.get(kind, [])]
    return GuardStop(tuple(reasons), tuple(sample[:10]))


def _too_many(count: int, of: int, guards: Guards) -> bool:
    return count > guards.max_deletes and count > guards.max_share * of
