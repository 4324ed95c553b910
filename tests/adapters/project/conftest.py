"""A project folder that is all right, to be spoilt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOOD = """\
warehouse: data
zone: Europe/Berlin
region: DE
models:
  customers:
    table: customers
    key: id
    properties: {phone: phone_number}
    groups:
      High Value: lifetime_value >= 1000
      Friends: {column: tags, value: friend}
apps:
  crm: {type: acme, options: {access_token: "${ACME_TOKEN}"}}
destinations:
  people:
    app: crm
    connection: acme-people
    options: {object: people, match_field: email}
    model: customers
    records: all
    sync_mode: sync
    mapping:
      email: email
      phone: {property: phone, null: keep, list: first}
      source: {constant: joey}
    groups: {High Value: Big Spenders}
"""
ENV = {"ACME_TOKEN": "t0ps3cret-t0ken"}

Writes = Callable[[str], Path]


@pytest.fixture
def project(tmp_path: Path) -> Writes:
    """Writes a joey.yml beside a warehouse folder, and says where."""

    def write(text: str) -> Path:
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / "customers.csv").write_text("id,email\n1,ann@example.com\n", encoding="utf-8")
        (tmp_path / "joey.yml").write_text(text, encoding="utf-8")
        return tmp_path

    return write
