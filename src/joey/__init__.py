"""Joey: keeps the tools a company's teams work in, in step with the customer data in its warehouse."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str

__all__ = ("__version__",)

# Public name -> the module that defines it. Imported on first use, so that `import joey` stays cheap.
_HOMES: dict[str, str] = {}

if not TYPE_CHECKING:  # a type checker that saw it would believe in any name

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version

            return version("joey")
        if name not in _HOMES:
            raise AttributeError(f"module 'joey' has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
