"""Where Records come from: a warehouse on DuckDB, or an app's own objects."""

from __future__ import annotations
