"""The services (what Joey does), and the container that wires them to adapters."""

from __future__ import annotations

if __name__ != "joey.application":
    raise ImportError("import joey.application, not application: a second copy of its classes would be made")
