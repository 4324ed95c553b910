"""A project that lives in memory: its Records, its vendor, its Ledgers and its services, to look at from a test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from dependency_injector import providers

from joey import Container
from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.memory import CallMade, InMemoryVendor, MemoryPlugin
from joey.adapters.memory.faults import LISTINGS, WRITES
from joey.adapters.sources.memory import MemorySource
from joey.adapters.virtual_clock import VirtualClock
from joey.application.destination_run import Orders
from joey.application.project import DEFAULT_GUARDS, AppConfig, DestinationConfig, Guards, Project
from joey.application.reports import DestinationReport, RunReport
from joey.domain import mapping
from joey.domain.facts import Call, Facts
from joey.domain.property import PropertyType
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.ledger import LedgerStore
from joey.ports.source import InGroup, Model, Table
from tests.contract.variants import FACTS

PROPERTIES = ("mail", "name", "plan")


def person(who: object, name: str | None = "Ann", mail: str | None = "", groups: Iterable[str] = ()) -> Record:
    """A Record, whose e-mail is made from its id where none is given."""
    mail = f"person{who}@example.com" if mail == "" else mail
    return Record(RecordId(str(who)), {"mail": mail, "name": name, "plan": "free"}, frozenset(groups))


def people(count: int, name: str | None = "Ann", groups: Iterable[str] = ()) -> list[Record]:
    """So many."""
    return [person(number, name, groups=groups) for number in range(1, count + 1)]


def destination(
    name: str = "crm",
    fields: Mapping[str, str] | None = None,
    groups: Mapping[str, str] | None = None,
    only: str | None = None,
    app: str = "crm",
    guards: Guards = DEFAULT_GUARDS,
) -> DestinationConfig:
    """A Destination of the project."""
    named = fields or {"email": "mail", "first_name": "name"}
    lines = tuple(mapping.FieldMapping(field, mapping.FromProperty(column)) for field, column in named.items())
    filled = mapping.Mapping(lines, dict(groups if groups is not None else {"High": "High"}))
    return DestinationConfig(name, app, "memory-records", "people", filled, only=only, guards=guards)


class Embedded:
    """The project, with everything that a test wants to change or look at."""

    def __init__(
        self, *destinations: DestinationConfig, facts: Facts = FACTS, ledgers: LedgerStore | None = None
    ) -> None:
        self.clock = VirtualClock()
        self.ledgers = ledgers or MemoryLedgers(self.clock)
        self.plugin = MemoryPlugin(facts)
        self.records: list[Record] = []
        self.source = MemorySource(self.records, dict.fromkeys(PROPERTIES, PropertyType.STRING))
        self.configure(*(destinations or (destination(),)))

    def configure(self, *destinations: DestinationConfig, tokens: Mapping[str, str] | None = None) -> None:
        """Another project over the same warehouse, vendor and Ledgers. ``tokens``: of Apps, where not any will do."""
        model = Model("people", Table("people"), ("id",), groups={name: InGroup(name) for name in ("High", "VIP")})
        given = tokens or {}
        apps = {
            app: AppConfig(app, "memory", {"token": given.get(app, "any"), "account": app})
            for app in dict.fromkeys(each.app for each in destinations)
        }
        nowhere = Path("/nowhere")
        named = {each.name: each for each in destinations}
        project = Project(nowhere, nowhere, nowhere, {"people": model}, apps, named)
        self.container = Container.of(project, {"memory": self.plugin})
        self.container.clock.override(providers.Object(self.clock))
        self.container.ledgers.override(providers.Object(self.ledgers))
        self.container.source.override(providers.Object(self.source))

    def now(self, records: Iterable[Record]) -> None:
        """These are all Records from now on."""
        self.records[:] = records

    def vendor(self, app: str = "crm") -> InMemoryVendor:
        """The far side of an App."""
        return self.plugin.vendors[app]

    def calls(self, app: str = "crm", kinds: frozenset[Call] = WRITES | LISTINGS) -> list[CallMade]:
        """The calls of these kinds so far."""
        return [call for call in self.vendor(app).calls if call.kind in kinds]


def in_mode(config: DestinationConfig, mode: SyncMode) -> DestinationConfig:
    """The same in another sync mode."""
    return replace(config, sync_mode=mode)


ALLOWED = Orders(allow_deletes=True)


def whole(project: Embedded, orders: Orders | None = None, *names: str) -> RunReport:
    """A run of the project."""
    return project.container.run_service().run_now(names, orders)


def ran(project: Embedded, orders: Orders | None = None) -> DestinationReport:
    """A run of the project's only Destination."""
    return whole(project, orders).destinations[0]
