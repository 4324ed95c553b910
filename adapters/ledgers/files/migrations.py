"""From an older state to this version's: one step a version, all in the transaction that sets the new version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeAlias

import duckdb

from joey.adapters.ledgers.files.schema import VERSION

Step: TypeAlias = Callable[[duckdb.DuckDBPyConnection], None]

STEPS: Mapping[int, Step] = {}
"""By the version that a step starts from; it ends at the next one. Version 1 is the first."""


class NoWayUp(Exception):  # noqa: N818 - it becomes a LedgerDamaged
    """No chain of steps leads from that version to this one."""


def migrate(
    connection: duckdb.DuckDBPyConnection, found: int, steps: Mapping[int, Step] = STEPS, wanted: int = VERSION
) -> None:
    """Bring the state from version ``found`` to ``wanted``: whole, or not at all."""
    missing = [version for version in range(found, wanted) if version not in steps]
    if found > wanted or missing:
        raise NoWayUp(f"the state has version {found}, and this Joey reads {wanted}")
    connection.begin()
    try:
        for version in range(found, wanted):
            steps[version](connection)
        connection.execute("UPDATE meta SET version = $version", {"version": wanted})
        connection.commit()
    except BaseException:
        with suppress(duckdb.Error):  # where the trouble was the file's, it says less than that
            connection.rollback()
        raise
