"""Calls in vendor-sized batches: side by side, halved where the vendor refuses one without naming the row."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from returns.pipeline import is_successful
from returns.result import Result

from joey.ports.errors import BatchRefused, GatewayError

Row = TypeVar("Row")
Id = TypeVar("Id", bound=Hashable)
Reply = TypeVar("Reply")

Call: TypeAlias = Callable[[Sequence[Row]], Awaitable[Result[Mapping[Id, Reply], GatewayError]]]


async def in_batches(
    rows: Sequence[Row], size: int, call: Call[Row, Id, Reply], id_of: Callable[[Row], Id]
) -> dict[Id, Reply | GatewayError]:
    """Every row's reply, by id; a row without an entry got none from a call that succeeded.

    A call that fails as a whole gives its error to each of its rows, but for BatchRefused: the batch is halved until
    the row that is to blame stands alone, so that one bad row costs no other more than a few calls.
    """
    chunks = [rows[start : start + size] for start in range(0, len(rows), size)]
    merged: dict[Id, Reply | GatewayError] = {}
    for part in await asyncio.gather(*(_one(chunk, call, id_of) for chunk in chunks)):
        merged.update(part)
    return merged


async def _one(
    rows: Sequence[Row], call: Call[Row, Id, Reply], id_of: Callable[[Row], Id]
) -> dict[Id, Reply | GatewayError]:
    result = await call(rows)
    if is_successful(result):
        return dict(result.unwrap())
    error = result.failure()
    if not isinstance(error, BatchRefused) or len(rows) == 1:
        return {id_of(row): error for row in rows}
    middle = len(rows) // 2
    first = await _one(rows[:middle], call, id_of)
    return first | await _one(rows[middle:], call, id_of)
