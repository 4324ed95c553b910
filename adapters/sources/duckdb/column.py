"""A column of the warehouse: what Property it is, and how its values leave DuckDB without loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duckdb.sqltypes import DuckDBPyType

from joey.adapters.sources.duckdb import sql
from joey.domain.property import PropertyType

_TYPES: Mapping[str, PropertyType] = {
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint", "hugeint", "bignum"), PropertyType.INTEGER),
    **dict.fromkeys(("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"), PropertyType.INTEGER),
    **dict.fromkeys(("timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns"), PropertyType.DATETIME),
    "timestamp with time zone": PropertyType.DATETIME,
    "boolean": PropertyType.BOOLEAN,
    "float": PropertyType.FLOAT,
    "double": PropertyType.FLOAT,
    "decimal": PropertyType.DECIMAL,
    "date": PropertyType.DATE,
}
_AS_TEXT = frozenset({"hugeint", "uhugeint", "bignum", "uuid", "enum", "interval", "bit", "time with time zone"})
_TO_MICROSECONDS = frozenset({"timestamp_s", "timestamp_ms", "timestamp_ns"})
_COMPOUND = frozenset({"struct", "map", "union", "variant", "list", "array"})
_LISTS = frozenset({"list", "array"})


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column of a relation; ``raw``: the text of a file that states no types."""

    name: str
    sql_type: DuckDBPyType
    raw: bool = False

    @property
    def many(self) -> bool:
        """Whether it holds lists of scalars."""
        return self.sql_type.id in _LISTS and _child(self.sql_type).id not in _COMPOUND

    @property
    def type(self) -> PropertyType:
        """The Property type that the column's own type stands for; of a list, that of its elements."""
        kind = _child(self.sql_type) if self.many else self.sql_type
        return _TYPES.get(kind.id, PropertyType.STRING)

    @property
    def value(self) -> str:
        """The expression whose values a spool can hold and `domain.reading` can read, none of them changed."""
        column = sql.name(self.name)
        if self.many:
            return _list_value(column, _child(self.sql_type))
        if self.sql_type.id in _COMPOUND:
            return f"CAST(to_json({column}) AS VARCHAR)"
        return _scalar_value(column, self.sql_type)

    @property
    def text(self) -> str:
        """The expression of the value's text, which differs wherever the value does."""
        if self.many:
            return f"CAST(to_json(CAST({self.value} AS VARCHAR[])) AS VARCHAR)"
        return f"CAST({self.value} AS VARCHAR)"


def _child(sql_type: DuckDBPyType) -> DuckDBPyType:
    child = sql_type.children[0][1]
    if not isinstance(child, DuckDBPyType):
        raise TypeError(f"a list type without an element type: {sql_type}")
    return child


def _scalar_value(column: str, sql_type: DuckDBPyType) -> str:
    if str(sql_type) == "JSON":
        return f"({column} ->> '$')"
    if sql_type.id in _AS_TEXT:
        return f"CAST({column} AS VARCHAR)"
    if sql_type.id in _TO_MICROSECONDS:
        return f"CAST({column} AS TIMESTAMP)"
    if sql_type.id == "float":  # the shortest decimal that is meant (0.1), not the binary fraction widened
        return f"CAST(CAST({column} AS VARCHAR) AS DOUBLE)"
    return column


def _list_value(column: str, child: DuckDBPyType) -> str:
    element = _scalar_value("x", child)
    if element != "x":
        return f"list_transform(CAST({column} AS {child}[]), lambda x: {element})"
    return f"CAST({column} AS {child}[])"
