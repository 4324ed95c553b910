"""From a checked shape to a Project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from joey.adapters.project.crosscheck import file_path, warehouse_path
from joey.adapters.project.shape import (
    AppShape,
    DestinationShape,
    GroupShape,
    GuardsShape,
    LineShape,
    ModelShape,
    ProjectShape,
)
from joey.application.project import AppConfig, DestinationConfig, Guards, Project, Secret
from joey.domain import mapping
from joey.domain.property import Locale
from joey.ports.plugin import Option, Options, OptionValue, PluginSpec
from joey.ports.source import File, InGroup, InList, Membership, Model, Query, Rows, Table

STATE = ".joey"
"""The folder beside the project file that Joey keeps for itself."""


def build_project(shape: ProjectShape, root: Path, plugins: Mapping[str, PluginSpec]) -> Project:
    """The Project of a shape that has no problems."""
    return Project(
        root=root,
        warehouse=warehouse_path(shape, root),
        state=root / STATE,
        models={name: _model(name, model, shape, root) for name, model in shape.models.items()},
        apps={name: _app(name, app, plugins[app.type]) for name, app in shape.apps.items()},
        destinations={
            name: _destination(name, given, shape, plugins[shape.apps[given.app].type])
            for name, given in shape.destinations.items()
        },
        locale=Locale(shape.zone, shape.region),
    )


def _model(name: str, model: ModelShape, shape: ProjectShape, root: Path) -> Model:
    rows: Rows
    if model.table is not None:
        rows = Table(model.table)
    elif model.sql is not None:
        rows = Query(model.sql)
    else:
        rows = File(str(file_path(shape, root, model.file or "")))
    groups = {group: _membership(group, given) for group, given in model.groups.items()}
    return Model(name, rows, tuple(model.key), dict(model.properties), groups)


def _membership(name: str, group: GroupShape) -> Membership:
    if group.predicate is not None:
        return InGroup(group.predicate)
    return InList(group.column or "", group.value or name)


def _app(name: str, app: AppShape, plugin: PluginSpec) -> AppConfig:
    return AppConfig(name, app.type, _options(app.options, plugin.app.options))


def _destination(name: str, given: DestinationShape, shape: ProjectShape, plugin: PluginSpec) -> DestinationConfig:
    connection = plugin.connection(given.connection)
    return DestinationConfig(
        name=name,
        app=given.app,
        connection=given.connection,
        model=given.model,
        mapping=mapping.Mapping(
            tuple(_line(field, line) for field, line in given.mapping.items()), dict(given.groups), given.unmapped
        ),
        options=_options(given.options, connection.options if connection else ()),
        only=given.only,
        sync_mode=given.sync_mode,
        guards=_guards(given.guards or shape.guards),
    )


def _line(field: str, line: LineShape) -> mapping.FieldMapping:
    filling: mapping.Filling = mapping.Constant(line.constant)
    if line.source is not None:
        filling = mapping.FromProperty(line.source)
    return mapping.FieldMapping(field, filling, line.null, line.lists)


def _guards(given: GuardsShape) -> Guards:
    return Guards(given.max_deletes, given.max_share)


def _options(given: Mapping[str, OptionValue], known: Iterable[Option]) -> Options:
    options = {option.name: option.default for option in known if option.default is not None} | dict(given)
    for option in known:
        if option.secret and option.name in options:
            options[option.name] = Secret(options[option.name])
    return options
