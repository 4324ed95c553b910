"""Overlaps: two Destinations on one Target that would undo each other's work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from joey.application.destination import Destination
from joey.application.trouble import Trouble


def overlaps(destinations: Sequence[Destination]) -> Iterator[tuple[str, Trouble]]:
    """Which Destination fills a Field or a list that one before it, on the same Target and model, fills otherwise."""
    sharing: defaultdict[tuple[str, str], list[Destination]] = defaultdict(list)
    for destination in destinations:
        sharing[destination.target.id, destination.model.name].append(destination)
    for group in sharing.values():
        for one, other in combinations(group, 2):
            theirs = _fillings(other)
            for name, filling in _fillings(one).items():
                if name in theirs and theirs[name] != filling:
                    detail = f"{one.name} and {other.name} both fill {name}, each from another source"
                    yield other.name, Trouble(detail, "Map it in only one of them.")


def _fillings(destination: Destination) -> Mapping[str, object]:
    """What fills each field and each remote group."""
    fields: dict[str, object] = {f"field {line.field}": line.filling for line in destination.mapping.fields}
    rule = destination.gateway.group_rule
    return fields | {f"group {rule(remote)}": ours for ours, remote in destination.mapping.groups.items()}
