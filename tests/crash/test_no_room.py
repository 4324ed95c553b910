"""No room, or no permission, for Joey's own files: nothing is sent that can't be journalled, and it's told why."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.place import Place


@contextmanager
def closed(folder: Path) -> Generator[None]:
    """Nobody may write in the folder."""
    folder.chmod(0o500)
    try:
        yield
    finally:
        folder.chmod(0o700)


def test_a_full_disk_is_told_with_what_to_do_and_the_next_run_with_room_ends_well(place: Place) -> None:
    wanted = place.people(0)
    for room in (100, 30_000):
        full = place.run("run", driver=("room", room))
        assert full.code == 1
        assert "File too large" in full.text
        assert "make room" in full.text
        assert place.watched.writes() == [], "nothing was sent that could not be journalled"
    fold_fails = place.run("run", driver=("room", 1_000_000))
    assert fold_fails.code == 1
    assert "checkpoint" in fold_fails.text
    assert "make room" in fold_fails.text
    assert place.remote() == wanted, "sent, and journalled"
    assert place.run().code == 0
    assert place.watched.writes() == []
    assert place.remote() == wanted


def test_a_disk_that_fills_while_a_run_goes_on_stops_it_and_loses_nothing(place: Place) -> None:
    place.people(0)
    assert place.run().code == 0
    wanted = place.people(1)
    full = place.run("run", "--allow-deletes", driver=("room", 40_000))
    assert full.code == 1
    assert "make room" in full.text
    assert place.run().code == 0
    assert place.remote() == wanted


def test_a_ledger_that_may_not_be_written_stops_a_run_before_it_sends_and_can_still_be_read(place: Place) -> None:
    place.people(0)
    assert place.run().code == 0
    wanted = place.people(1)
    for folder in (place.ledger() / "journal", place.ledger()):
        with closed(folder):
            refused = place.run("run", driver=("bound",))
            assert refused.code == 1
            assert "Permission denied" in refused.text
            assert "run again" in refused.text
            assert place.watched.writes() == []
    with closed(place.ledger()):
        status = place.run("status", driver=("bound",))
    assert (status.code, "250" in status.text) == (0, True)
    assert place.run().code == 0
    assert place.remote() == wanted


def test_a_report_that_can_not_be_kept_is_shown_all_the_same(place: Place) -> None:
    wanted = place.people(0)
    assert place.run("status").code == 0
    assert place.run().code == 0
    with closed(place.folder / ".joey"):
        told = place.run("run", driver=("bound",))
    assert told.code == 0
    assert "last-run.json can't be written" in told.text
    assert "Everything that should have gone went" in told.text
    assert place.remote() == wanted
