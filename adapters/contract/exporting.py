"""The whole pipeline around a gateway: a Subject of DestinationContract runs the real ExportService."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.sources.memory import MemorySource
from joey.adapters.virtual_clock import VirtualClock
from joey.application.destination import Destination
from joey.application.destination_run import Orders
from joey.application.export import ExportService
from joey.application.off_loop import everything_on_the_loop
from joey.domain import mapping
from joey.domain.facts import GroupStyle
from joey.domain.outcome import OWED, Delivered, Rejected, Skipped
from joey.domain.property import PropertyType
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.domain.target import Target
from joey.ports.contract.subject import EVERYBODY, GROUPS
from joey.ports.gateway import DestinationGateway
from joey.ports.lists import ListRepository
from joey.ports.source import InGroup, Model, Table

KINDS = {kind.__name__.lower() for kind in (*OWED, Delivered, Rejected, Skipped)}
_ALL = (*GROUPS, EVERYBODY)
TARGET = Target("memory://", "1", "contract")


class Exporting:
    """Runs of one Destination, one after the other, over a Ledger that remembers."""

    def __init__(self, fields: Sequence[str], types: Mapping[str, PropertyType] | None = None) -> None:
        self._fields = fields
        self._records: list[Record] = []
        self._source = MemorySource(self._records, dict.fromkeys(fields, PropertyType.STRING) | dict(types or {}))
        self._clock = VirtualClock()
        self._ledgers = MemoryLedgers(self._clock)
        self._runs = 0
        self._known: set[RecordId] = set()

    async def run(
        self, gateway: DestinationGateway, lists: ListRepository | None, records: Sequence[Record], mode: SyncMode
    ) -> Mapping[RecordId, str]:
        """One run; the last Outcome's kind of each Record that was attempted."""
        self._runs += 1
        self._records[:] = records
        self._known |= {record.id for record in records}
        run_id = f"run {self._runs}"
        service, orders = ExportService(self._ledgers, self._clock), Orders(run_id=run_id, allow_deletes=True)
        with everything_on_the_loop():
            report = await service.export(self._destination(gateway, lists, mode), orders)
        kinds = self._kinds(run_id)
        assert sum(report.outcomes.values()) == len(kinds), f"the report speaks of {report.outcomes}, not of {kinds}"
        return kinds

    def _kinds(self, run_id: str) -> dict[RecordId, str]:
        view = self._ledgers.view(TARGET).unwrap()
        assert view is not None
        told = {who: [entry for entry in view.history("people", who) if entry.run_id == run_id] for who in self._known}
        ended = {who: [entry.kind for entry in entries if entry.kind in KINDS] for who, entries in told.items()}
        return {who: kinds[-1] for who, kinds in sorted(ended.items()) if kinds}

    def _destination(self, gateway: DestinationGateway, lists: ListRepository | None, mode: SyncMode) -> Destination:
        grouped = gateway.facts.groups is not GroupStyle.NONE
        lines = tuple(mapping.FieldMapping(name, mapping.FromProperty(name)) for name in self._fields)
        return Destination(
            name="contract",
            model=Model("people", Table("people"), ("id",), groups={name: InGroup(name) for name in _ALL}),
            mapping=mapping.Mapping(lines, {name: name for name in _ALL} if grouped else {}),
            mode=mode,
            source=self._source,
            gateway=gateway,
            target=TARGET,
            lists=lists,
        )
