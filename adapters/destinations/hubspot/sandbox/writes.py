"""Creating, updating, upserting and archiving records, one by one and in batches (HubSpot: "Using object APIs")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from joey.adapters.destinations.hubspot.sandbox import batches, errors
from joey.adapters.destinations.hubspot.sandbox.batches import Input
from joey.adapters.destinations.hubspot.sandbox.errors import PORTAL, Fault, Problem
from joey.adapters.destinations.hubspot.sandbox.portal import Portal
from joey.adapters.destinations.hubspot.sandbox.records import CONTACTS, Records, Row
from joey.adapters.sandbox import Json, Reply, Request

_NAMES = ("email", "firstname", "lastname")
_STAGE = "lifecyclestage"


@dataclass(frozen=True, slots=True)
class Plan:
    """A checked row: the record that it changes (None creates one) and the values as stored."""

    row: Row | None
    values: dict[str, str]
    asked: Input


@dataclass(slots=True)
class Batch:
    """A batch being checked: which unique values its own rows will hold, and what was refused."""

    portal: Portal
    records: Records
    claims: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def plan(self, asked: Input, row: Row | None) -> Plan | Fault:
        """Check one row against its type, the live records, and the rows before it."""
        given = asked.values
        if asked.id_property and row is None:
            given = {asked.id_property: asked.id, **given}
        values, problems = self.records.check(given)
        key = row.id if row else asked.id or values.get("email")
        refusal = self.portal.switches.refusal(values, key)
        if refusal is not None:
            problems.append(Problem(refusal.field or "hs_object_id", "REFUSED", refusal.message))
        if problems:
            return errors.invalid_values(problems)
        fault = self._incomplete(values) if row is None else None
        return fault or self._conflict(values, row) or Plan(row, values, asked)

    def _incomplete(self, values: dict[str, str]) -> Fault | None:
        records = self.records
        needed: list[str] = [name for name in records.head["requiredProperties"] if not values.get(name)]
        if records.type_id == CONTACTS and not any(values.get(name) for name in _NAMES):
            needed = list(_NAMES)
        if not needed:
            return None
        message = f"Error creating {records.name}. Some required properties were not set."
        return Fault(400, message, context={"properties": needed})

    def _conflict(self, values: dict[str, str], row: Row | None) -> Fault | None:
        own = row.id if row else ""
        for name, held in self.records.unique.items():
            value = values.get(name)
            holder = held.get(value, self.claims.get((name, value))) if value else None
            if value and holder not in (None, own):
                return self._taken(name, value, own, holder or "")
            if value:
                self.claims[name, value] = own
        return None

    def _taken(self, name: str, value: str, own: str, holder: str) -> Fault:
        if name == "email" and self.records.type_id == CONTACTS:
            return errors.exists(self.records.name, holder)
        told = (
            f"Cannot set PropertyValueCoordinates{{portalId={PORTAL}, objectTypeId={self.records.type_id}, "
            f"propertyName={name}, value={value}}} on {own or 'a new object'}. {holder} already has that value."
        )
        return errors.invalid_values([Problem(name, "CONFLICTING_UNIQUE_VALUE", told)])


def create(portal: Portal, records: Records, request: Request) -> Reply:
    """`POST …/batch/create`: 201; 207 by row where each has a trace id; else all or nothing."""
    rows = batches.writes_of(request)
    if isinstance(rows, Fault):
        return portal.refuse(rows)
    keys = [row.values[name].strip().lower() for row in rows for name in ("email",) if row.values.get(name)]
    fault = batches.repeated(keys) if records.type_id == CONTACTS else None
    if fault is not None:
        return portal.refuse(fault)
    batch = Batch(portal, records)
    return _carry_out(batch, rows, lambda asked: batch.plan(asked, None), 201)


def update(portal: Portal, records: Records, request: Request) -> Reply:
    """`POST …/batch/update`: by record id, or by a unique property; records not there make it a 207."""
    rows = batches.writes_of(request, "id")
    if isinstance(rows, Fault):
        return portal.refuse(rows)
    fault = _bad_keys(records, rows, needed=False) or batches.repeated([row.id for row in rows])
    if fault is not None:
        return portal.refuse(fault)
    found = {row.id: _existing(records, row) for row in rows}
    missing = [row.id for row in rows if found[row.id] is None]
    lost = [errors.gone(records.name, missing).entry({})] if missing else []
    there = [row for row in rows if found[row.id] is not None]
    batch = Batch(portal, records)
    return _carry_out(batch, there, lambda asked: batch.plan(asked, found[asked.id]), 200, lost)


def upsert(portal: Portal, records: Records, request: Request) -> Reply:
    """`POST …/batch/upsert`: by a unique property, which contacts' email is not."""
    rows = batches.writes_of(request, "id", "idProperty")
    if isinstance(rows, Fault):
        return portal.refuse(rows)
    fault = _bad_keys(records, rows, needed=True) or batches.repeated([row.id for row in rows])
    if fault is not None:
        return portal.refuse(fault)
    batch = Batch(portal, records)
    return _carry_out(batch, rows, lambda asked: batch.plan(asked, _existing(records, asked)), 200, new=True)


def archive(portal: Portal, records: Records, request: Request) -> Reply:
    """`POST …/batch/archive`: 204, also for records that aren't there."""
    inputs = batches.inputs_of(request)
    if isinstance(inputs, Fault):
        return portal.refuse(inputs)
    for given in inputs:
        row = records.rows.get(str(given.get("id", "")))
        if row is not None:
            portal.archive(records, row)
    return Reply(204)


def create_one(portal: Portal, records: Records, request: Request) -> Reply:
    """`POST …/{type}`: 201 and the record."""
    return _one(portal, records, request, None, 201)


def update_one(portal: Portal, records: Records, request: Request, record_id: str) -> Reply:
    """`PATCH …/{id}`, with `idProperty` also by a unique property or contacts' email."""
    row = find_one(records, record_id, request.param("idProperty"))
    if row is None:
        return portal.refuse(errors.not_found(record_id))
    return _one(portal, records, request, row, 200)


def archive_one(portal: Portal, records: Records, record_id: str) -> Reply:
    """`DELETE …/{id}`: 204, also where nothing is there."""
    row = records.rows.get(record_id)
    if row is not None:
        portal.archive(records, row)
    return Reply(204)


def erase(portal: Portal, records: Records, request: Request) -> Reply:
    """`POST …/gdpr-delete`: for good, by record id or contacts' email."""
    body = batches.body_of(request)
    if isinstance(body, Fault):
        return portal.refuse(body)
    if not body.get("objectId"):
        return portal.refuse(errors.unset("objectId"))
    row = find_one(records, str(body["objectId"]), str(body.get("idProperty") or ""))
    if row is not None:
        portal.archive(records, row, for_good=True)
    return Reply(204)


def find_one(records: Records, record_id: str, id_property: str = "") -> Row | None:
    """A live record by id, or by the unique property named."""
    if id_property in ("", "hs_object_id"):
        return records.rows.get(record_id)
    return records.find(id_property, record_id)


def _one(portal: Portal, records: Records, request: Request, row: Row | None, status: int) -> Reply:
    body = batches.body_of(request)
    if isinstance(body, Fault):
        return portal.refuse(body)
    asked = batches.input_of({"properties": body.get("properties", {}), "associations": body.get("associations")})
    if isinstance(asked, Fault):
        return portal.refuse(asked)
    plan = Batch(portal, records).plan(asked, row)
    if isinstance(plan, Fault):
        return portal.refuse(plan)
    return Reply(status, _apply(portal, records, plan, portal.now()))


def _existing(records: Records, asked: Input) -> Row | None:
    return records.find(asked.id_property, asked.id) if asked.id_property else records.rows.get(asked.id)


def _bad_keys(records: Records, rows: Sequence[Input], *, needed: bool) -> Fault | None:
    for name in {row.id_property for row in rows}:
        known = records.properties.get(name)
        if (name or needed) and not (known is not None and known.unique):
            return errors.not_unique(records.type_id, name)
    return None


def _carry_out(
    batch: Batch,
    rows: Sequence[Input],
    plan: Callable[[Input], Plan | Fault],
    status: int,
    lost: Sequence[Json] = (),
    *,
    new: bool = False,
) -> Reply:
    by_row = batches.traced(rows)
    plans: list[Plan] = []
    faults: list[Json] = list(lost)
    for asked in rows:
        planned = plan(asked)
        if isinstance(planned, Plan):
            plans.append(planned)
        elif by_row:
            faults.append(planned.entry({"objectWriteTraceId": [asked.trace]}))
        else:
            return batch.portal.refuse(planned)
    now = batch.portal.now()
    results = [_apply(batch.portal, batch.records, planned, now, new=new) for planned in plans]
    return batches.completed(batch.portal, status, results, faults)


def _apply(portal: Portal, records: Records, plan: Plan, now: int, *, new: bool = False) -> dict[str, Json]:
    if plan.row is None:
        row = records.add(plan.values, now)
        shown = records.created(row)
    else:
        kept = records.rows[plan.row.id]
        row = records.change(kept, _forward(records, kept, plan.values), now)
        shown = records.changed(row, plan.values)
    for wanted in plan.asked.associations:
        portal.associate(records, row.id, wanted)
    return shown | {"new": plan.row is None} if new else shown


def _forward(records: Records, row: Row, values: dict[str, str]) -> dict[str, str]:
    """Without a step back in the lifecycle, which HubSpot ignores unless the stage was cleared first."""
    old, new = row.values.get(_STAGE), values.get(_STAGE)
    if not old or not new or _STAGE not in records.properties:
        return values
    stages = [option["value"] for option in records.properties[_STAGE].shown["options"]]
    if stages.index(new) >= stages.index(old):
        return values
    return {name: value for name, value in values.items() if name != _STAGE}
