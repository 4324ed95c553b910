"""A Project as values: what a project file, or a program that embeds Joey, says is to be kept in step with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from joey.domain import mapping
from joey.domain.property import DEFAULT_LOCALE, Locale
from joey.domain.sync_mode import SyncMode
from joey.ports.plugin import Options
from joey.ports.source import Model


class Secret(str):
    """An option's value that is never shown: its repr hides it, and to a vendor's client it is the text itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True, slots=True)
class Guards:
    """How much a run may remove before it stops: more than so many Records, and than this share of those delivered."""

    max_deletes: int = 20
    max_share: float = 0.1


DEFAULT_GUARDS = Guards()


@dataclass(frozen=True, slots=True)
class AppConfig:
    """An account at a vendor: ``type`` as the vendor's plugin names it, and the App's options, defaults filled in."""

    name: str
    type: str
    options: Options = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DestinationConfig:
    """A Connection of an App, configured.

    ``only``: the Group that a Record must be in to belong here; None takes all Records of the model. ``sync_mode``:
    None where the project leaves it to the Connection.
    """

    name: str
    app: str
    connection: str
    model: str
    mapping: mapping.Mapping
    options: Options = field(default_factory=dict)
    only: str | None = None
    sync_mode: SyncMode | None = None
    guards: Guards = DEFAULT_GUARDS


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that is configured.

    ``root``: the folder of the project file; ``warehouse``: a DuckDB file, or a folder of files; ``state``: the folder
    that Joey keeps for itself. All paths are absolute.
    """

    root: Path
    warehouse: Path
    state: Path
    models: Mapping[str, Model] = field(default_factory=dict)
    apps: Mapping[str, AppConfig] = field(default_factory=dict)
    destinations: Mapping[str, DestinationConfig] = field(default_factory=dict)
    locale: Locale = DEFAULT_LOCALE

    @property
    def ledger(self) -> Path:
        """Where the Ledgers lie."""
        return self.state / "ledger"

    @property
    def spool(self) -> Path:
        """Where detections are spooled."""
        return self.state / "spool"

    @property
    def cache(self) -> Path:
        """What its workers keep of vendors for each other."""
        return self.state / "cache"

    def app_of(self, destination: DestinationConfig) -> AppConfig:
        """The App that a Destination goes through."""
        return self.apps[destination.app]

    def model_of(self, destination: DestinationConfig) -> Model:
        """The model whose Records a Destination receives."""
        return self.models[destination.model]

    def secrets(self) -> Iterator[str]:
        """Every text that must never be shown."""
        apps = (app.options for app in self.apps.values())
        destinations = (destination.options for destination in self.destinations.values())
        for options in (*apps, *destinations):
            yield from (value for value in options.values() if isinstance(value, Secret))
