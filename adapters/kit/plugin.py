"""VendorPlugin: a vendor made of what is offered and of one function that makes an App."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from returns.result import Failure, Result

from joey.ports.plugin import ConnectedApp, OptionRefused, Options, PluginSpec, World

MakeApp: TypeAlias = Callable[[Options, World], Result[ConnectedApp, OptionRefused]]


@dataclass(frozen=True, slots=True)
class VendorPlugin:
    """What an entry point of the group ``joey.destinations`` names. ``make`` makes no call.

    It is given the options with their texts trimmed and the spec's defaults filled in; a required one is never blank.
    """

    spec: PluginSpec
    make: MakeApp

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        """An App with these options."""
        declared = self.spec.app.options
        defaults = {option.name: option.default for option in declared if option.default is not None}
        given = {name: value.strip() if isinstance(value, str) else value for name, value in options.items()}
        filled = {**defaults, **given}
        missing = next(
            (option.name for option in declared if option.required and filled.get(option.name, "") == ""), None
        )
        return self.make(filled, world) if missing is None else Failure(OptionRefused(missing, "is missing"))
