"""One seed's world: a warehouse, a project, a vendor's Sandbox, the network between, and processes that run Joey."""

from __future__ import annotations

import random
from collections.abc import Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import httpx
from dependency_injector import providers

from joey.adapters.sandbox.server import sandbox_app
from joey.adapters.sources.memory import MemorySource
from joey.adapters.virtual_clock import SeededRandomness
from joey.application.container import Container
from joey.application.destination_run import Orders
from joey.application.project import AppConfig, DestinationConfig, Project
from joey.application.reports import RunReport
from joey.domain.facts import Facts
from joey.domain.property import PropertyType
from joey.domain.record import Record, RecordId
from joey.ports.ledger import HistoryEntry, LedgerView, Rejection, Writer
from joey.ports.plugin import World as Outside
from joey.ports.source import InGroup, Model, Table
from tests.machine.accounts import Names
from tests.machine.warehouse import KEEPER, PROPERTIES, Customer, Warehouse, Wiring
from tests.simulation.edits import GROUPS
from tests.simulation.kept import Kept, KeptInFiles, KeptInMemory
from tests.simulation.listening import listening
from tests.simulation.network import Line, Network
from tests.simulation.process import Process
from tests.simulation.trace import Trace
from tests.simulation.vendor import Look, Vendor
from tests.simulation.virtual_loop import Time, TimeClock
from tests.simulation.weather import CALM, Climate

T = TypeVar("T")

MODEL = "people"
IN_FILES = 4
"""Every so many seeds, the Ledger is one in files; else it's in memory, which costs a tenth."""


class _Rows:
    """The warehouse's Records, gone through anew each time."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def __iter__(self) -> Iterator[Record]:
        return self._warehouse.records()


def _wiring(vendor: Vendor) -> Wiring:
    names = vendor.names
    always = {} if vendor.everybody is None else {vendor.everybody: vendor.everybody}
    fields = {names.key: "email", names.name: "name", names.mark: "mark"}
    return Wiring("main", fields, {"High": vendor.group, **always})


class World:
    """Everything that a story happens to."""

    def __init__(self, vendor: Vendor, seed: int, folder: Path) -> None:
        self.vendor = vendor
        self.time = Time()
        self.trace = Trace(self.time)
        self.warehouse = Warehouse({KEEPER: Customer("keeper@x.io", "Keeper", groups=frozenset({"VIP"}))})
        self.main = _wiring(vendor)
        self.destinations = [self.main]
        self.runs = 0
        self.ever: set[str] = set()
        self._viewed: LedgerView | None = None
        self._seed = f"{vendor.name} {seed}"
        self._folder = folder
        self.ledgers = self._kept(in_files=seed % IN_FILES == 0)
        self._draw_settings()
        app = sandbox_app({vendor.name: vendor.create}, lambda: self.time.now().timestamp())
        self._sandbox = httpx.ASGITransport(app)
        self.network = Network(
            self._sandbox, self.time, self.trace, self.chance("network"), vendor.throttles, vendor.expired
        )
        self._thread_chance = self.chance("threads")
        self._randomness = SeededRandomness(self.chance("joey").randrange(2**32))
        self._source = MemorySource(_Rows(self.warehouse), dict.fromkeys(PROPERTIES, PropertyType.STRING))
        self._window = self._aside(vendor.open(str(self._app["base_url"]), self._sandbox))
        self.facts = self._facts()
        self._set_lag()

    def _kept(self, *, in_files: bool) -> Kept:
        chance = self.chance("disk")
        if in_files:
            return KeptInFiles(self._folder, self.time, self.trace, chance)
        return KeptInMemory(self.time, self.trace, chance)

    def _draw_settings(self) -> None:
        drawn = self.chance("settings")
        self._app = {**drawn.choice(self.vendor.apps), "base_url": f"http://127.0.0.1/{self.vendor.name}"}
        self._options = drawn.choice(self.vendor.settings)
        self.trace.tell(f"app {self._app}, connection {self._options}")

    def _set_lag(self) -> None:
        """The vendor's search shows writes as late as it's declared to, at the most."""
        drawn = self.chance("lag")
        lag = drawn.choice((0.0, drawn.uniform(0.0, self.facts.search_lag))) if self.vendor.lag else 0.0
        self._aside(self._window.put(switches={"search_lag_seconds": lag}))
        self.trace.tell(f"search lags by {lag} s")

    def chance(self, of: str) -> random.Random:
        """A stream of chance of its own."""
        return random.Random(f"{self._seed} {of}")

    def close(self) -> None:
        """Let go of the window."""
        self._aside(self._window.aclose())

    def look(self) -> Look:
        """What there is at the vendor."""
        return self._aside(self.vendor.look(self._window))

    def run(self, weather: Climate = CALM, dies_at: int | None = None) -> RunReport | None:
        """One process's run of all Destinations; None where it died."""
        self.runs += 1
        self.ever |= self.warehouse.rows.keys()
        self._viewed = None
        self.trace.count("runs")
        self.trace.tell(f"run {self.runs}, weather {weather.name}, dies at {dies_at}")
        process: Process[RunReport] = Process(self.time, dies_at, self.ledgers.die, self._lasts)
        self.network.line = line = Line(process.step, weather)
        with self.ledgers.of(process), listening() as heard:
            report = process.run(self._run(f"run {self.runs}"))
        self.network.line = None
        if line.broken is not None:
            raise line.broken
        assert report is None or not heard, "\n".join(("a fault of Joey's own", *heard))
        if report is None:
            self.ledgers.bury()
            self.trace.count("deaths")
        else:
            self.trace.tell(f"run {self.runs} ended: {report}")
        return report

    async def _run(self, run_id: str) -> RunReport:
        service = self._container().run_service()
        return await service.run(orders=Orders(run_id=run_id, allow_deletes=True))

    def _lasts(self) -> float:
        return self._thread_chance.uniform(0.0001, 0.01)

    def _container(self) -> Container:
        container = Container.of(self.project(), {self.vendor.plugin.spec.app.type: self.vendor.plugin})
        container.clock.override(providers.Object(TimeClock(self.time)))
        container.randomness.override(providers.Object(self._randomness))
        container.transport.override(providers.Object(self.network))
        container.source.override(providers.Object(self._source))
        container.ledgers.override(providers.Object(self.ledgers.store()))
        return container

    def project(self) -> Project:
        """The project as it is now."""
        vendor = self.vendor
        model = Model(
            MODEL, Table(MODEL), ("id",), groups={name: InGroup(name) for name in (*GROUPS, *self.main.groups)}
        )
        destinations = {
            wiring.name: DestinationConfig(
                wiring.name,
                "app",
                vendor.connection,
                MODEL,
                wiring.mapping,
                self._options,
                wiring.only,
                wiring.mode,
            )
            for wiring in self.destinations
        }
        apps = {"app": AppConfig("app", vendor.plugin.spec.app.type, self._app)}
        return Project(self._folder, self._folder, self._folder / "state", {MODEL: model}, apps, destinations)

    def _facts(self) -> Facts:
        outside = Outside(TimeClock(self.time), self._randomness, self._sandbox)
        app = self.vendor.plugin.app(self._app, outside).unwrap()
        facts = app.connect(self.vendor.connection, self._options).unwrap().gateway.facts
        self._aside(app.aclose())
        return facts

    def _aside(self, work: Coroutine[Any, Any, T]) -> T:
        return Process[T](self.time, None, lambda: None).run(work)  # type: ignore[return-value]

    @property
    def names(self) -> Names:
        """What the account calls the fields."""
        return self.vendor.names

    @property
    def speaks_of(self) -> frozenset[str]:
        """Every field that the project maps."""
        return frozenset(name for wiring in self.destinations for name in wiring.fields)

    def badly(self, wiring: Wiring) -> dict[str, Rejection]:
        """Who stands badly at a Destination, by id."""
        view = self.view
        rows = view.standing_badly(Writer(wiring.name, MODEL), 1_000) if view is not None else ()
        return {str(one.record_id): one for one in rows}

    def acknowledged(self, *of: str) -> set[str]:
        """The remote ids that the vendor ever told of a write; of Records that are named, also those tried."""
        kinds = {"delivered", "intent"} if of else {"delivered"}
        entries = (entry for who in of or sorted(self.ever) for entry in self._history(who))
        return {entry.remote_id for entry in entries if entry.kind in kinds and entry.remote_id is not None}

    def keys_tried(self, who: str) -> set[str]:
        """The keys that a Record was ever to have."""
        return {entry.snapshot.key for entry in self._history(who) if entry.snapshot is not None}

    def told_of(self, who: str) -> str:
        """What happened to a Record, for whoever reads a failed law."""
        return "\n".join(
            f"  {one.run_id} {one.kind} {one.detail} {one.snapshot} {one.remote_id}" for one in self._history(who)
        )

    def _history(self, who: str) -> Sequence[HistoryEntry]:
        view = self.view
        return view.history(MODEL, RecordId(who)) if view is not None else ()

    @property
    def view(self) -> LedgerView | None:
        """What the Ledger knows since the last run."""
        if self._viewed is None:
            store = self.ledgers.store()
            targets = store.targets()
            self._viewed = store.view(targets[0]).unwrap() if targets else None
        return self._viewed
