"""Sailthru's endpoints."""

from __future__ import annotations

USER = "/user"
LIST = "/list"
SETTINGS = "/settings"
