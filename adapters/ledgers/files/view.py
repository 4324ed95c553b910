"""Reading a Ledger in files, also while another process runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa

from joey.adapters.ledgers.examined import SCHEMA, ArrowRows
from joey.adapters.ledgers.files import queries
from joey.adapters.ledgers.files.codec import read_snapshot
from joey.adapters.ledgers.files.damage import Damage
from joey.adapters.ledgers.files.lines import Line
from joey.adapters.ledgers.files.payloads import read_entry, read_job
from joey.adapters.ledgers.files.segments import entries, segments
from joey.adapters.ledgers.files.state import State
from joey.adapters.ledgers.past import history_of
from joey.adapters.ledgers.rows import STANDS, Kept, Opened, micros, moment_of
from joey.adapters.ledgers.writing import job_of, standing_of
from joey.domain.export import Standing
from joey.domain.ownership import Claim, Claimant
from joey.domain.record import RecordId
from joey.ports.ledger import HistoryEntry, Job, LedgerFailed, LedgerView, Rejection, StandingClaim, Summary, Writer
from joey.ports.source import ExaminedRows

BATCH = 100_000
"""Rows that are streamed together."""


class FileView(LedgerView):
    """The state as it was last folded, and the journal as it is."""

    def __init__(self, state: State, journal: Path) -> None:
        self._state = state
        self._journal = journal

    def examined(self, writer: Writer, now: datetime) -> ExaminedRows:
        asked = {**_of(writer), "now": micros(now)}
        return ArrowRows(lambda: pa.RecordBatchReader.from_batches(SCHEMA, self._stream(asked)))

    def standings(self, writer: Writer, record_ids: Sequence[RecordId]) -> Mapping[RecordId, Standing]:
        ids = {"ids": list(record_ids), "model": writer.model}
        if not record_ids:
            return {}
        with self._state.reading() as connection:
            if connection.execute(queries.BLANK).fetchall() == [(True,)]:
                return {}
            known = connection.execute(queries.STANDINGS, {**ids, "destination": writer.destination}).fetchall()
            jobs = connection.execute(queries.IN_JOBS, ids).fetchall()
        in_jobs: dict[str, list[Opened[str]]] = {}
        for record_id, *intent in jobs:
            in_jobs.setdefault(record_id, []).append(Opened(*intent))
        return {RecordId(row[0]): _standing(row, in_jobs.get(row[0], [])) for row in known}

    def contested(
        self, writer: Writer, claims: Iterable[Sequence[tuple[RecordId, str | None]]]
    ) -> Mapping[Claimant, Claim]:
        batches = (batch for batch in claims if batch)
        first = next(batches, None)
        if first is None:
            return {}
        with self._state.reading() as connection:
            connection.execute(queries.CLAIMS)
            for batch in chain((first,), batches):
                _insert_claims(connection, batch)
            rows = connection.execute(queries.CONTESTED, _of(writer)).fetchall()
        found = (_claim(*row) for row in rows)
        return {claim.claimant: claim for claim in found}

    def owners(self, remote_ids: Sequence[str]) -> Mapping[str, frozenset[Claimant]]:
        if not remote_ids:
            return {}
        rows = self._asked(queries.OWNERS, {"ids": list(remote_ids)})
        found: dict[str, set[Claimant]] = {}
        for remote_id, model, record_id in rows:
            found.setdefault(remote_id, set()).add(Claimant(model, RecordId(record_id)))
        return {remote_id: frozenset(claimants) for remote_id, claimants in found.items()}

    def doubts(self) -> Mapping[Claimant, Standing]:
        rows = self._asked(queries.DOUBTS, {})
        return {Claimant(model, RecordId(row[0])): _standing(row, []) for model, *row in rows}

    def claims(self, writer: Writer, record_ids: Sequence[RecordId]) -> Mapping[RecordId, StandingClaim]:
        if not record_ids:
            return {}
        rows = self._asked(queries.STANDING_CLAIMS, {**_of(writer), "ids": list(record_ids)})
        return {RecordId(who): StandingClaim(fingerprint, key) for who, fingerprint, key in rows}

    def managed(self, writer: Writer) -> frozenset[str]:
        rows = self._asked(queries.COURSE, _of(writer))
        return frozenset(rows[0][0]) if rows else frozenset()

    def jobs(self, writer: Writer) -> Sequence[Job]:
        return [job_of(read_job(*row), read_snapshot) for row in self._asked(queries.JOBS, _of(writer))]

    def summary(self, writer: Writer) -> Summary:
        with self._state.reading() as connection:
            ((present, delivered),) = connection.execute(queries.DELIVERED, _of(writer)).fetchall()
            standing = dict(connection.execute(queries.STANDING, _of(writer)).fetchall())
            members = dict(connection.execute(queries.MEMBERS, _of(writer)).fetchall())
            courses = connection.execute(queries.COURSE, _of(writer)).fetchall()
        _, last_run_at, raw_counts, version = courses[0] if courses else (None, None, "{}", "")
        last_run = moment_of(last_run_at) if last_run_at is not None else None
        counts = orjson.loads(raw_counts)
        return Summary(writer, present, delivered, standing, last_run, counts, members, version)

    def standing_badly(self, writer: Writer, limit: int) -> Sequence[Rejection]:
        rows = self._asked(queries.BADLY, {**_of(writer), "limit": limit})
        return [
            Rejection(RecordId(record_id), kind, reason, field, moment_of(since))
            for record_id, kind, reason, field, since in rows
        ]

    def history(self, model: str, record_id: RecordId) -> Sequence[HistoryEntry]:
        needle = orjson.dumps(record_id)
        try:
            return [
                happened
                for payload in self._payloads()
                if needle in payload and (entry := read_entry(payload)) is not None
                for happened in history_of(entry, model, record_id, read_snapshot)
            ]
        except Damage as damage:
            told = damage.told
            raise LedgerFailed(told.path, told.reason, told.way_back) from damage

    def writers(self) -> Sequence[Writer]:
        return [Writer(*row) for row in self._asked(queries.WRITERS, {})]

    def _retriable(self, writer: Writer, record_ids: Sequence[RecordId] | None) -> tuple[str, ...]:
        ids = None if record_ids is None else list(record_ids)
        rows = self._asked(queries.RETRIABLE, {**_of(writer), "ids": ids, "kinds": list(STANDS)})
        return tuple(row[0] for row in rows)

    def _alone(self, writer: Writer) -> tuple[RecordId, ...]:
        """The Records that no other Destination has in."""
        return tuple(RecordId(row[0]) for row in self._asked(queries.ALONE, _of(writer)))

    def _payloads(self) -> Iterator[bytes]:
        for segment in segments(self._journal):
            yield from (line.payload for line in entries(segment) if isinstance(line, Line))

    def _asked(self, sql: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        with self._state.reading() as connection:
            return connection.execute(sql, dict(parameters)).fetchall()

    def _stream(self, asked: dict[str, object]) -> Iterator[pa.RecordBatch]:
        with self._state.reading() as connection:
            yield from connection.sql(queries.EXAMINED, params=asked).to_arrow_reader(BATCH)


def _of(writer: Writer) -> dict[str, object]:
    return {"destination": writer.destination, "model": writer.model}


def _claim(model: str, record_id: str, holds: str | None, wants: str | None, unanswered: Sequence[str] | None) -> Claim:
    tried = tuple(read_snapshot(text).key for text in unanswered or ())
    return Claim(Claimant(model, RecordId(record_id)), holds, wants, tried)


def _standing(row: Sequence[Any], in_jobs: Sequence[Opened[str]]) -> Standing:
    kept: Kept[str] | None = Kept._make((*row[1:6], tuple(row[6]))) if row[1] is not None else None
    return standing_of(kept, in_jobs, read_snapshot, shared=row[7])


def _insert_claims(connection: duckdb.DuckDBPyConnection, batch: Sequence[tuple[RecordId, str | None]]) -> None:
    ids, keys = zip(*batch, strict=True)
    connection.register("batch", pa.table({"c0": pa.array(ids, pa.string()), "c1": pa.array(keys, pa.string())}))
    connection.execute("INSERT INTO claims SELECT c0, c1 FROM batch")
    connection.unregister("batch")
