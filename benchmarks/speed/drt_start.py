"""Starts drt-core as its own command does, but for HubSpot's address, which it knows no option for."""

# It runs in drt's environment, where nothing of Joey is.
from __future__ import annotations

import importlib
import os
from pathlib import Path

hubspot = importlib.import_module("drt.destinations.hubspot")
for name in ("_HUBSPOT_API", "_HUBSPOT_PROPERTIES_API"):
    there: str = getattr(hubspot, name)
    setattr(hubspot, name, there.replace("https://api.hubapi.com", os.environ["BENCH_ADDRESS"]))
os.environ["HOME"] = str(Path.cwd())  # where it looks for its profiles
importlib.import_module("drt.cli.main").app()
