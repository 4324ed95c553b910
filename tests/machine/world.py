"""The machine's world: a warehouse, a project, an account at a vendor, and runs of the real ExportService."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.sources.memory import MemorySource
from joey.application.destination import Destination
from joey.application.destination_run import Orders
from joey.application.export import ExportService
from joey.application.off_loop import everything_on_the_loop
from joey.application.reports import DestinationReport, Progress
from joey.domain.facts import Facts, GroupStyle
from joey.domain.property import PropertyType
from joey.domain.record import Record, RecordId
from joey.domain.target import Target
from joey.ports.ledger import LedgerView, Rejection, Writer
from joey.ports.source import InGroup, Model, Table
from tests.machine.accounts import Account, Names
from tests.machine.dying import Death, Died, MortalLedgers
from tests.machine.warehouse import KEEPER, PROPERTIES, Customer, Warehouse, Wiring

TARGET = Target("memory://", "1", "machine")
GROUPS = ("High", "News", "VIP")
MODEL = Model("people", Table("people"), ("id",), groups={name: InGroup(name) for name in GROUPS})
SETTLING = 5
"""Runs without faults after which all must be as it should."""


class _Rows:
    """The warehouse's Records, gone through anew each time."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def __iter__(self) -> Iterator[Record]:
        return self._warehouse.records()


class World:
    """Everything that a history happens to."""

    def __init__(self, account: Account) -> None:
        self.account = account
        names = account.names
        self.main = Wiring("main", {names.key: "email", names.name: "name", names.mark: "mark"}, {"High": "High"})
        self.side = Wiring("side", {names.key: "email", names.side: "side", names.mark: "mark"}, {"News": "News"})
        if account.gateway.facts.groups is GroupStyle.NONE:
            self.main.groups, self.side.groups = {}, {}
        self.destinations = [self.main]
        self.warehouse = Warehouse({KEEPER: Customer("keeper@x.io", "Keeper", groups=frozenset({"VIP"}))})
        self.ledgers = MortalLedgers(MemoryLedgers(account.clock))
        self._types: dict[str, PropertyType] = dict.fromkeys(PROPERTIES, PropertyType.STRING)
        self._source = MemorySource(_Rows(self.warehouse), self._types)
        self._runs = 0

    async def run(self, stop_after: int | None = None, death: Death | None = None) -> list[DestinationReport]:
        """One run of all Destinations, which may be stopped, or die."""
        self._runs += 1
        self.ledgers.death = death or Death()
        stop = asyncio.Event()
        if stop_after == 0:
            stop.set()

        def heard(progress: Progress) -> None:
            if stop_after is not None and progress.done >= stop_after:
                stop.set()

        reports: list[DestinationReport] = []
        service = ExportService(self.ledgers, self.account.clock, stop)
        orders = Orders(run_id=f"run {self._runs}", allow_deletes=True)
        try:
            with everything_on_the_loop():
                for wiring in self.destinations:
                    report = await service.export(self.destination(wiring), orders, heard)
                    reports = [*reports, report]
        except* Died:
            self.ledgers.bury()
        return reports

    async def let_go(self, wiring: Wiring) -> None:
        """Have the Ledger let go of a Destination, as `joey destination drop` does."""
        ledger = (await self.ledgers.lease(TARGET, "machine")).unwrap()
        await ledger.drop(Writer(wiring.name, "people"))
        await ledger.close()

    async def settle(self) -> None:
        """Faults end, time passes, and enough runs go by."""
        await self.account.calm()
        for number in range(SETTLING):
            if number < 2:
                self.account.clock.advance(8 * 86_400)
            for report in await self.run():
                assert not report.error, report
                assert report.guard is None, report

    def destination(self, wiring: Wiring) -> Destination:
        """A Destination as its wiring is now."""
        return Destination(
            name=wiring.name,
            model=MODEL,
            mapping=wiring.mapping,
            mode=wiring.mode,
            source=self._source,
            gateway=self.account.gateway,
            target=TARGET,
            lists=self.account.lists,
            only=wiring.only,
        )

    @property
    def names(self) -> Names:
        """What the account calls the fields."""
        return self.account.names

    @property
    def facts(self) -> Facts:
        """The vendor's."""
        return self.account.gateway.facts

    @property
    def view(self) -> LedgerView:
        """What the Ledger knows."""
        view = self.ledgers.view(TARGET).unwrap()
        assert view is not None
        return view

    def badly(self, wiring: Wiring) -> dict[str, Rejection]:
        """Who stands badly at a Destination, by id."""
        return {str(one.record_id): one for one in self.view.standing_badly(Writer(wiring.name, "people"), 1000)}

    def acknowledged(self, *of: str) -> set[str]:
        """The remote ids that the vendor ever told of a write, for these Records (none named: for any)."""
        entries = (
            entry for who in of or map(str, range(1, 11)) for entry in self.view.history("people", RecordId(who))
        )
        return {entry.remote_id for entry in entries if entry.kind == "delivered" and entry.remote_id is not None}

    def keys_tried(self, who: str) -> set[str]:
        """The keys that a Record was ever to have."""
        entries = self.view.history("people", RecordId(who))
        return {entry.snapshot.key for entry in entries if entry.snapshot is not None}

    def told_of(self, who: str) -> str:
        """What happened to a Record, for whoever reads a failed law."""
        entries = self.view.history("people", RecordId(who))
        return "\n".join(
            f"  {e.run_id} {e.destination} {e.kind} {e.detail} {e.snapshot} {e.remote_id}" for e in entries
        )
