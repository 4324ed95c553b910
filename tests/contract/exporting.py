"""The pipeline around a gateway, as the rooms' Subjects have it."""

from __future__ import annotations

from joey.adapters.contract.exporting import KINDS, TARGET, Exporting

__all__ = ["KINDS", "TARGET", "Exporting"]
