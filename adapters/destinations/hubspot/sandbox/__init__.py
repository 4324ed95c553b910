"""HubSpot's behaviour as a Sandbox, from recordings of 2022 and its documentation; the gateway is unknown here."""

from __future__ import annotations

from joey.adapters.destinations.hubspot.sandbox.vendor import HubSpotSandbox, create

__all__ = ["HubSpotSandbox", "create"]
