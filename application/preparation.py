"""Preparation: what a run and a plan have in common: the Mapping compiled against fresh Fields, the changes spooled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.application.destination import Destination
from joey.application.off_loop import off_loop
from joey.application.trouble import Trouble, gateway_trouble, mapping_trouble, source_trouble
from joey.domain.facts import BatchSizes
from joey.domain.projection import Projection, compile_mapping
from joey.domain.property import PropertyType
from joey.domain.scope import Scope
from joey.domain.version import mapping_version
from joey.ports.ledger import LedgerView
from joey.ports.source import ChangeQuery, Spool


@dataclass(frozen=True, slots=True)
class Ready:
    """A Destination whose Mapping is compiled, with the version of all that its Snapshots depend on."""

    projection: Projection
    scope: Scope
    version: str
    types: Mapping[str, PropertyType]


async def make_ready(destination: Destination, ledger: LedgerView) -> Result[Ready, Trouble]:
    """Ask the vendor for its Fields and the source for its columns, and hold the Mapping against both."""
    gateway = destination.gateway
    asked = await gateway.schema()
    if not is_successful(asked):
        return Failure(gateway_trouble(asked.failure()))
    described = await off_loop(destination.source.describe, destination.model)
    if not is_successful(described):
        return Failure(source_trouble(described.failure()))
    schema, types = asked.unwrap(), described.unwrap().types
    compiled = compile_mapping(
        destination.mapping,
        types,
        schema,
        gateway.key,
        gateway.group_rule,
        destination.locale,
        creates=destination.mode.creates,
    )
    if not is_successful(compiled):
        return Failure(mapping_trouble(compiled.failure()))
    projection = compiled.unwrap()
    managed = await off_loop(ledger.managed, destination.writer)
    version = mapping_version(destination.mapping, types, schema, gateway.key.name, destination.locale)
    return Success(Ready(projection, scope_of(destination, projection, managed), version, types))


async def detect(
    destination: Destination, ledger: LedgerView, ready: Ready, now: datetime, *, full: bool = False
) -> Result[Spool, Trouble]:
    """Spool what changed at the source since it was examined."""
    query = ChangeQuery(
        model=destination.model,
        properties=tuple(sorted(destination.mapping.properties)),
        groups=tuple(sorted(destination.mapping.groups)),
        version=ready.version,
        only=destination.only,
        full=full,
    )
    examined = await off_loop(ledger.examined, destination.writer, now)
    spooled = await off_loop(destination.source.changes, query, examined)
    return spooled.alt(source_trouble)


def scope_of(destination: Destination, projection: Projection, managed: frozenset[str]) -> Scope:
    """What the Destination speaks of now, and all that it ever managed."""
    fields = frozenset(line.field for line in destination.mapping.fields)
    groups = frozenset(remote for remote in projection.groups.values() if remote)
    return Scope(fields, groups, managed, destination.mapping.unmapped, leaves=destination.rules.takes_away)


def unit_size(sizes: BatchSizes) -> int:
    """Exports that are carried together: ten of the vendor's batches, and enough to fill a list's, within bounds."""
    largest = max(sizes.find, sizes.create, sizes.update, sizes.upsert, sizes.delete, 1)
    return min(10_000, max(100, 10 * largest, sizes.members))
