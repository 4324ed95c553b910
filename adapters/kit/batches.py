"""BatchGateway: a vendor that takes many rows a call and answers them in their order."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from returns.result import Result, Success

from joey.adapters.http import Request
from joey.adapters.kit.calling import asked
from joey.adapters.kit.gateway import VendorGateway
from joey.domain.action import Lookup, RemoteRecord, Write
from joey.domain.record import RecordId
from joey.ports.errors import GatewayError
from joey.ports.gateway import Answer, Refused, RowUnknown

_SILENT = RowUnknown("the vendor's answer doesn't say what became of this row")


class BatchGateway(VendorGateway):
    """A gateway of calls with many rows. Rows that can't be sent are refused, and hold up no other."""

    @abstractmethod
    def search(self, lookups: Sequence[Lookup]) -> Request:
        """The call that finds them; all of one kind."""

    @abstractmethod
    def matches(self, lookups: Sequence[Lookup], body: object) -> Mapping[Lookup, tuple[RemoteRecord, ...]]:
        """Who was found, for each lookup."""

    @abstractmethod
    def row(self, write: Write) -> object | Refused:
        """A write as it goes into the call."""

    @abstractmethod
    def request(self, write: Write, rows: Sequence[object]) -> Request:
        """The call that carries the rows; ``write`` is the first, and all are of its kind."""

    @abstractmethod
    def results(self, body: object) -> Sequence[object]:
        """The vendor's results, in the order of the rows."""

    @abstractmethod
    def answer(self, write: Write, result: object) -> Answer:
        """What a result says of its row."""

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """One call for all."""
        answered = await asked(self.http, self.search(lookups), "records")
        return answered.map(lambda body: self.matches(lookups, body))

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One call for all; where the vendor refuses it as a whole, the pipeline halves the batch."""
        made = [(write, self.row(write)) for write in writes]
        refused: dict[RecordId, Answer] = {write.record_id: row for write, row in made if isinstance(row, Refused)}
        good = [(write, row) for write, row in made if not isinstance(row, Refused)]
        if not good:
            return Success(refused)
        request = self.request(good[0][0], [row for _, row in good])
        answered = await asked(self.http, request, "a batch of records")
        return answered.map(lambda body: {**refused, **self._answers([write for write, _ in good], body)})

    def _answers(self, writes: Sequence[Write], body: object) -> dict[RecordId, Answer]:
        """By position; where there are more or fewer results than rows, none of them can be trusted."""
        results = self.results(body)
        if len(results) != len(writes):
            return {write.record_id: _SILENT for write in writes}
        return {write.record_id: self.answer(write, result) for write, result in zip(writes, results, strict=True)}
