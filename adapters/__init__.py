"""Everything that touches the world: vendors, sources, ledgers, HTTP, the command line."""

from __future__ import annotations

if __name__ != "joey.adapters":
    raise ImportError("import joey.adapters, not adapters: a second copy of its classes would be made")
