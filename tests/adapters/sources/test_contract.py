from __future__ import annotations

from pathlib import Path

import pytest

from joey.ports.contract.source import SourceContract
from tests.adapters.sources.subjects import FolderSubject, MemorySubject, folder_subjects


class TestMemorySource(SourceContract):
    @pytest.fixture
    def subject(self) -> MemorySubject:
        return MemorySubject()


class TestDuckDbSource(SourceContract):
    @pytest.fixture(params=["duckdb", "parquet", "parquet-sql"])
    def subject(self, request: pytest.FixtureRequest, tmp_path: Path) -> FolderSubject:
        return folder_subjects(tmp_path)[request.param]
