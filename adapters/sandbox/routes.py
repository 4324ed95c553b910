"""A small table of method and path patterns, since a Sandbox answers in plain functions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from starlette.routing import compile_path

from joey.adapters.sandbox.exchange import Reply, Request

Handler = Callable[[Request, dict[str, str]], Reply]
Pattern = re.Pattern[str]


class Routes:
    """Finds the handler of a call; patterns are Starlette's (`/lists/{id}`, `{rest:path}`).

    Patterns are tried in the order they were added, and only those with as many
    slashes as the path, so that a table of forty costs no more than one of five.
    """

    def __init__(self) -> None:
        self._table: dict[tuple[str, int], list[tuple[Pattern, Handler]]] = defaultdict(list)
        self._open: list[tuple[str, Pattern, Handler]] = []
        self._patterns: list[tuple[str, str]] = []

    def add(self, method: str, path: str, handler: Handler) -> None:
        """Answer `method` on `path` with `handler(request, path parameters)`."""
        regex = compile_path(path)[0]
        self._patterns.append((method, path))
        if ":path}" in path:
            self._open.append((method, regex, handler))
        else:
            self._table[method, path.count("/")].append((regex, handler))

    def find(self, method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
        """The handler and the path's parameters, or None."""
        for regex, handler in self._table.get((method, path.count("/")), ()):
            found = regex.match(path)
            if found is not None:
                return handler, found.groupdict()
        for wanted, regex, handler in self._open:
            found = regex.match(path) if wanted == method else None
            if found is not None:
                return handler, found.groupdict()
        return None

    def methods(self, path: str) -> list[str]:
        """The methods that the path would take: for a 405."""
        named = {method for method, _ in self._table} | {method for method, _, _ in self._open}
        return sorted(method for method in named if self.find(method, path) is not None)

    def listed(self) -> list[tuple[str, str]]:
        """Every (method, pattern), as added: for the index page."""
        return list(self._patterns)
