"""Strategies for the domain's nouns, over alphabets so small that names, keys, ids and values collide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from joey.domain.action import RemoteRecord
from joey.domain.conversion import compatible
from joey.domain.export import Departed, Present, Standing
from joey.domain.facts import BatchSizes, Deletion, Facts, Limits
from joey.domain.mapping import Constant, FieldMapping, FromProperty, ListPolicy, Mapping, NullPolicy, Unmapped
from joey.domain.ownership import Claim, Claimant
from joey.domain.property import FieldType, PropertyType, Value
from joey.domain.record import Record, RecordId
from joey.domain.schema import Field, Schema
from joey.domain.scope import Scope, field_topic, group_topic
from joey.domain.snapshot import ABSENT, RELEASED, Held, Snapshot
from joey.domain.sync_mode import SyncMode
from tests.domain.strategies_values import raws

LOOKALIKES: tuple[Value, ...] = (
    None, "", (), True, 1, 1.0, Decimal(1), "1", False, 0, 0.0, (1,), (True,), ("1",), "b", date(2024, 1, 1),
    datetime(2024, 1, 1, tzinfo=UTC),
)  # fmt: skip
"""Values that a careless comparison takes for one another."""

RECORD = RecordId("7")
OTHER = RecordId("8")

keys = st.sampled_from(["a", "b", "c"])
field_names = st.sampled_from(["x", "y", "z"])
group_names = st.sampled_from(["G", "H", "x"])
group_sets = st.frozensets(group_names)
values: st.SearchStrategy[Value] = st.sampled_from(LOOKALIKES)
field_values = st.dictionaries(field_names, values)
snapshots = st.builds(Snapshot, keys, field_values, group_sets)

remote_ids = st.sampled_from(["r1", "r2", "r3"])
helds: st.SearchStrategy[Held] = st.one_of(snapshots, st.sampled_from([ABSENT, RELEASED]))
standings = st.builds(
    Standing, helds, st.none() | remote_ids, st.lists(snapshots, max_size=2).map(tuple), st.booleans()
)
certain_standings = st.builds(Standing, snapshots, remote_ids, st.just(()), st.booleans())
presents = st.builds(Present, st.just(RECORD), snapshots, standings, st.just("print"), st.none() | standings)
departures = st.builds(Departed, st.just(RECORD), standings, st.none() | group_sets)
remote_records = st.builds(RemoteRecord, remote_ids, st.frozensets(keys, min_size=1))
owners = st.dictionaries(remote_ids, st.just(OTHER), max_size=2)

modes = st.sampled_from(SyncMode)
SIZES = BatchSizes(find=10, create=10, update=10, upsert=10, delete=10, members=10)
UNSEEING = BatchSizes(find=0, create=10, update=10, upsert=10, delete=10, members=10)
facts = st.builds(
    Facts,
    sizes=st.sampled_from([SIZES, UNSEEING]),
    limits=st.just(Limits(1)),
    deletion=st.sampled_from([Deletion.NONE, Deletion.ARCHIVE]),
    upserts=st.booleans(),
    renames=st.booleans(),
    whole_groups=st.booleans(),
    membership_fields=st.booleans(),
    membership_only=st.booleans(),
)

scopes = st.builds(
    Scope,
    st.frozensets(field_names),
    group_sets,
    st.frozensets(st.one_of(field_names.map(field_topic), group_names.map(group_topic))),
    st.sampled_from(Unmapped),
)

our_groups = st.sampled_from(["vip", "new", "old"])
property_names = st.sampled_from(["p", "q", "r"])
typings = st.dictionaries(property_names, st.sampled_from(PropertyType), min_size=1)
fillings = st.one_of(st.builds(FromProperty, property_names), st.builds(Constant, values))
field_mappings = st.builds(
    FieldMapping, st.sampled_from(["key", "x", "y"]), fillings, st.sampled_from(NullPolicy), st.sampled_from(ListPolicy)
)
mappings = st.builds(
    Mapping,
    st.lists(field_mappings, max_size=4).map(tuple),
    st.dictionaries(st.sampled_from(["vip", "new"]), st.sampled_from(["VIP", " New ", " "])),
    st.sampled_from(Unmapped),
)
fields = st.builds(
    Field,
    field_names,
    st.sampled_from(FieldType),
    required=st.booleans(),
    many=st.booleans(),
    choices=st.sampled_from([(), ("1", "true")]),
    max_length=st.none() | st.integers(1, 3),
)
schemas = st.builds(
    Schema,
    st.lists(st.one_of(fields, st.just(Field("key", FieldType.ANY)))).map(
        lambda known: {one.name: one for one in known}
    ),
    st.none() | st.sampled_from(FieldType),
)


@st.composite
def workable(draw: st.DrawFn) -> tuple[Mapping, dict[str, PropertyType], Schema]:
    """A Mapping from Properties that compiles, with the types and the Schema that it fits."""
    types = {name: draw(st.sampled_from(PropertyType)) for name in ("p", "q", "r")}
    lines, known = [], {}
    for name in ("key", "x", "y"):
        source = draw(property_names)
        taken = st.sampled_from([type_ for type_ in FieldType if compatible(types[source], type_)])
        known[name] = replace(draw(fields), name=name, type=draw(taken))
        policies = draw(st.sampled_from(NullPolicy)), draw(st.sampled_from(ListPolicy))
        lines.append(FieldMapping(name, FromProperty(source), *policies))
    return Mapping(tuple(lines)), types, Schema(known)


records = st.builds(
    Record,
    st.just(RECORD),
    st.dictionaries(property_names, raws),
    st.frozensets(our_groups),
)

claimants = st.builds(Claimant, st.sampled_from(["m", "n"]), st.integers(1, 12).map(lambda id_: RecordId(str(id_))))
claim_keys = st.none() | st.sampled_from(["a", "b", "c", "d", "e"])
claims = st.lists(
    st.builds(Claim, claimants, claim_keys, claim_keys), max_size=10, unique_by=lambda claim: claim.claimant
)
sole_claims = st.lists(
    st.builds(Claim, claimants, claim_keys, claim_keys),
    max_size=10,
    unique_by=(lambda claim: claim.claimant, lambda claim: claim.holds or claim.claimant),
)
"""Claims as a Ledger has them: no two Records hold one key."""
