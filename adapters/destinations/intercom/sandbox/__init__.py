"""Intercom's behaviour as a Sandbox, from recordings of 2021 and its documentation; the gateway is unknown here."""

from __future__ import annotations

from joey.adapters.destinations.intercom.sandbox.vendor import IntercomSandbox, create

__all__ = ["IntercomSandbox", "create"]
