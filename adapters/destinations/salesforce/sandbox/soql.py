"""The part of SOQL that is needed: SELECT fields FROM object WHERE comparisons joined by AND, ORDER BY, LIMIT."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from joey.adapters.destinations.salesforce.sandbox.errors import Fault

_TOKEN = re.compile(
    r"\s+|(?P<text>'(?:[^'\\]|\\.)*')|(?P<word>[A-Za-z_][\w.]*)"
    r"|(?P<literal>[-+]?\d[\w:.+-]*)|(?P<mark>!=|<>|>=|<=|[=<>(),])",
    re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Literal:
    """A value in a query; ``quoted``: it was a text."""

    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """`field = value` or `field IN (values)`; ``negated`` for `!=` and NOT IN."""

    field: str
    values: tuple[Literal, ...]
    negated: bool = False


@dataclass(slots=True)
class Query:
    """What is asked; no conditions is the whole table."""

    fields: list[str] = field(default_factory=list[str])
    object: str = ""
    conditions: list[Condition] = field(default_factory=list[Condition])
    limit: int | None = None


def parsed(text: str) -> Query:
    """The query; raises the Fault that Salesforce answers where it can't be read."""
    parser = _Parser(list(_tokens(text)))
    query = parser.query()
    if parser.left:
        raise malformed(f"unexpected token: '{parser.left[0][1]}'")
    return query


def malformed(told: str) -> Fault:
    """400: a query that can't be read."""
    return Fault(400, "MALFORMED_QUERY", told)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise malformed(f"line 1:{at} no viable alternative at character '{text[at]}'")
        at = found.end()
        if found.lastgroup is not None:
            yield found.lastgroup, found.group()


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.left = tokens

    def query(self) -> Query:
        query = Query()
        self._keyword("SELECT")
        query.fields = self._names()
        self._keyword("FROM")
        query.object = self._take("word")
        if self._skip("WHERE"):
            query.conditions.append(self._condition())
            while self._skip("AND"):
                query.conditions.append(self._condition())
        if self._skip("ORDER"):
            self._keyword("BY")
            self._names()
            _ = self._skip("ASC") or self._skip("DESC")
        if self._skip("LIMIT"):
            query.limit = int(self._take("literal"))
        return query

    def _names(self) -> list[str]:
        names = [self._take("word")]
        while self._mark(","):
            names.append(self._take("word"))
        return names

    def _condition(self) -> Condition:
        name = self._take("word")
        negated = self._skip("NOT")
        if self._skip("IN"):
            return Condition(name, self._list(), negated)
        if negated or not self.left or self.left[0][1] not in {"=", "!=", "<>"}:
            raise malformed("unexpected token: only =, != and IN are understood here")
        sign = self.left.pop(0)[1]
        return Condition(name, (self._literal(),), sign != "=")

    def _list(self) -> tuple[Literal, ...]:
        if not self._mark("("):
            raise malformed("unexpected token: expecting '('")
        values = [self._literal()]
        while self._mark(","):
            values.append(self._literal())
        if not self._mark(")"):
            raise malformed("unexpected token: expecting a right parentheses, found '<EOF>'")
        return tuple(values)

    def _literal(self) -> Literal:
        kind, text = self.left.pop(0) if self.left else ("", "<EOF>")
        if kind == "text":
            return Literal(re.sub(r"\\(.)", lambda at: _ESCAPES.get(at[1], at[1]), text[1:-1], flags=re.DOTALL), True)
        if kind in {"word", "literal"}:
            return Literal(text, False)
        raise malformed(f"unexpected token: '{text}'")

    def _take(self, kind: str) -> str:
        if not self.left or self.left[0][0] != kind:
            raise malformed(f"unexpected token: '{self.left[0][1] if self.left else '<EOF>'}'")
        return self.left.pop(0)[1]

    def _keyword(self, word: str) -> None:
        if not self._skip(word):
            raise malformed(f"unexpected token: '{self.left[0][1] if self.left else '<EOF>'}'")

    def _skip(self, word: str) -> bool:
        here = bool(self.left) and self.left[0][0] == "word" and self.left[0][1].upper() == word
        if here:
            self.left.pop(0)
        return here

    def _mark(self, mark: str) -> bool:
        here = bool(self.left) and self.left[0] == ("mark", mark)
        if here:
            self.left.pop(0)
        return here
