"""Both Ledgers keep the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from joey.ports.contract.ledger import LedgerContract
from joey.ports.contract.ledger_subject import LedgerSubject
from tests.adapters.ledgers.subjects import InFiles, InMemory


class TestInMemory(LedgerContract):
    @pytest.fixture
    def subject(self) -> LedgerSubject:
        return InMemory()


class TestInFiles(LedgerContract):
    @pytest.fixture
    def subject(self, tmp_path: Path) -> LedgerSubject:
        return InFiles(tmp_path)
