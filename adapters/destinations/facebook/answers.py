"""Facebook's replies to uploads as answers for each Record; pure, and total on any JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from joey.adapters.destinations.facebook.payload import Row, Upload
from joey.adapters.http.untrusted import mapping, text, texts
from joey.domain.record import RecordId
from joey.ports.gateway import Answer, Refused, RowUnknown, Written
from joey.ports.lists import Member

ACCEPTED = "Facebook took it, and gives no results by row"
_SILENT = "Facebook's answer doesn't say that it took this row"


def uploaded(body: object, upload: Upload, members: Sequence[Member]) -> Mapping[RecordId, Answer]:
    """Who is named among the samples of invalid rows is refused; the others are taken without more being known."""
    answers: dict[RecordId, Answer] = dict(upload.refused)
    received = mapping(body).get("num_received")
    invalid = _samples(body)
    unsaid = unnamed(body, upload)
    accepted = f"{ACCEPTED}; {unsaid:,} of a call's {len(upload.rows):,} rows are invalid, and it doesn't say which"
    for member in members:
        row = upload.rows.get(member.record_id)
        if row is None:
            continue
        if received != len(upload.rows):
            answers[member.record_id] = RowUnknown(_SILENT)
        elif row in invalid:
            answers[member.record_id] = Refused(f"Facebook finds the row invalid: {invalid[row]}")
        else:
            answers[member.record_id] = Written(member.remote_id, accepted if unsaid else ACCEPTED)
    return answers


def unnamed(body: object, upload: Upload) -> int:
    """How many rows Facebook finds invalid without saying which."""
    count = mapping(body).get("num_invalid_entries")
    named = sum(row in _samples(body) for row in upload.rows.values()) if count else 0
    return max(0, count - named) if isinstance(count, int) else 0


def _samples(body: object) -> Mapping[Row, str]:
    """Invalid rows and why; each is named by its JSON."""
    given = mapping(mapping(body).get("invalid_entry_samples"))
    rows: dict[Row, str] = {}
    for named, why in given.items():
        try:
            row: object = orjson.loads(named)
        except orjson.JSONDecodeError:
            continue
        if isinstance(row, list):
            rows[_texts(row)] = text(why) or "it doesn't say why"
    return rows


def _texts(row: Sequence[object]) -> Row:
    return tuple(next(iter(texts(value)), "") for value in row)
