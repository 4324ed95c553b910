"""Pins how a program embeds Joey: a container from a dict or a folder, services that block, providers overridden."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
from dependency_injector import providers
from returns.pipeline import is_successful

from joey import Container
from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.memory import MemoryPlugin, StandIn
from joey.adapters.plugins import installed_plugins
from joey.application.destinations import DestinationsService
from joey.application.explain import ExplainService
from joey.application.export import ExportService
from joey.application.plan import PlanService
from joey.application.run import RunService
from joey.application.standing import StandingService


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text("id,mail\n1,ann@example.com\n2,bob@example.com\n", encoding="utf-8")
    return tmp_path


def project(folder: Path, **destination: object) -> dict[str, Any]:
    return {
        "warehouse": str(folder),
        "models": {"people": {"file": "people.csv", "key": "id"}},
        "apps": {"crm": {"type": "memory", "options": {"token": "${TOKEN}"}}},
        "destinations": {
            "people": {
                "app": "crm",
                "connection": "memory-records",
                "model": "people",
                "records": "all",
                "mapping": {"email": "mail"},
                **destination,
            }
        },
    }


def contained(folder: Path, plugin: MemoryPlugin) -> Container:
    made = Container.from_dict(project(folder), folder, {"TOKEN": "any-token"}, {"memory": plugin})
    assert is_successful(made)
    return made.unwrap()


def test_a_project_given_as_a_dict_runs_and_blocks_until_it_has(folder: Path) -> None:
    plugin = MemoryPlugin()
    container = contained(folder, plugin)
    assert container.check_service().check_now().ok
    assert container.plan_service().plan_now().changes
    report = container.run_service().run_now()
    assert (report.exit_code, report.destinations[0].actions) == (0, {"create": 2})
    assert plugin.vendors["1"].stored().keys() == {"ann@example.com", "bob@example.com"}
    assert container.status_service().status_now().destinations[0].delivered == 2
    explained = container.explain_service().explain_now("people", "1").unwrap()
    assert explained.next_action == "nothing"
    assert container.standing_service().rejected_now()[0].count == 0
    assert not container.plan_service().plan_now().changes


def test_what_is_wrong_with_a_dict_is_said_all_at_once(folder: Path) -> None:
    wrong = project(folder, sync_mode="sideways", recrods="all")
    made = Container.from_dict(wrong, folder, {}, {"memory": MemoryPlugin()})
    assert not is_successful(made)
    said = [problem.message for problem in made.failure()]
    assert len(said) == 3
    assert any("recrods" in message for message in said)
    assert any("TOKEN" in message for message in said)


def test_a_folder_with_a_project_file_is_a_container(folder: Path) -> None:
    assert not is_successful(Container.from_folder(folder, {}))
    text = """
warehouse: .
models: {people: {file: people.csv, key: id}}
apps: {crm: {type: memory, options: {token: "${TOKEN}"}}}
destinations:
  people: {app: crm, connection: memory-records, model: people, records: all, mapping: {email: mail}}
"""
    (folder / "joey.yml").write_text(text, encoding="utf-8")
    made = Container.from_folder(folder, {"TOKEN": "any-token"}, {"memory": MemoryPlugin()})
    assert made.unwrap().run_service().run_now().exit_code == 0


def test_every_provider_can_be_overridden(folder: Path) -> None:
    container = contained(folder, MemoryPlugin())
    ledgers = MemoryLedgers()
    container.ledgers.override(providers.Object(ledgers))
    container.run_service().run_now()
    assert len(ledgers.targets()) == 1
    assert not (folder / ".joey" / "ledger").exists()


def test_a_stand_in_has_a_vendors_names_and_a_far_side_in_memory(folder: Path) -> None:
    real = installed_plugins().by_type["mailchimp"]
    crm = StandIn(real)
    given = project(
        folder, connection="mailchimp-contacts", options={"list_id": "x"}, mapping={"email_address": "mail"}
    )
    given["apps"]["crm"] = {"type": "mailchimp", "options": {"api_key": "abc-us3"}}
    container = Container.from_dict(given, folder, {}, {"mailchimp": crm}).unwrap()
    assert crm.spec == real.spec
    assert container.check_service().check_now().ok
    assert container.run_service().run_now().exit_code == 0
    assert crm.gateways["mailchimp-contacts"].stored().keys() == {"ann@example.com", "bob@example.com"}
    given["destinations"]["people"]["options"] = {"list_id": " "}
    refused = Container.from_dict(given, folder, {}, {"mailchimp": crm}).unwrap().check_service().check_now()
    assert not refused.ok


@pytest.mark.parametrize(
    ("service", "name"),
    [
        (RunService, "run"),
        (PlanService, "plan"),
        (ExplainService, "explain"),
        (ExportService, "export"),
        (StandingService, "retry"),
        (DestinationsService, "rename"),
        (DestinationsService, "drop"),
    ],
)
def test_the_blocking_twin_takes_what_the_method_takes(service: type, name: str) -> None:
    twin = getattr(service, f"{name}_now")
    assert inspect.signature(twin) == inspect.signature(getattr(service, name))
    assert not inspect.iscoroutinefunction(twin)
