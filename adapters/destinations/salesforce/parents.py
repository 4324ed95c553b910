"""Parents: records of another object that ours refer to, found by a key of theirs, or made once for each key."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.salesforce.answers import read_results
from joey.adapters.destinations.salesforce.complaints import complaint_of
from joey.adapters.destinations.salesforce.described import FieldInfo, ObjectInfo
from joey.adapters.destinations.salesforce.facts import ROWS
from joey.adapters.destinations.salesforce.ids import eighteen
from joey.adapters.destinations.salesforce.keys import Reference, Setup
from joey.adapters.destinations.salesforce.payload import Json, Row, collection, render
from joey.adapters.destinations.salesforce.reading import Reader
from joey.adapters.destinations.salesforce.soql import literal
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import text
from joey.domain.action import Create, Update, Upsert, Write
from joey.domain.facts import Call
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.ports.errors import BatchRefused, GatewayError
from joey.ports.gateway import Answer, Exists, Refused, RowThrottled, RowUnknown, Written

Troubles = Mapping[str, Answer]
"""By key: why a parent could not be made."""


class Parents:
    """The parents of one Connection, by key; what was found or made is remembered."""

    def __init__(self, reader: Reader, setup: Setup, reference: Reference) -> None:
        self._reader = reader
        self._setup = setup
        self._reference = reference
        self._ids: dict[str, str] = {}
        self._lock = asyncio.Lock()

    def id_for(self, write: Write) -> str | None:
        """The id of the parent that a write speaks of; None where it speaks of none."""
        key = self._key(write)
        return None if key is None else self._ids.get(key)

    def forget(self, writes: Sequence[Write]) -> None:
        """Look these parents up again the next time: something was gone."""
        for write in writes:
            self._ids.pop(self._key(write) or "", None)

    async def resolve(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:
        """Find or make every parent that the writes speak of; one caller at a time, so that each key makes one."""
        async with self._lock:
            wanted = {key: write for write in reversed(writes) if (key := self._key(write)) and key not in self._ids}
            troubles = await self._resolve(wanted) if wanted else Success({})
        if not is_successful(troubles):
            return Failure(troubles.failure())
        came = troubles.unwrap()
        keyed = ((write.record_id, self._key(write)) for write in writes)
        return Success({who: self._refused(came[key]) for who, key in keyed if key is not None and key in came})

    async def _resolve(self, wanted: Mapping[str, Write]) -> Result[Troubles, GatewayError]:
        described = await self._reader.describe(self._reference.matching.object)
        if not is_successful(described):
            return Failure(described.failure())
        found = await self._find(list(wanted), described.unwrap())
        if not is_successful(found):
            return Failure(found.failure())
        missing = {key: write for key, write in wanted.items() if key not in self._ids}
        return await self._make(missing, described.unwrap())

    async def _find(self, keys: Sequence[str], info: ObjectInfo) -> Result[None, GatewayError]:
        """Where several have a key, the one with the lowest id is taken, each time the same."""
        matching = self._reference.matching
        known = info.fields.get(matching.field) or FieldInfo(matching.field)
        literals = [one for key in keys if (one := literal(key, known)) is not None]
        names = list(dict.fromkeys(("Id", matching.field)))
        read = await self._reader.select(names, matching.object, (matching.field, literals))
        if not is_successful(read):
            return Failure(read.failure())
        for row in sorted(read.unwrap(), key=lambda one: text(one.get("Id"))):
            self._ids.setdefault(matching.normal(row.get(matching.field)), eighteen(text(row.get("Id"))))
        return Success(None)

    async def _make(self, missing: Mapping[str, Write], info: ObjectInfo) -> Result[Troubles, GatewayError]:
        troubles: dict[str, Answer] = {}
        rows: list[Row] = []
        for key, write in missing.items():
            fields = self._fields(write, info)
            if isinstance(fields, Refused):
                troubles[key] = fields
            else:
                rows.append(Row(RecordId(key), Call.CREATE, key, fields))
        for start in range(0, len(rows), ROWS):
            made = await self._create(rows[start : start + ROWS])
            if not is_successful(made):
                return Failure(made.failure())
            troubles |= self._take(made.unwrap())
        return Success(troubles)

    def _take(self, answers: Mapping[RecordId, Answer]) -> dict[str, Answer]:
        troubles: dict[str, Answer] = {}
        for key, answer in answers.items():
            there = answer.id if isinstance(answer, Written | Exists) else None
            if there is None:
                troubles[str(key)] = answer
            else:
                self._ids[str(key)] = there
        return troubles

    async def _create(self, rows: Sequence[Row]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        matching = self._reference.matching
        body = collection(rows, matching.object)
        path, headers = self._reader.paths.rows, self._setup.headers or None
        sent = await self._reader.session.send(Request("POST", path, Call.CREATE, json=body, headers=headers))

        def read(reply: Reply) -> Result[Mapping[RecordId, Answer], GatewayError]:
            if not reply.ok:
                return Failure(
                    BatchRefused(f"Salesforce, making {matching.object}: {complaint_of(reply.body).reason()}")
                )
            return Success(read_results(reply.body, rows, matching.field))

        return sent.bind(read)

    def _fields(self, write: Write, info: ObjectInfo) -> dict[str, Json] | Refused:
        """What a new parent is made of: all that the record says of it; what it doesn't say is left to its default."""
        prefix = self._reference.prefix
        fields: dict[str, Json] = {}
        for name, value in sorted(_spoken(write).items()):
            if not name.startswith(prefix) or value is None:
                continue
            rendered = render(value, info.fields.get(name.removeprefix(prefix)) or FieldInfo(name))
            if isinstance(rendered, Refusal):
                return Refused(rendered.reason, name)
            fields[name.removeprefix(prefix)] = rendered
        lacking = next((name for name, one in info.fields.items() if one.required and fields.get(name) is None), None)
        return fields if lacking is None else Refused(f"{lacking} is empty, and it can't be made without", lacking)

    def _refused(self, answer: Answer) -> Refused:
        """A Refused of its own for each record."""
        what = f"its {self._reference.matching.object} could not be made"
        match answer:
            case Refused(reason=reason, field=field):
                named = self._reference.key_field if field is None else self._reference.prefix + field
                return Refused(f"{what}: {reason}", named.replace(self._reference.prefix * 2, self._reference.prefix))
            case RowThrottled(reason=reason) | RowUnknown(reason=reason):
                return Refused(f"{what}: {reason}", self._reference.key_field)
            case _:
                return Refused(what, self._reference.key_field)

    def _key(self, write: Write) -> str | None:
        """The normalised key of the parent, where the write speaks of one."""
        name = self._reference.key_field
        if isinstance(write, Update) and name not in write.diff.fields:
            return None
        value = _spoken(write).get(name)
        known = self._reference.matching.key(value)
        return known.unwrap() if is_successful(known) else None


def _spoken(write: Write) -> Mapping[str, Value]:
    return write.wanted.fields if isinstance(write, Create | Upsert | Update) else {}
