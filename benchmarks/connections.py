"""What each connection can do, from its Facts: the table in the README. Run it to print the table."""

# ruff: noqa: INP001 - a script
from __future__ import annotations

import sys
from collections.abc import Iterator
from math import ceil

from joey.adapters.plugins import installed_plugins
from joey.domain.facts import BatchSizes, Deletion, Facts, GroupStyle
from joey.domain.sync_mode import SyncMode
from joey.ports.plugin import ConnectionSpec

RECORDS, GROUPS = 1000, 3
HEADINGS = (
    "connection",
    "new",
    "changed",
    "left",
    "key change",
    "null",
    "groups",
    "rows a call",
    "limit",
    "modes",
    "calls: new / changed",
)
_GROUPS = {GroupStyle.NONE: "-", GroupStyle.LISTS: "lists", GroupStyle.INLINE: "with the record"}
_DELETION = {Deletion.NONE: "leaves its groups", Deletion.ARCHIVE: "archived", Deletion.ERASE: "deleted"}


def table() -> str:
    """The table, in Markdown: a line for each connection of each installed plugin."""
    lines = [f"| {' | '.join(HEADINGS)} |", f"|{' --- |' * len(HEADINGS)}"]
    for plugin in installed_plugins().by_type.values():
        lines += [f"| {' | '.join(_cells(spec))} |" for spec in plugin.spec.connections]
    return "\n".join(lines)


def _cells(spec: ConnectionSpec) -> Iterator[str]:
    facts = spec.facts
    creates = any(mode.creates for mode in facts.sync_modes)
    yield f"`{spec.name}`"
    yield ("upsert by key" if facts.upserts else "find, create") if creates else "-"
    yield "joins again" if facts.membership_only else "update"
    yield _left(facts)
    yield "renamed" if facts.renames else ("leaves and joins" if facts.membership_only else "a new record")
    yield facts.clearing
    yield "audiences" if facts.membership_only else _GROUPS[facts.groups]
    yield _rows(facts)
    yield _limit(facts)
    yield ", ".join(mode.value for mode in facts.sync_modes)
    yield f"{_new(facts) if creates else '-'} / {_changed(facts)}"


def _left(facts: Facts) -> str:
    if SyncMode.SYNC not in facts.sync_modes:
        return "-"
    return "leaves its groups" if facts.membership_only else _DELETION[facts.deletion]


def _rows(facts: Facts) -> str:
    largest = max(facts.sizes.create, facts.sizes.update, facts.sizes.upsert)
    if facts.bulk is None:
        return f"{largest:,}"
    jobs = max(facts.bulk.sizes.create, facts.bulk.sizes.update, facts.bulk.sizes.upsert)
    return f"{largest:,}; {jobs:,} in jobs, above {facts.bulk.above:,}"


def _limit(facts: Facts) -> str:
    rates = [f"{rate.calls:,} in {rate.seconds:g} s" for rate in facts.limits.rates]
    daily = [f"{facts.limits.per_day:,} a day"] if facts.limits.per_day is not None else []
    return ", ".join([*rates, *daily, f"{facts.limits.parallelism} at once"])


def _new(facts: Facts) -> str:
    """Calls for 1,000 new Records in three groups, reads of lists and polls of jobs apart."""
    sizes = facts.sizes_for(RECORDS)
    finds = 0 if facts.upserts and not facts.whole_groups else _calls(facts.sizes.find)
    writes = 0 if facts.membership_only else _calls(sizes.upsert if facts.upserts else sizes.create)
    return f"{finds + writes + _joins(facts, sizes):,}"


def _changed(facts: Facts) -> str:
    """Calls for 1,000 Records of which a field has changed; their remote ids are remembered."""
    sizes = facts.sizes_for(RECORDS)
    if facts.membership_only:
        return f"{_joins(facts, sizes):,}"
    return f"{(_calls(facts.sizes.find) if facts.whole_groups else 0) + _calls(sizes.update):,}"


def _joins(facts: Facts, sizes: BatchSizes) -> int:
    lists = facts.groups is GroupStyle.LISTS or facts.membership_only
    return GROUPS * _calls(sizes.members) if lists else 0


def _calls(size: int) -> int:
    return ceil(RECORDS / size) if size else 0


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
