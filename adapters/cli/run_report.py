"""A run's report for people: a table, what could not run, and the first Records that did not go, with the reasons."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from joey.adapters.cli.voice import BAD, CAREFUL, GOOD, Voice, counted, natural
from joey.application.reports import DestinationReport, GuardStop, RunReport

SHOWN = 5
"""Records that did not go which are listed one by one."""

_DONE = {"create": "created", "update": "updated", "upsert": "written", "delete": "deleted"}
_KINDS = ("skipped", "rejected", "deferred", "failed", "unknown", "pending")


def show_run(report: RunReport, kept: Path, voice: Voice) -> None:
    """Print it all; ``kept`` is the file with the rest."""
    _table(report, voice)
    for destination in report.destinations:
        _notes(destination, voice)
    _unwell(report, kept, voice)
    _ending(report, voice)


def _table(report: RunReport, voice: Voice) -> None:
    kinds = [kind for kind in _KINDS if any(d.outcomes.get(kind) for d in report.destinations)]
    untried = ["untried"] if any(d.untried for d in report.destinations) else []
    headings = ("Delivered", "Unchanged", *(kind.capitalize() for kind in (*kinds, *untried)), "Seconds")
    columns = {"Destination": "left"} | dict.fromkeys(headings, "right") | {"What was done": "left"}
    rows = []
    for destination in report.destinations:
        counts = [destination.outcomes.get("delivered", 0), destination.unchanged]
        counts += [destination.outcomes.get(kind, 0) for kind in kinds]
        counts += [destination.untried] if untried else []
        actions = {_DONE.get(kind, kind): number for kind, number in destination.actions.items()}
        done = counted(actions) or _idle(destination)
        rows.append((destination.destination, *(f"{n:,}" for n in counts), f"{destination.seconds:.1f}", done))
    voice.table(columns, rows)


def _idle(destination: DestinationReport) -> str:
    if destination.guard is not None:
        return "stopped by a guard"
    return "could not run" if destination.error else "nothing to do"


def _guard(destination: DestinationReport, stop: GuardStop, voice: Voice) -> None:
    voice.say(f"\n✗ {destination.destination}: a guard stopped it, and nothing was written:", BAD)
    for reason in stop.reasons:
        voice.say(f"  {reason}")
    if stop.sample:
        voice.say(f"  Among them: {', '.join(stop.sample)}.")
    if stop.final:
        voice.say("  See to the source; this can't be waved through.")
    else:
        voice.say("  If that is meant: joey run --allow-deletes. How much is too much: 'guards' in joey.yml.")


def _notes(destination: DestinationReport, voice: Voice) -> None:
    name = destination.destination
    if destination.guard is not None:
        _guard(destination, destination.guard, voice)
    if destination.error:
        voice.say(f"\n✗ {name}: {destination.error}", BAD)
        if destination.hint:
            voice.say(f"  {destination.hint}")
    if destination.resumes is not None:
        voice.say(f"  {name} can go on from {destination.resumes.astimezone():%Y-%m-%d %H:%M}.")
    for note in destination.notes:
        voice.say(f"  {name}: {note}")
    if destination.refused_rows:
        voice.say(f"\n{name}: {destination.refused_rows:,} rows have an id that can't be used:", CAREFUL)
        for problem in destination.row_problems[:SHOWN]:
            voice.say(f"  {problem}")


def _unwell(report: RunReport, kept: Path, voice: Voice) -> None:
    named = [
        (destination.destination, record)
        for destination in report.destinations
        for record in sorted(destination.unwell, key=lambda record: natural(record.record_id))
    ]
    if not named:
        return
    columns = {"Record": "left", "Outcome": "left", "Field": "left", "Reason": "left"}
    several = len(report.destinations) > 1
    rows = [
        (*([name] if several else []), record.record_id, record.kind, record.field or "", record.reason)
        for name, record in islice(named, SHOWN)
    ]
    voice.say("\nRecords that did not go:", "bold")
    voice.table(({"Destination": "left"} if several else {}) | columns, rows)
    bad = sum(n for d in report.destinations for kind, n in d.outcomes.items() if kind not in {"delivered", "skipped"})
    if bad > SHOWN:
        voice.say(f"… and {bad - SHOWN:,} more: `joey rejected` sums them up, {kept} names them.")


def _ending(report: RunReport, voice: Voice) -> None:
    calls = sum(number for kinds in report.calls.values() for number in kinds.values())
    made = f"{calls:,} API call{'' if calls == 1 else 's'}."
    left = sum(one.untried + one.outcomes.get("deferred", 0) for one in report.destinations)
    if report.stopped:
        voice.say(f"\nStopped; {left:,} left for the next run. {made}", CAREFUL)
    elif report.exit_code == 0:
        voice.say(f"\nEverything that should have gone went. {made}", GOOD)
    elif report.exit_code == 4:
        voice.say(f"\nStopped by a guard. {made}", BAD)
    elif report.exit_code == 1:
        voice.say(f"\nNot everything could run. {made}", BAD)
    else:
        voice.say(f"\nSome records did not go; they are sent again when that can help. {made}", CAREFUL)
