"""CheckService: whether a project can run: credentials, accounts, Fields, Mappings, models; nothing is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from returns.pipeline import is_successful

from joey.application.assembly import Apps, Assembly
from joey.application.blocking import blocking
from joey.application.destination import Destination
from joey.application.off_loop import off_loop
from joey.application.overlaps import overlaps
from joey.application.project import DestinationConfig, Project
from joey.application.reports import CheckReport, Finding
from joey.application.trouble import Trouble, gateway_trouble, source_trouble
from joey.domain.projection import MappingProblem, compile_mapping


class CheckService:
    """Looks at everything that a run depends on."""

    def __init__(self, project: Project, apps: Apps, assembly: Assembly) -> None:
        self._project = project
        self._apps = apps
        self._assembly = assembly

    async def check(self, app: str | None = None) -> CheckReport:
        """Findings for each App (or the one named) and its Destinations, all of them, well or not."""
        if app is not None and app not in self._project.apps:
            known = ", ".join(self._project.apps) or "none"
            return CheckReport((Finding(f"app {app}", ok=False, detail="is not in the project", hint=known),))
        names = [app] if app is not None else list(self._project.apps)
        try:
            of_apps = await asyncio.gather(*(self._app(name) for name in names))
            configs = [config for config in self._project.destinations.values() if config.app in names]
            of_destinations = await asyncio.gather(*(self._destination(config) for config in configs))
        finally:
            await self._apps.aclose()
        destinations = [destination for _, destination in of_destinations if destination is not None]
        findings = [
            *of_apps,
            *(finding for found, _ in of_destinations for finding in found),
            *(_bad(f"destination {name}", trouble) for name, trouble in overlaps(destinations)),
        ]
        return CheckReport(tuple(findings))

    check_now = blocking(check)

    async def _app(self, name: str) -> Finding:
        subject = f"app {name}"
        connected = self._apps.connected(name)
        if not is_successful(connected):
            return _bad(subject, connected.failure())
        checked = await connected.unwrap().check()
        if not is_successful(checked):
            return _bad(subject, gateway_trouble(checked.failure()))
        return Finding(subject, ok=True, detail=checked.unwrap())

    async def _destination(self, config: DestinationConfig) -> tuple[list[Finding], Destination | None]:
        subject = f"destination {config.name}"
        assembled = await self._assembly.assemble(config)
        if not is_successful(assembled):
            return [_bad(subject, assembled.failure())], None
        destination = assembled.unwrap()
        return [finding async for finding in _findings(subject, destination)], destination


async def _findings(subject: str, destination: Destination) -> AsyncIterator[Finding]:
    gateway = destination.gateway
    described = await off_loop(destination.source.describe, destination.model)
    if not is_successful(described):
        yield _bad(f"model {destination.model.name}", source_trouble(described.failure()))
        return
    schema = await gateway.schema()
    if not is_successful(schema):
        yield _bad(subject, gateway_trouble(schema.failure()))
        return
    types = described.unwrap().types
    compiled = compile_mapping(
        destination.mapping,
        types,
        schema.unwrap(),
        gateway.key,
        gateway.group_rule,
        destination.locale,
        creates=destination.mode.creates,
    )
    if not is_successful(compiled):
        for problem in compiled.failure():
            yield _mapping_problem(subject, destination.name, problem)
    else:
        rows = described.unwrap().rows
        many = "" if rows is None else f"{rows:,} rows of {destination.model.name}, "
        yield Finding(
            subject, ok=True, detail=f"{many}{len(destination.mapping.fields)} fields to {destination.target}"
        )


def _mapping_problem(subject: str, destination: str, problem: MappingProblem) -> Finding:
    at = ("destinations", destination, "mapping", problem.field)
    return Finding(
        subject, ok=False, detail=f"{problem.field} {problem.reason}", hint="Correct the mapping here.", at=at
    )


def _bad(subject: str, trouble: Trouble) -> Finding:
    return Finding(subject, ok=False, detail=trouble.reason, hint=trouble.hint)
