"""Pins the JSON Schema of project files: it says what the reader says."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from joey.adapters.project.document import read_document
from joey.adapters.project.schema import project_schema
from tests.adapters.project.acme import PLUGINS
from tests.adapters.project.conftest import GOOD

SCHEMA = project_schema(PLUGINS)


def errors(text: str) -> list[str]:
    data: Any = read_document(text, "joey.yml").data
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_good_project_is_good_to_editors_too() -> None:
    assert errors(GOOD) == []
    assert errors("x-mine: 1\n" + GOOD.replace("records: all", "group: Friends")) == []
    assert errors(GOOD.replace("records: all", "records: {group: Friends}")) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("warehouse: data\n", ""),
        ("models:", "modles:"),
        ("key: id", "key: []"),
        ("table: customers", "table: customers\n    sql: select 1"),
        ("phone: phone_number", "phone: phone"),
        ("{column: tags, value: friend}", "{value: friend}"),
        ("type: acme", "type: acne"),
        ("access_token:", "token:"),
        ("acme-people", "acme-peopel"),
        ("object: people, ", ""),
        ("acme-people", "acme-orders"),
        ("records: all", "records: some"),
        ("sync_mode: sync", "sync_mode: synch"),
        ("null: keep", "null: kept"),
        ("{constant: joey}", "{constant: joey, property: x}"),
        ("sync_mode: sync", "guards: {max_share: 2}"),
    ],
)
def test_editors_are_told_of_what_the_reader_refuses(right: str, wrong: str) -> None:
    assert right in GOOD
    assert errors(GOOD.replace(right, wrong, 1))


def test_options_are_described_with_their_choices_defaults_and_examples() -> None:
    (case,) = SCHEMA["$defs"]["AppShape"]["allOf"]
    options = case["then"]["properties"]["options"]["properties"]
    assert options["access_token"]["description"] == "The token of a private app."
    assert options["access_token"]["examples"] == ["pat-…"]
    assert options["cell"]["anyOf"][0] == {"enum": ["eu", "us"]}
    assert options["cell"]["default"] == "us"
    assert (
        errors(GOOD.replace('{access_token: "${ACME_TOKEN}"}', '{access_token: x, cell: "${CELL}", base_url: y}')) == []
    )


def test_a_connection_completes_only_the_sync_modes_it_has() -> None:
    orders = GOOD.replace("acme-people", "acme-orders").replace(
        "    options: {object: people, match_field: email}\n", ""
    )
    assert errors(orders) == ["'sync' is not one of ['additive', 'enrich']"]
