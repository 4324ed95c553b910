"""Marketo as a Sandbox; `create(clock)` is a fresh subscription. It shares no code with the room's gateway."""

from __future__ import annotations

from joey.adapters.destinations.marketo.sandbox.vendor import MarketoSandbox, create

__all__ = ["MarketoSandbox", "create"]
