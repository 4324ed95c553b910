"""The JSON Schema of project files, with the options of the installed plugins, so that editors complete them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from joey.adapters.project.crosscheck import BASE_URL
from joey.adapters.project.shape import ProjectShape
from joey.ports.plugin import Option, PluginSpec

Json: TypeAlias = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_VARIABLE: Json = {"type": "string", "pattern": r"\$\{"}
_NONE = ("default", None)
_BASE_URL = Option(BASE_URL, "The address that stands for the vendor's host, such as a Sandbox's.")


def project_schema(plugins: Mapping[str, PluginSpec]) -> Json:
    """What a project file may hold, given these plugins by App type. Keys that start with x- are free."""
    schema: Json = _tidy(ProjectShape.model_json_schema(by_alias=True))
    parts = schema["$defs"]
    specs = [plugins[name] for name in sorted(plugins)]
    parts["AppShape"] |= _apps(specs)
    parts["AppShape"]["properties"]["type"] |= {"enum": [spec.app.type for spec in specs]}
    connections = sorted({connection.name for spec in specs for connection in spec.connections})
    parts["DestinationShape"]["properties"]["connection"] |= {"enum": connections}
    parts["DestinationShape"] |= _destinations(specs)
    schema["patternProperties"] = {"^x-": True}
    return {"$schema": _DIALECT, "title": "Joey project", **schema}


def _tidy(schema: Any) -> Any:  # noqa: ANN401  # JSON
    """Without the traces of Python: titles made from names, and None where a key is simply left out."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema if item != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    kept = {k: _tidy(v) for k, v in schema.items() if not (k == "title" and isinstance(v, str)) and (k, v) != _NONE}
    alternatives = kept.get("anyOf")
    if isinstance(alternatives, list) and len(alternatives) == 1:
        del kept["anyOf"]
        kept = {**alternatives[0], **kept}
    return kept


def _apps(specs: Iterable[PluginSpec]) -> Json:
    cases = [_case("type", spec.app.type, (*_without_base_url(spec.app.options), _BASE_URL)) for spec in specs]
    return {"allOf": cases} if cases else {}


def _destinations(specs: Iterable[PluginSpec]) -> Json:
    connections = [connection for spec in specs for connection in spec.connections]
    cases = [_case("connection", connection.name, connection.options) for connection in connections]
    modes = [_modes(connection.name, [str(mode) for mode in connection.facts.sync_modes]) for connection in connections]
    return {"allOf": cases + modes} if cases else {}


def _without_base_url(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple(option for option in options if option.name != BASE_URL)


def _case(key: str, value: str, options: tuple[Option, ...]) -> Json:
    required = [option.name for option in options if option.required and option.default is None]
    then: Json = {
        "properties": {
            "options": {
                "type": "object",
                "additionalProperties": False,
                "properties": {option.name: _option(option) for option in options},
                **({"required": required} if required else {}),
            }
        },
        **({"required": ["options"]} if required else {}),
    }
    return {"if": _is(key, value), "then": then}


def _modes(connection: str, modes: list[str]) -> Json:
    return {"if": _is("connection", connection), "then": {"properties": {"sync_mode": {"enum": modes}}}}


def _is(key: str, value: str) -> Json:
    return {"properties": {key: {"const": value}}, "required": [key]}


def _option(option: Option) -> Json:
    schema: Json = {"type": ["string", "number", "boolean"]}
    if option.choices:
        schema = {"anyOf": [{"enum": list(option.choices)}, _VARIABLE]}
    if option.description:
        schema["description"] = option.description
    if option.default is not None:
        schema["default"] = option.default
    if option.placeholder:
        schema["examples"] = [option.placeholder]
    return schema
