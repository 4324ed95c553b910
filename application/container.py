"""The composition root: which adapter stands behind each port, from a project to the services."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dependency_injector import containers, providers
from returns.result import Result

from joey.adapters.cache import FileCache
from joey.adapters.clock import AlarmClock, SystemClock, SystemRandomness
from joey.adapters.discreet import discreet
from joey.adapters.ledgers.files.store import FileLedgers
from joey.adapters.ledgers.memory_view import blank_view
from joey.adapters.logging import Discreet
from joey.adapters.plugins import installed_plugins
from joey.adapters.project.problem import Problem
from joey.adapters.project.reader import project_of, read_project
from joey.adapters.redaction import PROCESS
from joey.adapters.sources.duckdb.source import DuckDbSource
from joey.adapters.traces import ProjectTraces
from joey.application.assembly import Apps, Assembly
from joey.application.check import CheckService
from joey.application.destinations import DestinationsService
from joey.application.explain import ExplainService
from joey.application.export import ExportService
from joey.application.forget import ForgetService
from joey.application.log import guard_with
from joey.application.plan import PlanService
from joey.application.project import Project
from joey.application.run import RunService
from joey.application.standing import StandingService
from joey.application.status import StatusService
from joey.ports.cache import Cache
from joey.ports.clock import Clock, Randomness, StoppableClock
from joey.ports.ledger import LedgerStore, LedgerView
from joey.ports.plugin import Plugin, PluginSpec, World
from joey.ports.source import RecordSource
from joey.ports.traces import TraceKeeper

guard_with(Discreet(PROCESS))


class Container(containers.DeclarativeContainer):
    """Reads top to bottom: the project, the world, the adapters, the services. Every provider can be overridden."""

    project: providers.Provider[Project] = providers.Dependency(instance_of=Project)

    clock: providers.Provider[Clock] = providers.Singleton(SystemClock)
    alarm: providers.Provider[StoppableClock] = providers.Singleton(AlarmClock, clock)
    randomness: providers.Provider[Randomness] = providers.Singleton(SystemRandomness)
    transport: providers.Provider[Any] = providers.Object(None)
    cache: providers.Provider[Cache] = providers.Singleton(FileCache, project.provided.cache, clock)
    world: providers.Provider[World] = providers.Singleton(World, alarm, randomness, transport, cache)

    plugins: providers.Provider[Mapping[str, Plugin]] = providers.Singleton(lambda: installed_plugins().by_type)
    source: providers.Provider[RecordSource] = providers.Singleton(
        DuckDbSource, project.provided.warehouse, project.provided.spool
    )
    ledgers: providers.Provider[LedgerStore] = providers.Singleton(FileLedgers, project.provided.ledger, clock)
    traces: providers.Provider[TraceKeeper] = providers.Singleton(ProjectTraces, project.provided.state)
    blank: providers.Provider[LedgerView] = providers.Singleton(blank_view)

    apps: providers.Provider[Apps] = providers.Singleton(Apps, project, providers.Callable(discreet, plugins), world)
    assembly: providers.Provider[Assembly] = providers.Factory(Assembly, project, apps, source, ledgers)

    export_service: providers.Provider[ExportService] = providers.Factory(ExportService, ledgers, clock)
    run_service: providers.Provider[RunService] = providers.Factory(RunService, project, apps, assembly, ledgers, alarm)
    check_service: providers.Provider[CheckService] = providers.Factory(CheckService, project, apps, assembly)
    plan_service: providers.Provider[PlanService] = providers.Factory(
        PlanService, project, apps, assembly, ledgers, blank, clock
    )
    explain_service: providers.Provider[ExplainService] = providers.Factory(
        ExplainService, apps, assembly, ledgers, blank
    )
    standing_service: providers.Provider[StandingService] = providers.Factory(StandingService, project, apps, ledgers)
    destinations_service: providers.Provider[DestinationsService] = providers.Factory(
        DestinationsService, project, apps, ledgers
    )
    forget_service: providers.Provider[ForgetService] = providers.Factory(
        ForgetService, project, apps, assembly, ledgers, traces, clock
    )
    status_service: providers.Provider[StatusService] = providers.Factory(StatusService, project, apps, ledgers)

    @staticmethod
    def of(project: Project, plugins: Mapping[str, Plugin] | None = None) -> Container:
        """The container of a project, with these plugins in place of the installed ones."""
        container = Container(project=providers.Object(project))
        if plugins is not None:
            container.plugins.override(providers.Object(plugins))
        return container

    @staticmethod
    def from_folder(
        folder: Path, env: Mapping[str, str] = os.environ, plugins: Mapping[str, Plugin] | None = None
    ) -> Result[Container, tuple[Problem, ...]]:
        """The container of the project file in a folder; every problem that it has."""
        known = plugins if plugins is not None else installed_plugins().by_type
        return read_project(folder, env, _specs(known)).map(lambda read: Container.of(read.project, known))

    @staticmethod
    def from_dict(
        data: Mapping[str, object],
        folder: Path = Path(),
        env: Mapping[str, str] = os.environ,
        plugins: Mapping[str, Plugin] | None = None,
    ) -> Result[Container, tuple[Problem, ...]]:
        """The container of a project given in the shape of its file; paths in it are below ``folder``, as is .joey."""
        known = plugins if plugins is not None else installed_plugins().by_type
        read = project_of(data, folder, env, _specs(known))
        return read.map(lambda found: Container.of(found.project, known))


def _specs(plugins: Mapping[str, Plugin]) -> Mapping[str, PluginSpec]:
    return {name: plugin.spec for name, plugin in plugins.items()}
