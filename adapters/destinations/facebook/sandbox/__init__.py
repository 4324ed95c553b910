"""Facebook's behaviour as a Sandbox, from recordings of 2021 and its documentation; the gateway is unknown here."""

from __future__ import annotations

from joey.adapters.destinations.facebook.sandbox.vendor import FacebookSandbox, create

__all__ = ["FacebookSandbox", "create"]
