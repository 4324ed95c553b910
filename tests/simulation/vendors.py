"""The vendors that are simulated, by name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.simulation.hubspot import HUBSPOT
from tests.simulation.vendor import Vendor

VENDORS: Mapping[str, Vendor] = {vendor.name: vendor for vendor in (HUBSPOT,)}
