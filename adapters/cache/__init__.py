"""Caches: in memory for one process, in files for all workers of a project."""

from __future__ import annotations

from joey.adapters.cache.files import FileCache
from joey.adapters.cache.memory import MemoryCache

__all__ = ["FileCache", "MemoryCache"]
