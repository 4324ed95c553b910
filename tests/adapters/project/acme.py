"""A vendor that doesn't exist, as its plugin would describe it."""

from __future__ import annotations

from joey.domain.facts import BatchSizes, Facts, GroupStyle, Limits
from joey.domain.sync_mode import SyncMode
from joey.ports.plugin import AppSpec, ConnectionSpec, Option, PluginSpec

_SIZES, _LIMITS = BatchSizes(), Limits(parallelism=1)

ACME = PluginSpec(
    name="acme",
    display_name="Acme",
    app=AppSpec(
        "acme",
        "Acme",
        (
            Option("access_token", "The token of a private app.", required=True, secret=True, placeholder="pat-…"),
            Option("cell", "Which cell the account lives in.", choices=("eu", "us"), default="us"),
        ),
    ),
    connections=(
        ConnectionSpec(
            "acme-people",
            "People",
            "People and their lists.",
            (
                Option("object", "What to export to.", required=True, identifying=True, placeholder="people"),
                Option("match_field", "The Field that identifies.", default="email"),
            ),
            Facts(_SIZES, _LIMITS, groups=GroupStyle.LISTS),
        ),
        ConnectionSpec(
            "acme-orders",
            "Orders",
            "Orders, which are never deleted.",
            (),
            Facts(_SIZES, _LIMITS, sync_modes=(SyncMode.ADDITIVE, SyncMode.ENRICH)),
        ),
    ),
)
PLUGINS = {"acme": ACME}
