"""Finding plugins: the entry points of the group `joey.destinations`, the built-in vendors' included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points

from joey.ports.plugin import PORTS_VERSION, Plugin

GROUP = "joey.destinations"


@dataclass(frozen=True, slots=True)
class Installed:
    """A plugin and where it comes from: its entry point, and the distribution (blank where none is known)."""

    plugin: Plugin
    origin: str
    distribution: str = ""
    version: str = ""

    @property
    def source(self) -> str:
        """To people: ``joey-acme 0.1.0``."""
        return f"{self.distribution} {self.version}".strip() or self.origin


@dataclass(frozen=True, slots=True)
class PluginProblem:
    """Why an installed plugin isn't used. ``name``: the App type that it claims, its entry point's name if unknown."""

    name: str
    origin: str
    reason: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Plugins:
    """The plugins by the App type that they serve, where each comes from, and those that are not used."""

    by_type: Mapping[str, Plugin]
    problems: tuple[PluginProblem, ...] = ()
    installed: Mapping[str, Installed] = field(default_factory=dict[str, Installed])

    def problems_of(self, type_: str) -> tuple[PluginProblem, ...]:
        """Why there is no plugin for an App type, where one is installed that can't be used."""
        return tuple(problem for problem in self.problems if problem.name == type_)


def installed_plugins(points: Iterable[EntryPoint] | None = None) -> Plugins:
    """Load every installed plugin. Two that claim one App type are both refused, since which was meant can't be told.

    One that can't be loaded, or that was made for other ports, is refused too; the others go on.
    """
    claims: dict[str, list[Installed]] = defaultdict(list)
    problems: list[PluginProblem] = []
    for point in sorted(entry_points(group=GROUP) if points is None else points, key=lambda point: point.name):
        loaded = _load(point)
        if isinstance(loaded, PluginProblem):
            problems.append(loaded)
        else:
            claims[loaded.plugin.spec.app.type].append(loaded)
    problems += [
        problem for type_, several in claims.items() if len(several) > 1 for problem in _rivals(type_, several)
    ]
    alone = {type_: several[0] for type_, several in claims.items() if len(several) == 1}
    return Plugins({type_: each.plugin for type_, each in alone.items()}, tuple(problems), alone)


def _rivals(type_: str, several: list[Installed]) -> Iterable[PluginProblem]:
    sources = [f"{each.source} ({each.origin})" for each in several]
    reason = f"{len(several)} plugins claim the App type {type_!r}: {', '.join(sources)}; uninstall all but one of them"
    return [PluginProblem(type_, each.origin, reason, each.source) for each in several]


def _load(point: EntryPoint) -> Installed | PluginProblem:
    distribution, version = (point.dist.name, point.dist.version) if point.dist is not None else ("", "")
    source = f"{distribution} {version}".strip()
    try:
        plugin: Plugin = point.load()
        made_for, type_ = plugin.spec.ports_version, plugin.spec.app.type
    except Exception as error:  # noqa: BLE001 - a broken plugin of somebody else's must not stop Joey
        return PluginProblem(point.name, point.value, f"it can't be loaded: {type(error).__name__}: {error}", source)
    reason = unfit(made_for)
    if reason is not None:
        return PluginProblem(type_, point.value, reason, source)
    return Installed(plugin, point.value, distribution, version)


def told(problem: PluginProblem) -> str:
    """Why a plugin isn't used, naming it and where it's from."""
    source = f" of {problem.source}" if problem.source else ""
    return f"The plugin {problem.name}{source} ({problem.origin}) isn't used: {problem.reason}."


def unfit(made_for: object) -> str | None:
    """Why a plugin that was made for this version of the ports can't be used here; None where it can."""
    ours = _numbers(PORTS_VERSION) or (0, 0)
    theirs = _numbers(made_for)
    if theirs is None:
        return f"its spec doesn't state the ports_version that it was made for, like {PORTS_VERSION!r}"
    if theirs[0] == ours[0] and theirs[1] <= ours[1]:
        return None
    way_out = "install a newer Joey" if theirs > ours else "install a newer version of the plugin, or an older Joey"
    return f"it was made for version {made_for} of the ports, and this Joey has version {PORTS_VERSION}; {way_out}"


def _numbers(version: object) -> tuple[int, int] | None:
    parts = version.split(".") if isinstance(version, str) else []
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return int(parts[0]), int(parts[1])
