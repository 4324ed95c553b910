"""Batches: one bad row costs the others a few calls, and nobody an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2

from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from joey.application.delivery.batches import in_batches
from joey.ports.errors import BatchRefused, GatewayError, Unavailable

REFUSED = BatchRefused("one of them is bad")


class Vendor:
    """Refuses whole calls that hold a bad row; answers with the row doubled."""

    def __init__(self, *bad: int) -> None:
        self._bad = set(bad)
        self.sizes: list[int] = []

    async def call(self, rows: Sequence[int]) -> Result[Mapping[int, int], GatewayError]:
        self.sizes.append(len(rows))
        if self._bad.intersection(rows):
            return Failure(REFUSED)
        return Success({row: row * 2 for row in rows})


def same(row: int) -> int:
    return row


@given(count=st.integers(1, 300), size=st.integers(1, 120), data=st.data())
async def test_every_row_gets_its_answer_and_the_bad_ones_the_refusal(
    count: int, size: int, data: st.DataObject
) -> None:
    bad = data.draw(st.sets(st.integers(0, count - 1), max_size=4))
    vendor = Vendor(*bad)
    replies = await in_batches(range(count), size, vendor.call, same)
    assert replies == {row: REFUSED if row in bad else row * 2 for row in range(count)}
    assert max(vendor.sizes) <= size


@given(st.integers(0, 99))
async def test_one_bad_row_among_a_hundred_is_found_in_logarithmically_many_calls(bad: int) -> None:
    vendor = Vendor(bad)
    await in_batches(range(100), 100, vendor.call, same)
    assert len(vendor.sizes) <= 1 + 2 * (log2(100) + 1)


async def test_a_call_that_fails_as_a_whole_gives_its_error_to_its_rows_alone() -> None:
    down: GatewayError = Unavailable("down")

    async def call(rows: Sequence[int]) -> Result[Mapping[int, int], GatewayError]:
        return Failure(down) if 0 in rows else Success({row: row for row in rows})

    assert await in_batches(range(4), 2, call, same) == {0: down, 1: down, 2: 2, 3: 3}


async def test_no_rows_make_no_call() -> None:
    vendor = Vendor()
    assert await in_batches([], 10, vendor.call, same) == {}
    assert vendor.sizes == []
