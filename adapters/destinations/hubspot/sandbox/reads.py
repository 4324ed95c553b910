"""Reading records: by id, by a unique property, in batches, and by search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import ge, gt, le, lt

from joey.adapters.destinations.hubspot.sandbox import batches, errors, moments
from joey.adapters.destinations.hubspot.sandbox.errors import Fault
from joey.adapters.destinations.hubspot.sandbox.portal import Portal
from joey.adapters.destinations.hubspot.sandbox.records import Records, Row
from joey.adapters.destinations.hubspot.sandbox.writes import find_one
from joey.adapters.sandbox import Json, Reply, Request

_PAGE = 200
_DEEPEST = 10_000

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {"GT": gt, "GTE": ge, "LT": lt, "LTE": le}

Test = Callable[[str | None], bool]


def read(portal: Portal, records: Records, request: Request) -> Reply:
    """`POST …/batch/read`: 200, or 207 naming the ids that weren't found; a repeated id is read once."""
    inputs = batches.inputs_of(request)
    if isinstance(inputs, Fault):
        return portal.refuse(inputs)
    body = request.json()
    name = str(body.get("idProperty") or "")
    if name not in ("", "hs_object_id") and name not in records.unique:
        return portal.refuse(errors.not_unique(records.type_id, name))
    if any(given.get("id") in (None, "") for given in inputs):
        return portal.refuse(errors.unset("id"))
    found: dict[str, Row] = {}
    missing: dict[str, None] = {}
    for given in inputs:
        row = find_one(records, str(given["id"]), name)
        if row is None:
            missing[str(given["id"])] = None
        else:
            found[row.id] = row
    results = [records.read(row, body.get("properties") or ()) for row in found.values()]
    faults = [errors.gone(records.name, list(missing)).entry({})] if missing else []
    return batches.completed(portal, 200, results, faults)


def read_one(portal: Portal, records: Records, request: Request, record_id: str) -> Reply:
    """`GET …/{id}`, with `idProperty` by a unique property; `archived=true` among the archived."""
    row = find_one(records, record_id, request.param("idProperty"))
    if request.param("archived") == "true":
        row = records.archived.get(record_id)
    if row is None:
        return portal.refuse(errors.not_found(record_id))
    return Reply(200, records.read(row, _names(request)))


def listed(records: Records, request: Request) -> Reply:
    """`GET …/{type}`: by id, paged by `after`, at most 100; `archived=true` shows the archived ones in one page."""
    names = _names(request)
    if request.param("archived") == "true":
        return Reply(200, {"results": [records.read(row, names) for row in records.archived.values()]})
    limit = min(int(request.param("limit", "10")), 100)
    rows = records.after(int(request.param("after", "0")), limit + 1)
    body: dict[str, Json] = {"results": [records.read(row, names) for row in rows[:limit]]}
    if len(rows) > limit:
        body["paging"] = {"next": {"after": rows[limit - 1].id}}
    return Reply(200, body)


def search(portal: Portal, records: Records, request: Request) -> Reply:
    """`POST …/search`: filter groups are alternatives, their filters all hold; hits come from the index."""
    body = batches.body_of(request)
    if isinstance(body, Fault):
        return portal.refuse(body)
    limit, after = int(body.get("limit") or 10), int(body.get("after") or 0)
    if limit > _PAGE or after + limit > _DEEPEST:
        return portal.refuse(Fault(400, f"The search limit is {_PAGE} a page and {_DEEPEST} in all"))
    groups = [group.get("filters") or [] for group in body.get("filterGroups") or []]
    tests = [[(each["propertyName"], test(each)) for each in group] for group in groups]
    unknown = [name for group in tests for name, _ in group if name not in records.properties]
    if unknown:
        return portal.refuse(Fault(400, f"There was a problem with the request. Unknown property {unknown[0]}"))
    hits = [row for row in _candidates(records, groups) if _meets(records, row, tests)]
    live = [records.rows[row.id] for row in hits[after : after + limit] if row.id in records.rows]
    results = [records.read(row, body.get("properties") or ()) for row in live]
    more = {"paging": {"next": {"after": str(after + limit)}}} if len(hits) > after + limit else {}
    return Reply(200, {"total": len(hits), "results": results, **more})


def _candidates(records: Records, groups: Sequence[Sequence[Json]]) -> Iterable[Row]:
    """The rows worth testing: by a unique property where every group asks for one, else all."""
    stock = records.index.found()
    asked = [_unique_value(records, group) for group in groups]
    if records.index.lags or not asked or None in asked:
        return stock.values()
    rows = [records.find(*pair) for pair in asked if pair is not None]
    return sorted({row.id: row for row in rows if row is not None}.values(), key=lambda row: int(row.id))


def _unique_value(records: Records, group: Sequence[Json]) -> tuple[str, str] | None:
    for each in group:
        if each.get("operator") == "EQ" and each["propertyName"] in records.unique:
            return each["propertyName"], str(each.get("value", ""))
    return None


def _meets(records: Records, row: Row, groups: Sequence[Sequence[tuple[str, Test]]]) -> bool:
    system = records.system(row)
    return not groups or any(
        all(holds(row.values.get(name, system.get(name))) for name, holds in group) for group in groups
    )


def test(each: Mapping[str, Json]) -> Test:
    """What one filter asks of a value; text is compared without case, as HubSpot does."""
    wanted = str(each.get("value", "")).lower()
    several = {str(value).lower() for value in each.get("values") or ()}
    operator = str(each.get("operator"))
    if operator in _COMPARISONS:
        return lambda value: _compared(operator, value, wanted)
    tests: dict[str, Test] = {
        "EQ": lambda value: (value or "").lower() == wanted,
        "NEQ": lambda value: (value or "").lower() != wanted,
        "IN": lambda value: (value or "").lower() in several,
        "NOT_IN": lambda value: (value or "").lower() not in several,
        "HAS_PROPERTY": bool,
        "NOT_HAS_PROPERTY": lambda value: not value,
        "CONTAINS_TOKEN": lambda value: wanted.strip("*") in (value or "").lower(),
    }
    return tests.get(operator, lambda _: False)


def _compared(operator: str, value: str | None, wanted: str) -> bool:
    held, asked = _number(value), _number(wanted)
    if held is None or asked is None:
        return False
    return _COMPARISONS[operator](held, asked)


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return moments.milliseconds(text) if text else None


def _names(request: Request) -> list[str]:
    return [name for given in request.params("properties") for name in given.split(",")]
