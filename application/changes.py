"""Changes: what is told of a project that isn't as it was when its Destinations ran last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from joey.application.destination import Destination
from joey.application.destinations import Stray
from joey.application.preparation import Ready
from joey.domain.mapping import Unmapped
from joey.domain.scope import field_topic, group_topic
from joey.ports.ledger import Summary


def changes_since(destination: Destination, ready: Ready, summary: Summary, rows: int) -> Iterator[str]:
    """What the Mapping is now against what the Ledger knows; ``rows``: how many are looked at in this plan."""
    if not summary.version or summary.version == ready.version:
        return
    scope = ready.scope
    yield f"the mapping, or what it depends on, has changed since the last run: {rows:,} rows are looked at again"
    clears = destination.mapping.unmapped is Unmapped.CLEAR
    fate = "is cleared (unmapped: clear)" if clears else "stays as it was delivered (unmapped: keep)"
    for name in sorted(scope.fields):
        if field_topic(name) not in scope.managed:
            yield f"the field {name} is mapped for the first time"
    for topic in sorted(scope.managed - scope.topics):
        kind, _, name = topic.partition(" ")
        if kind == "field":
            yield f"the field {name} is not mapped any more: it {fate}"
    yield from _groups(scope.groups, scope.managed, scope.topics, clears=clears)


def _groups(now: frozenset[str], managed: frozenset[str], topics: frozenset[str], *, clears: bool) -> Iterator[str]:
    for name in sorted(now):
        if group_topic(name) not in managed:
            yield f"the group {name!r} is new: who is in it joins"
    for topic in sorted(managed - topics):
        kind, _, name = topic.partition(" ")
        if kind == "group":
            fate = "its members leave it (unmapped: clear)" if clears else "its members stay in it (unmapped: keep)"
            yield f"the group {name!r} is not mapped any more: {fate}"


def sharers(destination: Destination, others: Sequence[Destination]) -> Iterator[str]:
    """Other Destinations of the project on the same Target."""
    names = [one.name for one in others if one.target == destination.target and one.name != destination.name]
    if names:
        listed = ", ".join(names)
        yield f"it shares its Target with {listed}: who leaves one of them only leaves its groups while another has it"


def joined(before: Sequence[str]) -> Iterator[str]:
    """Who has written before to the Target of a Destination that hasn't run yet."""
    if before:
        yield (
            f"it hasn't run yet; {', '.join(sorted(before))} wrote to its Target before, and what is known of those "
            "records holds here, too"
        )


def moved_from(destination: Destination, strays: Sequence[Stray]) -> Iterator[str]:
    """Targets that the Destination had before: another account, list or base_url behind the same name."""
    for stray in strays:
        if stray.writer.destination == destination.name:
            where = f"{stray.target}" if stray.target != destination.target else f"the model {stray.writer.model}"
            yield (
                f"a new Target: it starts anew. What it delivered to {where} ({stray.summary.delivered:,} records) is "
                f"left there; have the Ledger let go of it with: joey destination drop {destination.name}"
            )


def given_up(strays: Sequence[Stray]) -> Iterator[str]:
    """Destinations that the project has no more."""
    for stray in strays:
        if not stray.moved:
            name = stray.writer.destination
            yield (
                f"the Ledger knows a destination {name!r} at {stray.target} ({stray.summary.delivered:,} records), and "
                f"the project has none. If it has another name now: joey destination rename {name} NEW; if it is given "
                f"up: joey destination drop {name}. Whatever it delivered is left at the vendor."
            )
