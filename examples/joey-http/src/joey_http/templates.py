"""Requests of the project file: `METHOD /path/{id}?q={key} BODY`, filled without any value leaving its place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from joey import Call, OptionRefused, Options
from joey.adapters.http import Request
from returns.result import Failure, Result, Success
from uritemplate import URITemplate

WHO = frozenset({"id", "key"})
VALUES: Mapping[Call, tuple[str, frozenset[str]]] = {
    Call.FIND: ("find", frozenset({"key"})),
    Call.READ: ("find_by_id", frozenset({"id"})),
    Call.CREATE: ("create", frozenset({"key", "fields"})),
    Call.UPDATE: ("update", WHO | {"fields"}),
    Call.DELETE: ("delete", WHO),
    Call.LIST_ADD: ("add", WHO | {"group"}),
    Call.LIST_REMOVE: ("remove", WHO | {"group"}),
}
METHODS, ENCODED = {"GET", "POST", "PUT", "PATCH", "DELETE"}, {"", "?", "&"}
PLACE, INSIDE = re.compile(r'"\{(\w+)\}"'), re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A path by RFC 6570, whose values are percent-encoded, and a JSON body, of which whole texts are values."""

    method: str
    path: str
    body: str

    def request(self, call: Call, **values: object) -> Request:
        """The request with these values, each in its place, once."""
        path = URITemplate(self.path).expand({name: str(value) for name, value in values.items()})
        said = PLACE.sub(lambda found: json.dumps(values[found[1]]), self.body)
        return Request(self.method, path, call, json=json.loads(said or "null"))


Requests = Mapping[Call, Template]


def requests_of(options: Options) -> Result[Requests, OptionRefused]:
    """The requests that are stated, or the first option that is none, and why."""
    made: dict[Call, Template] = {}
    for call, (name, allowed) in VALUES.items():
        try:
            made |= {call: _template(str(options[name]), allowed)} if options.get(name) else {}
        except ValueError as problem:
            return Failure(OptionRefused(name, str(problem)))
    return Success(made)


def _template(text: str, allowed: frozenset[str]) -> Template:
    method, path, body = [*text.split(maxsplit=2), "", ""][:3]
    variables = URITemplate(path).variables
    if method not in METHODS or not path.startswith("/") or path.startswith("//"):
        raise ValueError('must be like: PATCH /people/{id} "{fields}" (a method, a path, and a JSON body if any)')
    json.loads((rest := PLACE.sub("null", body)) or "null")
    names = {name for variable in variables for name in variable.variable_names}
    unsafe = any(variable.operator.value not in ENCODED for variable in variables) or "fields" in names
    if unsafe or INSIDE.search(rest) or not names.union(PLACE.findall(body)) <= allowed:
        raise ValueError(f"can have {sorted(allowed)}: {{x}}, {{?x}} or {{&x}} in its path, whole texts in its body")
    return Template(method, path, body)
