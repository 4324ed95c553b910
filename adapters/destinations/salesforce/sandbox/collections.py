"""Calls that write: collections of up to 200 rows, answered by position, and single records."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from joey.adapters.destinations.salesforce.sandbox import errors
from joey.adapters.destinations.salesforce.sandbox.errors import Fault, RowFault
from joey.adapters.destinations.salesforce.sandbox.org import Org
from joey.adapters.destinations.salesforce.sandbox.table import Table
from joey.adapters.destinations.salesforce.sandbox.writes import Desk, repeated
from joey.adapters.sandbox import Json, Reply, Request

MOST = 200
_ALLOW_SAVE = "sforce-duplicate-rule-header"


class Writing:
    """The calls that change records."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def desk(self, table: Table, request: Request | None = None) -> Desk:
        """Where the rows of an object are taken."""
        told = "" if request is None else request.headers.get(_ALLOW_SAVE, "")
        return Desk(self._org, table, may_save="allowsave=true" in told.lower().replace(" ", ""))

    def create(self, request: Request) -> Reply:
        """`POST composite/sobjects`."""
        rows = self._rows(request)
        return Reply(200, [_result(lambda each: self._of(each, request).create(each), row) for row in rows])

    def update(self, request: Request) -> Reply:
        """`PATCH composite/sobjects`."""
        rows = self._rows(request)

        def one(row: Json) -> str:
            id_ = row.get("id") or row.get("Id")
            if not id_:
                raise RowFault("MISSING_ARGUMENT", "Id not specified in an update call", ("Id",))
            return self._of(row, request).update(id_, row)

        return Reply(200, [_result(one, row) for row in rows])

    def delete(self, request: Request) -> Reply:
        """`DELETE composite/sobjects?ids=…`."""
        named = [one for one in request.param("ids").split(",") if one]
        _few(named)

        def one(id_: str) -> str:
            table = self._org.table_of(id_)
            if table is None:
                raise RowFault("MALFORMED_ID", "malformed id " + id_)
            return self.desk(table, request).delete(id_)

        return Reply(200, [_result(one, id_) for id_ in named])

    def upsert(self, request: Request, name: str, by: str) -> Reply:
        """`PATCH composite/sobjects/{object}/{external id field}`."""
        table = self._org.table(name)
        if table is None:
            raise errors.NOT_FOUND
        field = table.type.field(by)
        if field is None or not (field["externalId"] or field["idLookup"]):
            raise Fault(400, "INVALID_FIELD", f"Provided external ID field does not exist or is not accessible: {by}")
        rows = self._rows(request)
        twice = repeated(by, rows)
        return Reply(200, [self._upserted(row, by, twice, self.desk(table, request)) for row in rows])

    def _upserted(self, row: Json, by: str, twice: set[str], desk: Desk) -> Json:
        if str(row.get(by)).lower() in twice:
            return RowFault("DUPLICATE_VALUE", f"Duplicate external id specified: {row.get(by)}", (by,)).shown()
        try:
            id_, made = desk.upsert(by, row)
        except RowFault as fault:
            return fault.shown()
        return {"id": id_, "success": True, "errors": [], "created": made}

    def create_one(self, request: Request, name: str) -> Reply:
        """`POST sobjects/{object}`: 201, or 400 with what is wrong."""
        table = self._org.table(name)
        if table is None:
            raise errors.NOT_FOUND
        try:
            made = self.desk(table, request).create(request.json())
        except RowFault as fault:
            told = {"message": fault.message, "errorCode": fault.code, "fields": list(fault.fields)}
            return Reply(400, [told])
        return Reply(201, {"id": made, "success": True, "errors": []})

    def _of(self, row: Json, request: Request) -> Desk:
        name = str((row.get("attributes") or {}).get("type", ""))
        table = self._org.table(name)
        if table is None:
            raise RowFault("INVALID_TYPE", f"sObject type '{name}' is not supported.")
        return self.desk(table, request)

    @staticmethod
    def _rows(request: Request) -> Sequence[Json]:
        body = request.json()
        rows = body.get("records")
        unknown = body.keys() - {"allOrNone", "records"}
        if unknown or not isinstance(rows, list):
            raise errors.unreadable(f"Unrecognized field or no records: {', '.join(sorted(unknown))}")
        _few(rows)
        return rows


def _result(act: Callable[[Json], str], row: Json) -> Json:
    try:
        return {"id": act(row), "success": True, "errors": []}
    except RowFault as fault:
        return fault.shown()


def _few(rows: Sequence[Json]) -> None:
    if not rows:
        raise Fault(400, "REQUIRED_FIELD_MISSING", "records not specified")
    if len(rows) > MOST:
        told = f"record limit reached. cannot submit more than {MOST} records in this call"
        raise Fault(400, "EXCEEDED_ID_LIMIT", told)
