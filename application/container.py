"""The composition root: which adapter stands behind each port, from a project to the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dependency_injector import containers, providers

from joey.adapters.clock import SystemClock, SystemRandomness
from joey.adapters.ledgers.files.store import FileLedgers
from joey.adapters.ledgers.memory_view import blank_view
from joey.adapters.plugins import installed_plugins
from joey.adapters.sources.duckdb.source import DuckDbSource
from joey.application.assembly import Apps, Assembly
from joey.application.check import CheckService
from joey.application.explain import ExplainService
from joey.application.export import ExportService
from joey.application.plan import PlanService
from joey.application.project import Project
from joey.application.run import RunService
from joey.application.status import StatusService
from joey.ports.clock import Clock, Randomness
from joey.ports.ledger import LedgerStore, LedgerView
from joey.ports.plugin import Plugin, World
from joey.ports.source import RecordSource


class Container(containers.DeclarativeContainer):
    """Reads top to bottom: the project, the world, the adapters, the services. Every provider can be overridden."""

    project: providers.Provider[Project] = providers.Dependency(instance_of=Project)

    clock: providers.Provider[Clock] = providers.Singleton(SystemClock)
    randomness: providers.Provider[Randomness] = providers.Singleton(SystemRandomness)
    transport: providers.Provider[Any] = providers.Object(None)
    world: providers.Provider[World] = providers.Singleton(World, clock, randomness, transport)

    plugins: providers.Provider[Mapping[str, Plugin]] = providers.Singleton(lambda: installed_plugins().by_type)
    source: providers.Provider[RecordSource] = providers.Singleton(
        DuckDbSource, project.provided.warehouse, project.provided.spool
    )
    ledgers: providers.Provider[LedgerStore] = providers.Singleton(FileLedgers, project.provided.ledger, clock)
    blank: providers.Provider[LedgerView] = providers.Singleton(blank_view)

    apps: providers.Provider[Apps] = providers.Singleton(Apps, project, plugins, world)
    assembly: providers.Provider[Assembly] = providers.Factory(Assembly, project, apps, source, ledgers)

    export_service: providers.Provider[ExportService] = providers.Factory(ExportService, ledgers, clock)
    run_service: providers.Provider[RunService] = providers.Factory(RunService, project, apps, assembly, ledgers, clock)
    check_service: providers.Provider[CheckService] = providers.Factory(CheckService, project, apps, assembly)
    plan_service: providers.Provider[PlanService] = providers.Factory(
        PlanService, project, apps, assembly, ledgers, blank, clock
    )
    explain_service: providers.Provider[ExplainService] = providers.Factory(
        ExplainService, apps, assembly, ledgers, blank
    )
    status_service: providers.Provider[StatusService] = providers.Factory(StatusService, project, apps, ledgers)

    @staticmethod
    def of(project: Project, plugins: Mapping[str, Plugin] | None = None) -> Container:
        """The container of a project, with these plugins in place of the installed ones."""
        container = Container(project=providers.Object(project))
        if plugins is not None:
            container.plugins.override(providers.Object(plugins))
        return container
