# ruff: noqa: ARG002 - the port's sizes mean nothing where there is only one row
"""OneRecord: a Spool of a single Record, so that one Record is looked at just as a run looks at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from joey.domain.record import Record, RecordId
from joey.ports.source import ChangedRow, LeftRow, RowProblem, SpoolCounts


@dataclass(frozen=True, slots=True)
class OneRecord:
    """A Spool of one Record: what a run would find of it if it had changed."""

    record_id: RecordId
    record: Record | None
    problems: Sequence[RowProblem] = ()
    departures_withheld: bool = False

    @property
    def counts(self) -> SpoolCounts:
        """One, either way."""
        there = self.record is not None
        return SpoolCounts(total=int(there), changed=int(there), left=int(not there), refused=0)

    def changed(self, size: int) -> Iterator[Sequence[ChangedRow]]:
        """The Record, where it belongs to the Destination."""
        if self.record is not None:
            yield [ChangedRow(self.record, "")]

    def keys(
        self,
        properties: Sequence[str],
        size: int,
    ) -> Iterator[Sequence[tuple[RecordId, Mapping[str, object]]]]:
        """The Record's key properties."""
        if self.record is not None:
            yield [(self.record_id, {name: self.record.properties.get(name) for name in properties})]

    def left(self, size: int) -> Iterator[Sequence[LeftRow]]:
        """The Record, where it doesn't belong to the Destination."""
        if self.record is None:
            yield [LeftRow(self.record_id)]

    def close(self) -> None:
        """Nothing is kept."""
