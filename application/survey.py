"""The survey: a run's Exports decided without sending anything, counted into a Forecast."""

from __future__ import annotations

from collections.abc import Iterator

from joey.application.delivery.task import Task
from joey.application.examination import Examination, Unit
from joey.application.forecast import Forecast
from joey.application.tally import unwell
from joey.domain.action import RemoteRecord
from joey.domain.deciding import Rules, Sight, decide, lookups
from joey.domain.export import Export, Present


def survey(examination: Examination, rules: Rules, size: int) -> Forecast:
    """What a run would do, as far as the Ledger knows the remote: who was never delivered counts as new."""
    forecast = Forecast()
    for unit in units(examination, size):
        forecast.refuse(unwell(attempt) for attempt in unit.refused)
        for export in unit.exports:
            task = blind(export, rules)
            forecast.see(export, task.action)
            forecast.leave_behind(task.decision.disposals)
    return forecast


def units(examination: Examination, size: int) -> Iterator[Unit]:
    """All units of a run in their order, as if every move succeeded."""
    examination.settle_keys()
    yield from examination.departures(size)
    yield from examination.changes(size)
    yield examination.swaps()
    number, everybody = 1, examination.awaited
    while (unit := examination.wave(number, everybody)) is not None:
        yield unit
        number += 1


def blind(export: Export, rules: Rules) -> Task:
    """The decision for an Export by what the Ledger remembers alone."""
    return Task(export, decide(export, remembered(export) if lookups(export, rules) else None, rules))


def remembered(export: Export) -> Sight:
    """What a find would see if the remote were as the Ledger has it."""
    standing = export.standing
    if standing.remote_id is None:
        return Sight()
    keys = frozenset(snapshot.key for snapshot in standing.snapshots)
    found = (RemoteRecord(standing.remote_id, keys),)
    same_key = isinstance(export, Present) and export.wanted.key in keys
    return Sight(by_key=found if same_key else (), by_trace=found)
