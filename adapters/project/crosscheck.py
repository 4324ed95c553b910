"""What a shape alone can't tell: whether names lead somewhere, and whether options suit the vendor's plugin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from glob import iglob
from pathlib import Path as FilePath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from phonenumbers import SUPPORTED_REGIONS

from joey.adapters.project.document import Document
from joey.adapters.project.environment import Filling
from joey.adapters.project.problem import Path, Place, Problem, suggestion
from joey.adapters.project.shape import DestinationShape, ModelShape, ProjectShape
from joey.domain.facts import GroupStyle
from joey.ports.plugin import ConnectionSpec, Option, PluginSpec

BASE_URL = "base_url"
"""The option that every App takes: what stands for the vendor's host."""

NOT_INSTALLED = "No vendor of type '{}' is installed."
"""What is said of an App whose plugin isn't there, or is refused."""


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """Checks a project against itself, its folder and the plugins.

    ``broken``: parts (section, name) that are there, but wrong, and so not in the shape.
    """

    shape: ProjectShape
    document: Document
    filling: Filling
    plugins: Mapping[str, PluginSpec]
    root: FilePath
    broken: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def problems(self) -> Iterator[Problem]:
        """All of them, in the order of the file's sections."""
        yield from self._top()
        for name, model in self.shape.models.items():
            yield from self._model(name, model)
        for name, app in self.shape.apps.items():
            path: Path = ("apps", name)
            spec = self.plugins.get(app.type)
            if spec is None:
                place, hint = self._at(*path, "type"), suggestion(app.type, self.plugins)
                yield Problem(place, NOT_INSTALLED.format(app.type), hint)
            else:
                yield from self._options((*path, "options"), spec.app.options, app.options, extra=(BASE_URL,))
        for name, destination in self.shape.destinations.items():
            yield from self._destination(("destinations", name), destination)

    def _top(self) -> Iterator[Problem]:
        shape = self.shape
        if not _is_zone(shape.zone):
            hint = suggestion(shape.zone, available_timezones())
            hint = hint if hint.startswith("Did") else "Write an IANA name, such as Europe/Berlin or UTC."
            yield Problem(self._at("zone"), f"No time zone '{shape.zone}' is known.", hint)
        if shape.region not in SUPPORTED_REGIONS:
            hint = "Write the country's two capital letters, such as US or DE."
            yield Problem(self._at("region"), f"No region '{shape.region}' is known.", hint)
        if "warehouse" not in {name for name, _ in self.broken} and not warehouse_path(shape, self.root).exists():
            hint = f"Paths start at the project's folder; looked for {warehouse_path(shape, self.root)}."
            yield Problem(self._at("warehouse"), f"The warehouse '{shape.warehouse}' doesn't exist.", hint)

    def _model(self, name: str, model: ModelShape) -> Iterator[Problem]:
        if model.file is None:
            return
        path = file_path(self.shape, self.root, model.file)
        if not any(iglob(str(path))):  # noqa: PTH207  # any part may be a pattern
            hint = f"Looked for {path}. {_meant(path)}".rstrip()
            yield Problem(self._at("models", name, "file"), f"The file '{model.file}' doesn't exist.", hint)

    def _destination(self, path: Path, destination: DestinationShape) -> Iterator[Problem]:
        if not self._there("apps", destination.app):
            yield self._unknown((*path, "app"), "No app", destination.app, self.shape.apps)
        if not self._there("models", destination.model):
            yield self._unknown((*path, "model"), "No model", destination.model, self.shape.models)
        yield from self._connection(path, destination)
        if destination.model in self.shape.models:
            yield from self._groups(path, destination, self.shape.models[destination.model])

    def _connection(self, path: Path, destination: DestinationShape) -> Iterator[Problem]:
        app = self.shape.apps.get(destination.app)
        spec = self.plugins.get(app.type) if app else None
        if spec is None:
            return
        connection = spec.connection(destination.connection)
        if connection is None:
            names = [known.name for known in spec.connections]
            yield self._unknown((*path, "connection"), "No connection", destination.connection, names)
            return
        yield from self._options((*path, "options"), connection.options, destination.options)
        yield from self._abilities(path, destination, connection)

    def _abilities(self, path: Path, destination: DestinationShape, connection: ConnectionSpec) -> Iterator[Problem]:
        modes = connection.facts.sync_modes
        if destination.sync_mode is not None and destination.sync_mode not in modes:
            yield Problem(
                self._at(*path, "sync_mode"),
                f"{connection.name} has no sync mode '{destination.sync_mode}'.",
                f"One of: {', '.join(modes)}.",
            )
        if destination.groups and connection.facts.groups is GroupStyle.NONE:
            hint = "Remove 'groups' from this Destination."
            yield Problem(self._at(*path, "groups"), f"{connection.name} has nothing that Groups could become.", hint)

    def _groups(self, path: Path, destination: DestinationShape, model: ModelShape) -> Iterator[Problem]:
        if destination.only is not None and destination.only not in model.groups:
            where = "records" if destination.group is None else "group"
            yield self._unknown((*path, where), "No group", destination.only, model.groups)
        taken: dict[str, str] = {}
        for ours, theirs in destination.groups.items():
            here: Path = (*path, "groups", ours)
            if ours not in model.groups:
                place = self.document.key_place(here)
                yield Problem(place, f"No group '{ours}' is there.", suggestion(ours, model.groups))
            if theirs in taken:
                hint = "Make one Group of the two, or give each a name of its own."
                yield Problem(self._at(*here), f"'{taken[theirs]}' becomes '{theirs}' already.", hint)
            taken.setdefault(theirs, ours)

    def _options(
        self, path: Path, known: tuple[Option, ...], given: Mapping[str, object], extra: tuple[str, ...] = ()
    ) -> Iterator[Problem]:
        names = {option.name for option in known} | set(extra)
        for name in given:
            if name not in names:
                place = self.document.key_place((*path, name))
                yield Problem(place, f"Unknown option '{name}'.", suggestion(name, names) or "Remove it.")
        for option in known:
            yield from self._option((*path, option.name), option, given.get(option.name))

    def _option(self, path: Path, option: Option, value: object) -> Iterator[Problem]:
        if path in {missing for missing, _ in self.filling.missing}:
            return
        if value is None or value == "":
            if option.required and option.default is None:
                said = f"The option '{option.name}' is {'missing' if value is None else 'empty'}."
                yield Problem(self._at(*path), said, _about(option))
        elif option.choices and value not in option.choices:
            hint = f"One of: {', '.join(option.choices)}."
            yield Problem(self._at(*path), f"The option '{option.name}' can't be '{value}'.", hint)
        elif option.secret and path not in self.filling.referring:
            variable = option.placeholder if option.placeholder.startswith("${") else f"${{{option.name.upper()}}}"
            hint = f"Write {variable} here, and its value into .env or the environment."
            said = f"The option '{option.name}' is a secret that stands in the project file."
            yield Problem(self._at(*path), said, hint, warning=True)

    def _there(self, section: str, name: str) -> bool:
        return name in getattr(self.shape, section) or (section, name) in self.broken

    def _unknown(self, path: Path, what: str, name: str, known: Iterable[str], end: str = "is there") -> Problem:
        return Problem(self._at(*path), f"{what} '{name}' {end}.", suggestion(name, known))

    def _at(self, *path: str | int) -> Place:
        return self.document.value_place(path)


def warehouse_path(shape: ProjectShape, root: FilePath) -> FilePath:
    """The warehouse's absolute path; a relative one starts at the project's folder."""
    return (root / FilePath(shape.warehouse).expanduser()).absolute()


def file_path(shape: ProjectShape, root: FilePath, file: str) -> FilePath:
    """A model file's absolute path; a relative one starts at the warehouse's folder, or else at the project's."""
    warehouse = warehouse_path(shape, root)
    beside = warehouse if warehouse.is_dir() else warehouse.parent
    found = [(start / FilePath(file).expanduser()).absolute() for start in (beside, root)]
    return next((path for path in found if any(iglob(str(path)))), found[0])  # noqa: PTH207  # any part may be a pattern


def _meant(path: FilePath) -> str:
    siblings = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
    close = suggestion(path.name, siblings)
    return close if close.startswith("Did") else ""


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _about(option: Option) -> str:
    example = f" For example: {option.placeholder}" if option.placeholder else ""
    return f"{option.description.rstrip('.')}.{example}"
