"""Journal entries as JSON payloads and back. Snapshots are JSON texts on our side, and JSON within the payload."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeAlias, assert_never

import orjson

from joey.adapters.ledgers.entries import (
    Began,
    Dropped,
    Ended,
    Entry,
    Intended,
    JobAnswered,
    JobSubmitted,
    Noted,
    Ordered,
    Recovered,
    Renamed,
    Retried,
    Settled,
)
from joey.adapters.ledgers.rows import SNAPSHOT, AttemptRow, IntentRow, JobRow, TrackKey

Text: TypeAlias = str
"""A Snapshot as the codec writes it."""


def write_entry(entry: Entry[Text]) -> bytes:
    """An entry's payload."""
    if isinstance(entry, Recovered):
        return orjson.dumps({"t": "recovered", "at": entry.at})
    kind, body = _body(entry)
    payload = {"t": kind, "w": entry.writer, "at": entry.at, "run": entry.run_id, **body}
    try:
        return orjson.dumps(payload)
    except TypeError:  # a vendor's words may hold what UTF-8 can't
        return orjson.dumps(_cleaned(payload))


def _cleaned(value: object) -> object:
    """The same with a question mark for every character that UTF-8 can't hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_cleaned(name): _cleaned(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    return value


def read_entries(payloads: Sequence[bytes]) -> list[Entry[Text]]:
    """Entries in order, without the intents whose Records are overwritten whole by a later one of these entries.

    Nearly all are; what they wanted need not be looked at.
    """
    over: set[TrackKey] = set()
    found: list[Entry[Text]] = []
    for payload in reversed(payloads):
        entry = read_entry(payload, over)
        if isinstance(entry, Noted):
            over.update((*entry.writer, row.record_id) for row in entry.rows if overwrites(row))
        if entry is not None:
            found.append(entry)
    return found[::-1]


def overwrites(row: AttemptRow[Text]) -> bool:
    """Whether an attempt says all that the state keeps of its Record, whatever came before."""
    whole = row.mark == SNAPSHOT and row.remote_id is not None
    return row.kind == "delivered" and whole and row.fingerprint is not None and not row.departed


def read_entry(payload: bytes, without: Collection[TrackKey] = ()) -> Entry[Text] | None:
    """The entry of a payload; None where it's about the journal itself. ``ValueError`` where it's neither.

    ``without``: intents of these are left out.
    """
    raw: dict[str, Any] = orjson.loads(payload)
    if raw["t"] in ("segment", "lost"):
        return None
    if raw["t"] == "recovered":
        return Recovered(raw["at"])
    destination, model = raw["w"]
    if raw["t"] == "intended" and without:
        raw["rows"] = [row for row in raw["rows"] if row[_INHERITS_AT] or (destination, model, row[0]) not in without]
    if raw["t"] not in _READERS:
        raise ValueError(f"there is no kind of entry called {raw['t']!r}")
    return _READERS[raw["t"]](((destination, model), raw["at"], raw["run"]), raw)


def write_job(job: JobRow[Text]) -> str:
    """A job's intents as a JSON text, as the state keeps them."""
    return orjson.dumps([_intent(row) for row in job.intents]).decode()


def read_job(handle: str, submitted: int, intents: str) -> JobRow[Text]:
    """A job as the state kept it."""
    return JobRow(handle, submitted, tuple(_intent_row(raw) for raw in orjson.loads(intents)))


def _body(  # noqa: C901 - one case a kind of entry
    entry: Began | Intended[Text] | Noted[Text] | Settled | JobSubmitted[Text] | JobAnswered | Ended | Ordered,
) -> tuple[str, dict[str, object]]:
    match entry:
        case Began(version=version, speaks_of=speaks_of):
            return "began", {"version": version, "speaks_of": speaks_of}
        case Intended(rows=rows):
            return "intended", {"rows": [_intent(row) for row in rows]}
        case Noted(rows=attempts):
            return "noted", {"rows": [_attempt(row) for row in attempts]}
        case Settled(rows=settled):
            return "settled", {"rows": settled}
        case JobSubmitted(job=job):
            intents = [_intent(row) for row in job.intents]
            return "submitted", {"handle": job.handle, "submitted": job.submitted, "intents": intents}
        case JobAnswered(handle=handle):
            return "answered", {"handle": handle}
        case Ended(counts=counts):
            return "ended", {"counts": dict(counts)}
        case Retried() | Renamed() | Dropped():
            return _ordered(entry)
        case _:
            assert_never(entry)


def _ordered(entry: Ordered) -> tuple[str, dict[str, object]]:
    match entry:
        case Retried(rows=ids):
            return "retried", {"rows": ids}
        case Renamed(to=to):
            return "renamed", {"to": to}
        case Dropped(forget=forget):
            return "dropped", {"forget": forget}
        case _:
            assert_never(entry)


def _raw(snapshot: Text | None) -> orjson.Fragment | None:
    return orjson.Fragment(snapshot) if snapshot is not None else None


def _text(raw: object) -> Text | None:
    return orjson.dumps(raw).decode() if raw is not None else None


def _intent(row: IntentRow[Text]) -> tuple[object, ...]:
    return (row.record_id, _raw(row.wanted), *row[2:])


def _intent_row(raw: Sequence[Any]) -> IntentRow[Text]:
    return IntentRow(raw[0], _text(raw[1]), *raw[2:])


_INHERITS_AT = IntentRow._fields.index("inherits")
_SNAPSHOT_AT = AttemptRow._fields.index("snapshot")


def _attempt(row: AttemptRow[Text]) -> tuple[object, ...]:
    return (*row[:_SNAPSHOT_AT], _raw(row.snapshot), *row[_SNAPSHOT_AT + 1 :])


def _attempt_row(raw: list[Any]) -> AttemptRow[Text]:
    raw[_SNAPSHOT_AT] = _text(raw[_SNAPSHOT_AT])
    return AttemptRow(*raw)


_Stamp: TypeAlias = tuple[tuple[str, str], int, str]


def _settled(stamp: _Stamp, raw: dict[str, Any]) -> Settled:
    return Settled(*stamp, tuple((record_id, fingerprint) for record_id, fingerprint in raw["rows"]))


def _submitted(stamp: _Stamp, raw: dict[str, Any]) -> JobSubmitted[Text]:
    intents = tuple(_intent_row(row) for row in raw["intents"])
    return JobSubmitted(*stamp, JobRow(raw["handle"], raw["submitted"], intents))


_READERS: dict[str, Callable[[_Stamp, dict[str, Any]], Entry[Text]]] = {
    "began": lambda stamp, raw: Began(*stamp, raw["version"], tuple(raw["speaks_of"])),
    "intended": lambda stamp, raw: Intended(*stamp, tuple(_intent_row(row) for row in raw["rows"])),
    "noted": lambda stamp, raw: Noted(*stamp, tuple(_attempt_row(row) for row in raw["rows"])),
    "settled": _settled,
    "submitted": _submitted,
    "answered": lambda stamp, raw: JobAnswered(*stamp, raw["handle"]),
    "ended": lambda stamp, raw: Ended(*stamp, tuple(raw["counts"].items())),
    "retried": lambda stamp, raw: Retried(*stamp, tuple(raw["rows"])),
    "renamed": lambda stamp, raw: Renamed(*stamp, (raw["to"][0], raw["to"][1])),
    "dropped": lambda stamp, raw: Dropped(*stamp, raw["forget"]),
}
