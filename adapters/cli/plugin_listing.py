"""`joey plugins`: what is installed, from where, what each connection can do; and what isn't used, and why."""

from __future__ import annotations

from typing import Any

from joey.adapters.cli.voice import Voice
from joey.adapters.plugins import Installed, Plugins, installed_plugins, told
from joey.domain.facts import Facts, GroupStyle, Limits
from joey.ports.plugin import PORTS_VERSION, ConnectionSpec


def list_plugins(voice: Voice) -> int:
    """Exit code 1 where one that is installed isn't used."""
    plugins = installed_plugins()
    columns = ("App type", "From", "Connection", "Rows a call", "Groups", "Sync modes", "Limit")
    voice.table(dict.fromkeys(columns, "left"), _rows(plugins))
    voice.say(f"\nThis Joey has version {PORTS_VERSION} of the ports.")
    for problem in plugins.problems:
        voice.mark(told(problem), ok=False)
    return voice.answer(
        1 if plugins.problems else 0,
        ports_version=PORTS_VERSION,
        plugins=[_parts(type_, each) for type_, each in plugins.installed.items()],
        problems=plugins.problems,
    )


def _rows(plugins: Plugins) -> list[tuple[str, ...]]:
    return [
        (type_, each.source, connection.name, *_facts(connection.facts))
        for type_, each in plugins.installed.items()
        for connection in each.plugin.spec.connections
    ]


def _facts(facts: Facts) -> tuple[str, ...]:
    sizes = facts.sizes
    rows = f"{max(sizes.create, sizes.update, sizes.upsert):,}"
    groups = "audiences" if facts.membership_only else "-" if facts.groups is GroupStyle.NONE else facts.groups.value
    return (rows, groups, ", ".join(mode.value for mode in facts.sync_modes), _limits(facts.limits))


def _limits(limits: Limits) -> str:
    rates = [f"{rate.calls:,} in {rate.seconds:g} s" for rate in limits.rates]
    daily = [f"{limits.per_day:,} a day"] if limits.per_day is not None else []
    return ", ".join([*rates, *daily, f"{limits.parallelism} at once"])


def _parts(type_: str, each: Installed) -> dict[str, Any]:
    spec = each.plugin.spec
    return {
        "type": type_,
        "display_name": spec.display_name,
        "distribution": each.distribution,
        "distribution_version": each.version,
        "origin": each.origin,
        "ports_version": spec.ports_version,
        "connections": [_connection(connection) for connection in spec.connections],
    }


def _connection(connection: ConnectionSpec) -> dict[str, Any]:
    return {
        "name": connection.name,
        "display_name": connection.display_name,
        "description": connection.description,
        "options": [option.name for option in connection.options],
        "facts": connection.facts,
    }
