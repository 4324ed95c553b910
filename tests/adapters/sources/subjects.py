"""The sources that the contract is run against, each with a way to fill it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from joey.adapters.sources.duckdb import DuckDbSource
from joey.adapters.sources.memory import MemorySource
from joey.domain.record import Record
from joey.ports.contract.warehouse import VIP
from joey.ports.source import InGroup, Model, Query, Rows, Table


@dataclass
class MemorySubject:
    """Records in a list."""

    records: list[Record] = field(default_factory=list)

    @property
    def model(self) -> Model:
        return Model("customers", Table("customers"), ("id",), groups={VIP: InGroup("vip")})

    @property
    def source(self) -> MemorySource:
        return MemorySource(self.records)

    def hold(self, records: Sequence[Record]) -> None:
        self.records = list(records)


@dataclass
class FolderSubject:
    """A warehouse in a folder of its own, of one of the kinds."""

    folder: Path
    rows: Rows
    warehouse: str = "."

    @property
    def model(self) -> Model:
        return Model("customers", self.rows, ("id",), groups={VIP: InGroup("vip")})

    @property
    def source(self) -> DuckDbSource:
        return DuckDbSource(self.folder / self.warehouse, self.folder / "spool")

    def hold(self, records: Sequence[Record]) -> None:
        raise NotImplementedError


@dataclass
class DatabaseSubject(FolderSubject):
    """A DuckDB file."""

    warehouse: str = "crm.duckdb"

    def hold(self, records: Sequence[Record]) -> None:
        with duckdb.connect(self.folder / self.warehouse) as connection:
            connection.execute(
                "CREATE OR REPLACE TABLE customers "
                "(vip BOOLEAN, tags VARCHAR[], id VARCHAR, score BIGINT, email VARCHAR)"
            )
            for record in records:
                row = flat(record)
                connection.execute("INSERT INTO customers VALUES ($vip, $tags, $id, $score, $email)", row)


@dataclass
class ParquetSubject(FolderSubject):
    """A Parquet file of a folder."""

    def hold(self, records: Sequence[Record]) -> None:
        with duckdb.connect() as connection:
            connection.execute(
                "CREATE TABLE customers (id VARCHAR, email VARCHAR, score BIGINT, tags VARCHAR[], vip BOOLEAN)"
            )
            for record in records:
                connection.execute("INSERT INTO customers VALUES ($id, $email, $score, $tags, $vip)", flat(record))
            connection.table("customers").write_parquet(str(self.folder / "customers.parquet"))


def flat(record: Record) -> Mapping[str, object]:
    """A Record as a row; an empty id is null."""
    return {"id": record.id or None, "vip": VIP in record.groups, **record.properties}


def folder_subjects(folder: Path) -> Mapping[str, FolderSubject]:
    """Every kind of warehouse that types its columns."""
    return {
        "duckdb": DatabaseSubject(folder, Table("customers")),
        "parquet": ParquetSubject(folder, Table("customers")),
        "parquet-sql": ParquetSubject(folder, Query("SELECT * FROM customers")),
    }
