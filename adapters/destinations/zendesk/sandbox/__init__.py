"""Zendesk's behaviour as a Sandbox, from recordings of 2021 and its documentation; the gateway is unknown here."""

from __future__ import annotations

from joey.adapters.destinations.zendesk.sandbox.vendor import ZendeskSandbox, create

__all__ = ["ZendeskSandbox", "create"]
