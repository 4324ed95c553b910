"""A package for a new Destination, written from templates that are shipped with Joey."""

from __future__ import annotations

from joey.adapters.scaffold.naming import NameRefused, Names, Shape, names_of
from joey.adapters.scaffold.writer import Written, write_package

__all__ = ["NameRefused", "Names", "Shape", "Written", "names_of", "write_package"]
