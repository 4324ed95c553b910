"""What the application needs from the world, as Protocols in the domain's words."""

from __future__ import annotations

if __name__ != "joey.ports":
    raise ImportError("import joey.ports, not ports: a second copy of its classes would be made")
