"""Pins what commands for a Ledger say while another process has it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from joey import Container
from joey.adapters.sandbox.server import running_sandbox
from tests.adapters.cli.conftest import Joey
from tests.adapters.cli.test_opening import spoil


def test_a_ledger_that_another_run_has_is_left_and_who_has_it_is_said(joey: Joey, tmp_path: Path) -> None:
    joey("init")
    with running_sandbox() as address:
        spoil(tmp_path, '"${HUBSPOT_TOKEN}"', f'"${{HUBSPOT_TOKEN}}"\n      base_url: {address}/hubspot')
        assert joey("run").code == 0
    spoil(tmp_path, "  crm_contacts:", "  people:")

    async def while_it_is_held() -> None:
        ledgers = Container.from_folder(tmp_path, {"HUBSPOT_TOKEN": "any"}).unwrap().ledgers()
        held = (await ledgers.lease(ledgers.targets()[0], "joey run, process 7")).unwrap()
        for command in (
            ("destination", "rename", "crm_contacts", "people"),
            ("destination", "drop", "crm_contacts"),
            ("retry", "people"),
        ):
            answer = await asyncio.to_thread(joey, *command)
            assert answer.code == 1
            assert "another run has this Target: joey run, process 7" in answer.err
            assert "Run again once it has ended." in answer.err
        await held.close()

    asyncio.run(while_it_is_held())
    assert joey("destination", "rename", "crm_contacts", "people").code == 0
