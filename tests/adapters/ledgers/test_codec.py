"""Snapshots survive the journal and the state exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.ledgers.entries import Noted
from joey.adapters.ledgers.files.codec import Texts, read_snapshot, write_snapshot
from joey.adapters.ledgers.files.payloads import read_entry, write_entry
from joey.adapters.ledgers.writing import attempt_row
from joey.domain.outcome import Attempt, Delivered, Failed
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot

ANY_TEXT = st.text(st.characters(codec=None), max_size=8) | st.sampled_from(
    ["\x00\\", "\x00\\6164", "\\u0000\\", "\ud800"]
)
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))) | st.just(UTC)
SCALARS = (
    st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.decimals()
    | ANY_TEXT
    | st.dates()
    | st.datetimes(timezones=st.none() | ZONES)
)
SNAPSHOTS = st.builds(
    Snapshot,
    ANY_TEXT,
    st.dictionaries(ANY_TEXT, SCALARS | st.none() | st.lists(SCALARS, max_size=3).map(tuple), max_size=4),
    st.frozensets(ANY_TEXT, max_size=3),
)


@given(SNAPSHOTS)
def test_a_snapshot_comes_back_as_it_was(snapshot: Snapshot) -> None:
    assert read_snapshot(write_snapshot(snapshot)) == snapshot


@given(SNAPSHOTS)
def test_a_snapshot_comes_back_through_a_journal_entry(snapshot: Snapshot) -> None:
    row = attempt_row(Attempt(RecordId("1"), Delivered(), snapshot, "r1", "f1"), write_snapshot)
    entry = read_entry(write_entry(Noted(("crm", "customers"), 1, "run", (row,))))
    assert isinstance(entry, Noted)
    assert entry.rows[0].snapshot is not None
    assert read_snapshot(entry.rows[0].snapshot) == snapshot


@pytest.mark.parametrize("pair", [(True, 1), (1, 1.0), (1.0, Decimal(1)), (date(2026, 1, 1), "2026-01-01"), (None, "")])
def test_values_that_only_look_alike_stay_apart(pair: tuple[object, object]) -> None:
    texts = {write_snapshot(Snapshot("k", {"field": value})) for value in pair}  # type: ignore[dict-item]
    assert len(texts) == 2


def test_a_vendors_words_that_are_no_text_are_kept_as_far_as_they_are() -> None:
    row = attempt_row(Attempt(RecordId("1"), Failed("broken \ud800 words")), write_snapshot)
    entry = read_entry(write_entry(Noted(("crm", "customers"), 1, "run", (row,))))
    assert isinstance(entry, Noted)
    assert entry.rows[0].reason == "broken ? words"


def test_a_datetime_keeps_its_instant() -> None:
    moment = datetime(2026, 5, 1, 12, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=53, seconds=28)))
    assert read_snapshot(write_snapshot(Snapshot("k", {"at": moment}))).fields["at"] == moment


@given(st.lists(SNAPSHOTS, max_size=4), st.integers(1, 3))
def test_a_text_that_is_kept_for_the_second_time_is_the_one_that_would_be_written(
    snapshots: list[Snapshot], most: int
) -> None:
    texts = Texts(most)
    wanted = [write_snapshot(snapshot) for snapshot in snapshots]
    assert [texts.first(snapshot) for snapshot in snapshots] == wanted
    assert [texts.again(snapshot) for snapshot in snapshots] == wanted
    assert [texts.again(snapshot) for snapshot in snapshots] == wanted
