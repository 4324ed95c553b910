"""Costing: how many API calls decided Exports take, and how long the vendor's limits make that last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import zip_longest
from math import ceil

from joey.application.delivery.task import Task
from joey.domain.action import ByKey, Delete, LeaveGroups, Lookup, Write
from joey.domain.deciding import Rules, lookups
from joey.domain.export import Export
from joey.domain.facts import BatchSizes, Beside, Call, Facts, GroupStyle, Limits, Per
from joey.domain.scope import group_topic


def calls_for(tasks: Sequence[Task], rules: Rules, sizes: BatchSizes) -> Counter[str]:
    """Calls by kind for one unit of decided Exports, batched by the run's sizes, as delivery batches them."""
    calls = _finds((task.export for task in tasks), rules) + _sends(tasks, rules.facts, sizes)
    for row in zip_longest(*(task.partings() for task in tasks)):
        calls += _sends([parting for parting in row if parting is not None], rules.facts, sizes)
    return calls


def _sends(tasks: Sequence[Task], facts: Facts, sizes: BatchSizes) -> Counter[str]:
    calls: Counter[str] = Counter()
    writes = [write for task in tasks if (write := task.write(facts)) is not None]
    for kind, count in Counter(type(write).__name__.lower() for write in writes).items():
        size, plain = getattr(sizes, kind), getattr(facts.sizes, kind)
        batches = ceil(count / max(1, size))
        if size > plain:  # by jobs, each of which is asked after at least once
            calls.update({Call.SUBMIT.value: batches, Call.READ.value: batches})
        else:
            calls[kind] += batches
    calls += _memberships(tasks, facts)
    for beside in facts.besides:
        count = calls[beside.of] if beside.per is Per.CALL else sum(_times(beside, write) for write in writes)
        calls[beside.call] += count
    return calls


def _times(beside: Beside, write: Write) -> int:
    """How often it goes with a row."""
    if type(write).__name__.lower() != beside.of:
        return 0
    groups = write.groups if isinstance(write, Delete) else write.diff.joined
    if beside.field is not None and (isinstance(write, Delete) or beside.field not in write.diff.fields):
        return 0
    return {Per.GROUPED: int(bool(groups)), Per.GROUP: len(groups)}.get(beside.per, 1)


def lists_for(joins: AbstractSet[str], leaves: AbstractSet[str], managed: frozenset[str], facts: Facts) -> Counter[str]:
    """Calls by kind that find each list once in a run, and make those that Joey never spoke of, if nobody has."""
    if facts.groups is not GroupStyle.LISTS and not facts.makes_groups:
        return Counter()
    groups = joins if facts.makes_groups else joins | leaves
    new = sum(1 for name in groups if group_topic(name) not in managed)
    return Counter({Call.READ.value: len(groups), Call.LIST_CREATE.value: new})


def least_seconds(calls: int, limits: Limits) -> float:
    """How long that many calls last at least, by the vendor's rates; 0 where they fit into the first window."""
    return max((max(0, ceil(calls / rate.calls) - 1) * rate.seconds for rate in limits.rates), default=0.0)


def _finds(exports: Iterable[Export], rules: Rules) -> Counter[str]:
    wanted: dict[Lookup, None] = {}
    for export in exports:
        wanted.update(dict.fromkeys(lookups(export, rules)))
    keys = sum(isinstance(lookup, ByKey) for lookup in wanted)
    sizes = rules.facts.sizes
    batches = ceil(keys / max(1, sizes.find)) + ceil((len(wanted) - keys) / max(1, sizes.finding_by_id))
    return Counter({Call.FIND.value: batches})


def _memberships(tasks: Sequence[Task], facts: Facts) -> Counter[str]:
    if facts.groups is not GroupStyle.LISTS:
        return Counter()
    joins: Counter[str] = Counter()
    leaves: Counter[str] = Counter()
    for task in tasks:
        action = task.action
        if isinstance(action, LeaveGroups):
            leaves.update(action.groups)
        elif (change := getattr(action, "diff", None)) is not None:
            joins.update(change.joined)
            leaves.update(change.left)
    adds = sum(ceil(count / max(1, facts.sizes.members)) for count in joins.values())
    removes = sum(ceil(count / max(1, facts.sizes.leaving)) for count in leaves.values())
    return Counter({Call.LIST_ADD.value: adds, Call.LIST_REMOVE.value: removes})
