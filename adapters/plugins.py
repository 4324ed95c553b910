"""Finding plugins: the entry points of the group `joey.destinations`, the built-in vendors' included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from joey.ports.plugin import PORTS_VERSION, Plugin

GROUP = "joey.destinations"


@dataclass(frozen=True, slots=True)
class PluginProblem:
    """Why an installed plugin isn't used."""

    name: str
    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plugins:
    """The plugins by the App type that they serve, and those that are not used."""

    by_type: Mapping[str, Plugin]
    problems: tuple[PluginProblem, ...] = ()


def installed_plugins(points: Iterable[EntryPoint] | None = None) -> Plugins:
    """Load every installed plugin; two that claim one App type, or one made for other ports, are set aside."""
    found: dict[str, Plugin] = {}
    problems: list[PluginProblem] = []
    for point in sorted(entry_points(group=GROUP) if points is None else points, key=lambda point: point.name):
        loaded = _load(point)
        if isinstance(loaded, PluginProblem):
            problems.append(loaded)
        elif loaded.spec.app.type in found:
            reason = f"another plugin serves the App type {loaded.spec.app.type!r} already; uninstall one of them"
            problems.append(PluginProblem(point.name, point.value, reason))
        else:
            found[loaded.spec.app.type] = loaded
    return Plugins(found, tuple(problems))


def _load(point: EntryPoint) -> Plugin | PluginProblem:
    try:
        plugin: Plugin = point.load()
        version = plugin.spec.ports_version
    except Exception as error:  # noqa: BLE001 - a broken plugin of somebody else's must not stop Joey
        return PluginProblem(point.name, point.value, f"it can't be loaded: {type(error).__name__}: {error}")
    if version != PORTS_VERSION:
        reason = f"it was made for version {version} of the ports, and this Joey has version {PORTS_VERSION}"
        return PluginProblem(point.name, point.value, reason)
    return plugin
