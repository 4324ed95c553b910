"""Detection: which rows changed, which Records left, which ids can't be used; all of it in the engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from joey.adapters.sources.duckdb import sql
from joey.adapters.sources.duckdb.groups import flags
from joey.adapters.sources.duckdb.identity import Ids, ids_of, refused_ids
from joey.adapters.sources.duckdb.session import Session
from joey.adapters.sources.duckdb.staged import MOST_PROBLEMS, Staged, own
from joey.adapters.sources.scratch import private
from joey.adapters.sources.spool import ROW_GROUP, Found, changed_file, group_column, left_file, property_column
from joey.ports.source import ChangeQuery, SpoolCounts

_NO_DUPLICATES = "(SELECT NULL AS record_id WHERE false)"


@dataclass(frozen=True, slots=True)
class Projection:
    """What is read of a row, as SQL expressions: its id, values, memberships, and whether the Destination has it."""

    ids: Ids
    values: tuple[str, ...]
    texts: tuple[str, ...]
    flags: tuple[str, ...]
    inside: str

    def fingerprint(self, version: str) -> str:
        """A digest of the version, values and memberships, each as its length and its text; null's length is none."""
        parts = [sql.text(version), *self.texts, *(f"CAST({flag} AS VARCHAR)" for flag in self.flags)]
        framed = ", ".join(f"strlen({part}), ':', {part}" for part in parts)
        return f"md5(concat({framed}))"

    @property
    def columns(self) -> str:
        """The values and memberships, under the names that a spool gives them."""
        named = [f"{value} AS {property_column(index)}" for index, value in enumerate(self.values)]
        named += [f"{flag} AS {group_column(index)}" for index, flag in enumerate(self.flags)]
        return "".join(f", {each}" for each in named)


def projection(session: Session, staged: Staged, query: ChangeQuery) -> Projection:
    """The projection of a query; a name that isn't known is a trouble."""
    columns = [staged.column(name, "a property of the mapping") for name in query.properties]
    also = () if query.only is None or query.only in query.groups else (query.only,)
    found = flags(session, staged, query.model, (*query.groups, *also))
    return Projection(
        ids=ids_of(staged, query.model),
        values=tuple(column.value for column in columns),
        texts=tuple(column.text for column in columns),
        flags=tuple(found[group] for group in query.groups),
        inside=found[query.only] if query.only is not None else "true",
    )


def detect(session: Session, staged: Staged, query: ChangeQuery, examined: str) -> Found:
    """Write what changed and what left to the session's scratch folder. ``examined``: a relation's name."""
    session.do("BEGIN TRANSACTION")  # one now() for all that follows
    projected = projection(session, staged, query)
    refused = refused_ids(session, staged, query.model, projected.ids)
    duplicates = own("duplicates") if refused.duplicated else _NO_DUPLICATES
    withheld = staged.broken.count + refused.unreadable > 0
    session.do(_comparison(staged, projected, query, examined, duplicates))
    _write(session, _changed_rows(staged, projected), changed_file(session.scratch))
    _write(session, _left_rows(), left_file(session.scratch))
    changed, left = _counted(session)
    total = refused.usable if query.only is None else _inside(session, staged, projected, duplicates)
    refused_rows = staged.broken.count + refused.unreadable + refused.duplicated
    named = (*staged.broken.named, *refused.named)[:MOST_PROBLEMS]
    return Found(SpoolCounts(total, changed, 0 if withheld else left, refused_rows), named, withheld)


def _comparison(staged: Staged, projected: Projection, query: ChangeQuery, examined: str, duplicates: str) -> str:
    """One pass over the source, to a row for each that is wanted; one that left has no fingerprint.

    A row that shares its id is on the source's side, so that its Record hasn't left, and yet isn't wanted.
    """
    record_id, full = projected.ids.sql, "true" if query.full else "false"
    return f"""
        CREATE TEMP TABLE {own("found")} AS
        SELECT coalesce(s.record_id, e.record_id) AS record_id, s.fingerprint
        FROM (
            SELECT {record_id} AS record_id, {projected.fingerprint(query.version)} AS fingerprint
            FROM {staged.relation}
            WHERE {record_id} IS NOT NULL
              AND ({projected.inside} OR {record_id} IN (SELECT record_id FROM {duplicates}))
        ) AS s
        FULL JOIN {examined} AS e ON e.record_id = s.record_id
        WHERE CASE
            WHEN s.record_id IS NULL THEN coalesce(e.present, false) OR coalesce(e.owed, false)
            ELSE ({full} OR NOT coalesce(e.present, false) OR coalesce(e.owed, false)
                  OR s.fingerprint IS DISTINCT FROM e.fingerprint)
                 AND s.record_id NOT IN (SELECT record_id FROM {duplicates})
        END
    """


def _changed_rows(staged: Staged, projected: Projection) -> str:
    return f"""
        SELECT found.fingerprint, row.*
        FROM (SELECT {projected.ids.sql} AS record_id{projected.columns} FROM {staged.relation}) AS row
        JOIN {own("found")} AS found ON found.record_id = row.record_id
        WHERE found.fingerprint IS NOT NULL
        ORDER BY row.record_id
    """


def _left_rows() -> str:
    return f"SELECT record_id FROM {own('found')} WHERE fingerprint IS NULL ORDER BY record_id"


def _write(session: Session, select: str, path: Path) -> None:
    """Stream the answer to a Parquet file; DuckDB's own COPY of sorted rows takes twice the memory."""
    reader = session.connection.sql(select).to_arrow_reader(ROW_GROUP)
    with private(path) as file, pq.ParquetWriter(file, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def _counted(session: Session) -> tuple[int, int]:
    """How many changed, and how many left."""
    row = session.rows(f"SELECT count(fingerprint), count(*) - count(fingerprint) FROM {own('found')}")[0]
    changed, left = (int(str(number)) for number in row)
    return changed, left


def _inside(session: Session, staged: Staged, projected: Projection, duplicates: str) -> int:
    """How many rows are in the Destination altogether."""
    record_id = projected.ids.sql
    row = session.rows(
        f"SELECT count(*) FROM {staged.relation} WHERE {record_id} IS NOT NULL AND {projected.inside} "
        f"AND {record_id} NOT IN (SELECT record_id FROM {duplicates})"
    )[0]
    return int(str(row[0]))
