"""Sailthru's behaviour as a Sandbox, from recordings of 2021 and its documentation; the gateway is unknown here."""

from __future__ import annotations

from joey.adapters.destinations.sailthru.sandbox.vendor import SailthruSandbox, create

__all__ = ["SailthruSandbox", "create"]
