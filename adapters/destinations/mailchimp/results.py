"""Batches of operations: how rows are put into one, and how the tar.gz of its results is read; pure."""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from joey.adapters.destinations.mailchimp import paths
from joey.adapters.destinations.mailchimp.answers import Read, read_answer
from joey.adapters.destinations.mailchimp.payload import Row
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.facts import Call
from joey.domain.record import RecordId


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation's id tells: the kind of write, the member that its path named, and the Record."""

    call: Call
    named: str
    record_id: RecordId

    def __str__(self) -> str:
        return f"{self.call.value}:{self.named}:{self.record_id}"


def operation_of(operation_id: str) -> Operation | None:
    """The Operation of an id; None where it isn't one of ours."""
    call, colon, rest = operation_id.partition(":")
    named, second, record_id = rest.partition(":")
    known = next((each for each in Call if each.value == call), None)
    if not (colon and second and record_id) or known is None:
        return None
    return Operation(known, named, RecordId(record_id))


def batch_body(rows: Sequence[Row], list_id: str) -> Mapping[str, object]:
    """The body that submits rows; what is polled later needs nothing but the operations' ids."""
    return {"operations": [_operation(row, list_id) for row in rows]}


def _operation(row: Row, list_id: str) -> Mapping[str, object]:
    path = paths.member(list_id, row.named) if row.named else paths.members(list_id)
    return {
        "method": row.method,
        "path": paths.unversioned(path),
        "params": dict(row.params),
        "body": orjson.dumps(row.body).decode(),
        "operation_id": str(Operation(row.call, row.named, row.record_id)),
    }


def read_results(content: bytes) -> Mapping[RecordId, Read] | None:
    """What the results say, by Record; None where they can't be unpacked. Rows that can't be read are left out."""
    try:
        return dict(_results(content))
    except (tarfile.TarError, OSError, EOFError, zlib.error, orjson.JSONDecodeError):
        return None


def _results(content: bytes) -> Iterator[tuple[RecordId, Read]]:
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:*") as tar:
        for entry in tar:
            file = tar.extractfile(entry) if entry.isfile() else None
            for told in mappings(orjson.loads(file.read())) if file is not None else ():
                operation = operation_of(text(told.get("operation_id")))
                status = told.get("status_code")
                if operation is not None and isinstance(status, int):
                    yield operation.record_id, _read(operation, status, told.get("response"))


def _read(operation: Operation, status: int, response: object) -> Read:
    try:
        body = orjson.loads(response) if isinstance(response, str) and response else response
    except orjson.JSONDecodeError:
        body = None
    return read_answer(operation.call, operation.named, status, mapping(body))
