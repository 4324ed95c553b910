"""The guard: stops a run before its first write where it would take away more than a run ordinarily does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from joey.application.forecast import CLEARED, DELETED, LEFT, Forecast
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
    losses = [
        (way, reason)
        for way, count, of, reason in _losses(forecast, delivered, members)
        if count > guards.max_deletes and count > guards.max_share * of
    ]
    if not losses:
        return None
    sample = dict.fromkeys(who for way, _ in losses for who in forecast.losing.get(way, []))
    return GuardStop(tuple(reason for _, reason in losses), tuple(sample)[:10])


def _losses(
    forecast: Forecast, delivered: int, members: Mapping[str, int]
) -> Iterator[tuple[tuple[str, ...], int, int, str]]:
    """Each way of losing something: how many would, of how many, and in words."""
    for way, count, what in (
        (DELETED, forecast.actions["delete"] + forecast.disposed, "be deleted"),
        (CLEARED, forecast.clearing, "lose values"),
    ):
        yield way, count, delivered, f"{count:,} of {delivered:,} delivered records would {what}"
    for group, count in sorted(forecast.leaves.items()):
        held = members.get(group, delivered)
        yield (LEFT, group), count, held, f"{count:,} of {held:,} members would leave the group {group!r}"
