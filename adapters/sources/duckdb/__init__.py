"""A warehouse of DuckDB tables, or of CSV, Parquet and JSON lines files, read where it lies."""

from __future__ import annotations

from joey.adapters.sources.duckdb.session import Limits
from joey.adapters.sources.duckdb.source import DuckDbSource

__all__ = ["DuckDbSource", "Limits"]
