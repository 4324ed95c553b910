"""Joey's words and rules: pure values, without I/O, clock, randomness or logging."""

from __future__ import annotations

if __name__ != "joey.domain":
    raise ImportError("import joey.domain, not domain: a second copy of its classes would be made")
