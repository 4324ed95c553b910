"""Calls that read: queries and their pages, single records, descriptions, limits, versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joey.adapters.destinations.salesforce.sandbox import errors, ids, soql, values
from joey.adapters.destinations.salesforce.sandbox.org import Org, shown
from joey.adapters.destinations.salesforce.sandbox.table import Row, Table
from joey.adapters.sandbox import Json, Reply, Request

LONGEST_URI = 16_384
VERSIONS = tuple(f"{number}.0" for number in range(31, 69))


def versions() -> Reply:
    """`GET /services/data`."""
    return Reply(
        200, [{"label": f"Version {one}", "url": f"/services/data/v{one}", "version": one} for one in VERSIONS]
    )


def limits(org: Org) -> Reply:
    """`GET limits`, as far as it matters here."""
    calls = {"Max": org.most_calls, "Remaining": max(org.most_calls - org.calls, 0)}
    return Reply(200, {"DailyApiRequests": calls, "DailyBulkV2QueryJobs": {"Max": 10_000, "Remaining": 10_000}})


def query(org: Org, request: Request, version: str) -> Reply:
    """`GET query?q=…`."""
    text = request.param("q")
    if len(text.encode()) > LONGEST_URI - 200:
        raise errors.TOO_LONG
    asked = soql.parsed(text)
    if asked.object == "Organization":
        row = {"Id": "00D4S000000oz4eUAA", "Name": "Grouparoo"}
        return Reply(200, {"totalSize": 1, "done": True, "records": [{one: row.get(one) for one in asked.fields}]})
    table = org.table(asked.object)
    if table is None:
        raise errors.no_such_object(asked.object)
    names = [_column(table, name) for name in asked.fields]
    conditions = [_condition(table, one) for one in asked.conditions]
    found = _found(table, conditions)
    return _paged(org, [shown(table, row, version, names) for row in found[: asked.limit]], version)


def _column(table: Table, name: str) -> str:
    known = table.type.field(name)
    if known is None:
        raise errors.no_such_column(name, table.type.name)
    return str(known["name"])


@dataclass(frozen=True, slots=True)
class _Condition:
    """A field and the forms that it may hold; ``negated``: that it may not."""

    name: str
    forms: frozenset[Json]
    negated: bool


def _condition(table: Table, asked: soql.Condition) -> _Condition:
    name = _column(table, asked.field)
    field = table.type.fields[name]
    numeric = field["type"] in values.NUMBERS
    for one in asked.values:
        if one.quoted is numeric and one.text.lower() != "null":
            told = f"filter criteria must be of type {field['type']} and {'should not' if numeric else 'should'}"
            raise errors.Fault(400, "INVALID_FIELD", f"{name}: {told} be enclosed in quotes")
        if field["type"] in {"reference", "id"} and one.quoted and not ids.is_id(one.text):
            raise errors.Fault(400, "INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {one.text}")
    forms = frozenset[Json]().union(*(values.asked(field, one.text) for one in asked.values))
    return _Condition(name, forms, asked.negated)


def _found(table: Table, conditions: Sequence[_Condition]) -> Sequence[Row]:
    """By the index of the first condition; the others are looked at row by row."""
    plain = next((one for one in conditions if not one.negated), None)
    rows = list(table.rows.values()) if plain is None else table.having(plain.name, plain.forms)
    return [row for row in rows if all(_meets(table, row, one) for one in conditions)]


def _meets(table: Table, row: Row, condition: _Condition) -> bool:
    held = values.form(table.type.fields[condition.name], row.get(condition.name))
    return (held in condition.forms) is not condition.negated


def _paged(org: Org, rows: list[Json], version: str) -> Reply:
    first, rest = rows[: org.page], rows[org.page :]
    told: dict[str, Json] = {"totalSize": len(rows), "done": not rest, "records": first}
    if rest:
        cursor = f"01g{len(org.cursors):012d}AAA-{org.page}"
        org.cursors[cursor] = rest
        told["nextRecordsUrl"] = f"/services/data/{version}/query/{cursor}"
    return Reply(200, told)


def more(org: Org, cursor: str, version: str) -> Reply:
    """`GET query/{cursor}`: the next page."""
    rows = org.cursors.pop(cursor, None)
    if rows is None:
        raise errors.Fault(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    return _paged(org, rows, version)


def objects(org: Org, version: str) -> Reply:
    """`GET sobjects`: every object (documented; never recorded)."""
    listed = [table.type.listed(version) for table in org.tables.values()]
    return Reply(200, {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": listed})


def describe(org: Org, name: str, version: str) -> Reply:
    """`GET sobjects/{object}/describe`."""
    table = org.table(name)
    if table is None:
        raise errors.NOT_FOUND
    return Reply(200, table.type.described(version))


def one(org: Org, name: str, id_: str, version: str) -> Reply:
    """`GET sobjects/{object}/{id}`."""
    table = org.table(name)
    row = None if table is None else table.rows.get(ids.whole(id_))
    if table is None or row is None:
        raise errors.NOT_FOUND
    return Reply(200, shown(table, row, version))


def many(org: Org, request: Request, name: str, version: str) -> Reply:
    """`POST composite/sobjects/{object}` with ids and fields: in order, null for what isn't there."""
    table = org.table(name)
    if table is None:
        raise errors.NOT_FOUND
    body = request.json()
    names = [_column(table, one) for one in body["fields"]]
    rows = [table.rows.get(ids.whole(one)) for one in body["ids"]]
    return Reply(200, [None if row is None else shown(table, row, version, names) for row in rows])
