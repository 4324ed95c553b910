"""Scope: what one Destination speaks of at a Target, and so what becomes of that which it doesn't."""

from __future__ import annotations

from dataclasses import dataclass

from joey.domain.mapping import Unmapped
from joey.domain.snapshot import Held, Snapshot


@dataclass(frozen=True, slots=True)
class Scope:
    """What a Destination speaks of: fields and remote groups mapped now, and the topics it ever had, now or before.

    ``leaves``: whether a Record that has left a Group leaves the remote one, too.
    """

    fields: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    managed: frozenset[str] = frozenset()
    unmapped: Unmapped = Unmapped.KEEP
    leaves: bool = True

    @property
    def topics(self) -> frozenset[str]:
        """All that it speaks of now in one set of names, as the Ledger keeps it; a field is never taken for a group."""
        return frozenset((*map(field_topic, self.fields), *map(group_topic, self.groups)))

    def managed_groups(self, groups: frozenset[str]) -> frozenset[str]:
        """Which of these groups are the Destination's, now or before."""
        return frozenset(name for name in groups if name in self.groups or group_topic(name) in self.managed)

    def gave_up(self, field: str) -> bool:
        """Whether the field was the Destination's, and isn't any more."""
        return field not in self.fields and field_topic(field) in self.managed


def field_topic(name: str) -> str:
    """A field, as one of the topics that a Destination speaks of."""
    return f"field {name}"


def group_topic(name: str) -> str:
    """A remote group, as one of the topics that a Destination speaks of."""
    return f"group {name}"


def wanted(mapped: Snapshot, old: Snapshot | None, scope: Scope) -> Snapshot:
    """What the Target should hold, all told: the mapped Snapshot, and what earlier deliveries left there.

    What isn't mapped now is carried as the Target is known to hold it; where the Destination says ``unmapped: clear``,
    the fields and groups that it managed itself become null and are left.
    """
    if old is None:
        return mapped
    clears = scope.unmapped is Unmapped.CLEAR
    carried = {name: None if clears and scope.gave_up(name) else value for name, value in old.fields.items()}
    mine = scope.managed_groups(old.groups) if clears else scope.groups
    mine = mine if scope.leaves else frozenset()
    return Snapshot(mapped.key, {**carried, **mapped.fields}, mapped.groups | (old.groups - mine))


def taking_over(goal: Snapshot, inherited: Held, scope: Scope) -> Snapshot:
    """The same, where the Record takes over another one's remote record: what only that one had becomes null."""
    if not isinstance(inherited, Snapshot):
        return goal
    groups = goal.groups if scope.leaves else goal.groups | inherited.groups
    return Snapshot(goal.key, {**dict.fromkeys(inherited.fields), **goal.fields}, groups)
