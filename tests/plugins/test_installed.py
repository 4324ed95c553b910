"""Which plugins are used, and which are refused: rivals, those made for other ports, those that can't be loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from joey.adapters.destinations.hubspot.plugin import plugin as hubspot
from joey.adapters.kit import VendorPlugin
from joey.adapters.plugins import GROUP, installed_plugins, unfit
from joey.ports.plugin import PORTS_VERSION

_ROOM = """
from joey import AppSpec, PluginSpec
from joey.adapters.kit import VendorPlugin
plugin = VendorPlugin(PluginSpec({type!r}, "Acme", AppSpec({type!r}, "Acme", ()), (), ports_version={ports!r}), None)
"""
PROJECT = """
warehouse: data
models:
  people: {file: people.csv, key: id}
apps:
  first: {type: TYPE, options: {}}
destinations: {}
"""

old_hubspot = VendorPlugin(replace(hubspot.spec, ports_version="0.9"), hubspot.app)
rival = VendorPlugin(replace(hubspot.spec, name="rival"), hubspot.app)
broken = None


def point(name: str, attribute: str) -> EntryPoint:
    return EntryPoint(name, f"tests.plugins.test_installed:{attribute}", GROUP)


def distribution(site: Path, name: str, type_: str, ports: str) -> None:
    """A distribution with a plugin in a folder, as an installer would leave it."""
    module = name.replace("-", "_")
    (site / f"{module}.py").write_text(_ROOM.format(type=type_, ports=ports), encoding="utf-8")
    info = site / f"{module}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{type_} = {module}:plugin\n", encoding="utf-8")


def joey(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-m", "joey", *arguments]
    return subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("version", ["1.0"])
def test_a_plugin_for_these_ports_is_used(version: str) -> None:
    assert unfit(version) is None


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("2.0", "install a newer Joey"),
        ("1.99", "install a newer Joey"),
        ("0.9", "install a newer version of the plugin"),
        ("", "doesn't state"),
        ("1", "doesn't state"),
        ("one.two", "doesn't state"),
        (1, "doesn't state"),
        (None, "doesn't state"),
    ],
)
def test_a_plugin_for_other_ports_is_refused_with_what_to_do(version: object, told: str) -> None:
    assert told in (unfit(version) or "")


def test_each_built_in_plugin_states_the_ports_that_it_was_made_for() -> None:
    plugins = installed_plugins()
    assert {plugin.spec.ports_version for plugin in plugins.by_type.values()} == {PORTS_VERSION}
    assert {each.distribution for each in plugins.installed.values() if "joey.adapters" in each.origin} == {"joey"}


def test_two_that_claim_one_type_are_both_refused_and_the_others_go_on() -> None:
    zendesk = EntryPoint("zendesk", "joey.adapters.destinations.zendesk.plugin:plugin", GROUP)
    ours = EntryPoint("hubspot", "joey.adapters.destinations.hubspot.plugin:plugin", GROUP)
    plugins = installed_plugins([ours, point("rival", "rival"), zendesk])
    assert plugins.by_type.keys() == {"zendesk"}
    assert len(plugins.problems_of("hubspot")) == 2
    for problem in plugins.problems_of("hubspot"):
        assert "joey.adapters.destinations.hubspot.plugin:plugin" in problem.reason
        assert "test_installed:rival" in problem.reason
        assert "uninstall all but one" in problem.reason


def test_what_cannot_be_loaded_or_is_for_other_ports_is_refused_alone() -> None:
    plugins = installed_plugins([point("gone", "no_such_name"), point("none", "broken"), point("old", "old_hubspot")])
    assert plugins.by_type == {}
    assert [problem.name for problem in plugins.problems] == ["gone", "none", "hubspot"]


def test_joey_plugins_lists_what_is_installed_from_where_with_its_facts(tmp_path: Path) -> None:
    listed = joey(tmp_path, "plugins")
    assert listed.returncode == 0
    assert "hubspot-objects" in listed.stdout
    assert "joey 0.1.0" in listed.stdout
    told = json.loads(joey(tmp_path, "plugins", "--json").stdout)
    hubspots = next(plugin for plugin in told["plugins"] if plugin["type"] == "hubspot")
    assert hubspots["distribution"] == "joey"
    assert hubspots["connections"][0]["facts"]["sizes"]["create"] == 100
    assert told["ports_version"] == PORTS_VERSION


def test_rivals_of_two_packages_are_told_by_their_packages(tmp_path: Path) -> None:
    distribution(tmp_path, "joey-acme", "acme", "1.0")
    distribution(tmp_path, "acme-for-joey", "acme", "1.0")
    distribution(tmp_path, "joey-future", "future", "7.0")
    listed = joey(tmp_path, "plugins")
    assert listed.returncode == 1
    words = " ".join(listed.stdout.split())
    assert "joey-acme 1.2" in words
    assert "acme-for-joey 1.2" in words
    assert "made for version 7.0 of the ports" in words
    assert "hubspot-objects" in words


@pytest.mark.parametrize("command", ["check", "plan", "run"])
def test_a_command_that_needs_a_refused_plugin_ends_with_the_reason(command: str, tmp_path: Path) -> None:
    distribution(tmp_path, "joey-future", "future", "7.0")
    (tmp_path / "joey.yml").write_text(PROJECT.replace("TYPE", "future"), encoding="utf-8")
    answer = joey(tmp_path, command)
    assert answer.returncode == 1
    assert "made for version 7.0 of the ports" in answer.stderr
    assert "joey.yml:6" in answer.stderr


def test_a_command_that_needs_another_plugin_goes_on_without_a_word_of_it(tmp_path: Path) -> None:
    distribution(tmp_path, "joey-future", "future", "7.0")
    text = PROJECT.replace("TYPE, options: {}", "hubspot, options: {access_token: x}")
    (tmp_path / "joey.yml").write_text(text, encoding="utf-8")
    (tmp_path / "people.csv").write_text("id\n1\n", encoding="utf-8")
    assert "made for version 7.0" not in joey(tmp_path, "status").stderr
