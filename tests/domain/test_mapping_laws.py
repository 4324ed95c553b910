"""What a Destination speaks of, and what becomes of that which it doesn't: clearing, carrying, taking over."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from joey.domain.diff import diff
from joey.domain.mapping import Constant, FieldMapping, FromProperty, Mapping, NullPolicy, Unmapped
from joey.domain.projection import KeyField, Projection, compile_mapping
from joey.domain.property import FieldType, PropertyType, Refusal, Value, same
from joey.domain.record import Record, RecordId
from joey.domain.schema import Field, Schema
from joey.domain.scope import Scope, field_topic, group_topic, taking_over, wanted
from joey.domain.snapshot import ABSENT, RELEASED, Snapshot
from tests.strategies import RECORD, field_names, group_names, mappings, scopes, snapshots


def _text(value: Value) -> Result[str, Refusal]:
    return Success(value) if isinstance(value, str) and value else Failure(Refusal("is missing"))


def _mapping(null: NullPolicy = NullPolicy.CLEAR) -> Mapping:
    return Mapping((FieldMapping("key", FromProperty("id")), FieldMapping("x", FromProperty("p"), null)))


def _compiled(mapping: Mapping) -> Projection:
    schema = Schema({name: Field(name, FieldType.STRING) for name in ("key", "x", "y")})
    types = {"id": PropertyType.STRING, "p": PropertyType.STRING}
    return compile_mapping(mapping, types, schema, KeyField("key", _text)).unwrap()


def _mapped(value: object, null: NullPolicy = NullPolicy.CLEAR) -> Snapshot:
    return _compiled(_mapping(null)).project(Record(RECORD, {"id": "a", "p": value})).unwrap()


_OLD = Snapshot("a", {"key": "a", "x": "delivered", "y": "by another"}, frozenset({"theirs"}))
_SCOPE = Scope(frozenset({"key", "x"}))


def test_a_delivered_value_that_the_record_no_longer_has_is_cleared() -> None:
    assert diff(_OLD, wanted(_mapped(None), _OLD, _SCOPE)).fields == {"x": None}


def test_an_empty_text_is_a_value_and_no_null() -> None:
    assert diff(_OLD, wanted(_mapped(""), _OLD, _SCOPE)).fields == {"x": ""}


def test_a_delivered_value_is_kept_where_the_mapping_says_so() -> None:
    assert diff(_OLD, wanted(_mapped(None, NullPolicy.KEEP), _OLD, _SCOPE)).is_empty
    assert diff(None, wanted(_mapped(None, NullPolicy.KEEP), None, _SCOPE)).fields == {"key": "a"}


@given(snapshots, snapshots, scopes)
def test_what_is_mapped_is_wanted_as_it_is(mapped: Snapshot, old: Snapshot, scope: Scope) -> None:
    goal = wanted(mapped, old, scope)
    assert goal.key == mapped.key
    assert all(same(goal.fields[name], value) for name, value in mapped.fields.items())
    assert mapped.groups <= goal.groups


@given(snapshots, scopes)
def test_where_nothing_is_known_only_what_is_mapped_is_wanted(mapped: Snapshot, scope: Scope) -> None:
    assert wanted(mapped, None, scope) == mapped


@given(snapshots, snapshots, scopes)
def test_a_field_that_is_no_longer_mapped_is_left_alone_unless_the_destination_says_clear(
    mapped: Snapshot, old: Snapshot, scope: Scope
) -> None:
    change = diff(old, wanted(mapped, old, scope))
    for name in old.fields.keys() - mapped.fields.keys():
        clears = scope.unmapped is Unmapped.CLEAR and field_topic(name) in scope.managed and name not in scope.fields
        assert (name in change.fields) == (clears and old.fields[name] is not None)
        assert change.fields.get(name) is None


@given(snapshots, snapshots, scopes)
def test_a_group_is_left_where_it_is_mapped_or_was_managed_and_unmapped_clears(
    mapped: Snapshot, old: Snapshot, scope: Scope
) -> None:
    change = diff(old, wanted(mapped, old, scope))
    was = {name for name in old.groups if group_topic(name) in scope.managed}
    mine = scope.groups | (was if scope.unmapped is Unmapped.CLEAR else set())
    assert change.left == (old.groups & mine) - mapped.groups


@given(snapshots, snapshots, scopes)
def test_what_joey_never_delivered_is_never_touched(mapped: Snapshot, old: Snapshot, scope: Scope) -> None:
    change = diff(old, wanted(mapped, old, scope))
    assert change.fields.keys() <= mapped.fields.keys() | old.fields.keys()
    assert change.joined <= mapped.groups
    assert change.left <= old.groups
    assert change.dropped == frozenset()


@given(snapshots, snapshots, scopes)
def test_what_is_wanted_once_is_wanted_still(mapped: Snapshot, old: Snapshot, scope: Scope) -> None:
    goal = wanted(mapped, old, scope)
    assert diff(goal, wanted(mapped, goal, scope)).is_empty


@given(snapshots, snapshots, field_names, group_names)
def test_carried_fields_and_other_destinations_groups_are_untouched(
    mapped: Snapshot, old: Snapshot, field: str, group: str
) -> None:
    mine = Scope(frozenset(mapped.fields), mapped.groups, frozenset(), Unmapped.CLEAR)
    goal = wanted(mapped, old, mine)
    if field in old.fields and field not in mapped.fields:
        assert same(goal.fields[field], old.fields[field])
    assert (group in goal.groups) == (group in mapped.groups | old.groups)


def test_a_managed_group_is_not_taken_for_another_destinations_field_of_the_same_name() -> None:
    mapped, old = Snapshot("a"), Snapshot("a", {"vip": 1}, frozenset({"vip"}))
    before = Scope(groups=frozenset({"vip"}))
    goal = wanted(mapped, old, Scope(managed=before.topics, unmapped=Unmapped.CLEAR))
    assert goal == Snapshot("a", {"vip": 1})
    before = Scope(fields=frozenset({"vip"}))
    goal = wanted(mapped, old, Scope(managed=before.topics, unmapped=Unmapped.CLEAR))
    assert goal == Snapshot("a", {"vip": None}, frozenset({"vip"}))


@given(scopes, st.frozensets(group_names))
def test_managed_groups_are_those_mapped_now_or_before(scope: Scope, groups: frozenset[str]) -> None:
    before = {name for name in groups if group_topic(name) in scope.managed}
    assert scope.managed_groups(groups) == (groups & scope.groups) | before
    assert Scope(groups=groups).managed_groups(groups) == groups


@given(snapshots, snapshots)
def test_an_heir_holds_what_it_wants_and_what_only_the_leaver_had_is_cleared(goal: Snapshot, leavers: Snapshot) -> None:
    after = taking_over(goal, leavers, Scope())
    change = diff(leavers, after)
    assert (after.key, after.groups) == (goal.key, goal.groups)
    assert all(same(after.fields[name], value) for name, value in goal.fields.items())
    assert all(after.fields[name] is None for name in leavers.fields.keys() - goal.fields.keys())
    assert after.fields.keys() == goal.fields.keys() | leavers.fields.keys()
    assert change.left == leavers.groups - goal.groups


@given(snapshots, st.sampled_from([ABSENT, RELEASED]))
def test_an_heir_of_nothing_known_wants_what_it_wants(goal: Snapshot, nothing: object) -> None:
    assert taking_over(goal, ABSENT, Scope()) == taking_over(goal, RELEASED, Scope()) == goal


@given(snapshots, snapshots, scopes)
def test_where_a_destination_leaves_no_group_nothing_is_left_and_all_that_was_joined_is_remembered(
    mapped: Snapshot, old: Snapshot, scope: Scope
) -> None:
    joins_only = replace(scope, leaves=False)
    for goal in (wanted(mapped, old, joins_only), taking_over(mapped, old, joins_only)):
        assert goal.groups == mapped.groups | old.groups
        assert not diff(old, goal).left


@given(mappings)
def test_a_mapping_reads_the_properties_that_its_lines_name(mapping: Mapping) -> None:
    named = [line.filling.name for line in mapping.fields if isinstance(line.filling, FromProperty)]
    assert mapping.properties == set(named)
    for line in mapping.fields:
        found = mapping.line(line.field)
        assert found is not None
        assert found.field == line.field
    assert mapping.line("nothing of that name") is None


def test_a_constant_reads_no_property() -> None:
    assert Mapping((FieldMapping("x", Constant("p")),)).properties == frozenset()


@given(st.text(max_size=3), st.text(max_size=3))
def test_a_schema_knows_its_fields_and_arbitrary_ones_only_where_it_takes_them(name: str, other: str) -> None:
    field = Field(name, FieldType.DATE, required=True)
    closed, opened = Schema({name: field}), Schema({name: field}, FieldType.STRING)
    assert closed.field(name) is opened.field(name) is field
    if other != name:
        assert closed.field(other) is None
        assert opened.field(other) == Field(other, FieldType.STRING)


def test_the_record_is_known_by_its_id_alone() -> None:
    assert Record(RecordId("1")) == Record(RecordId("1"), {}, frozenset())
