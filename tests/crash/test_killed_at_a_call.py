"""A process that is killed at any call, before or after the vendor acted: the runs after it end it well."""

from __future__ import annotations

import random

import pytest

from tests.crash.place import KILLED, Place, duplicates

KILLS = 3
CALLS = 10
"""So many calls a run makes at the least."""


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_again_and_again_at_any_call_the_vendor_ends_as_the_source_is(place: Place, seed: int) -> None:
    chance = random.Random(seed)
    for day in range(KILLS):
        place.people(day)
        told = place.killed(chance.randint(1, CALLS), acted=chance.random() < 0.5)
        assert told.code in {KILLED, 0}, told.text
    wanted = place.people(KILLS)
    assert place.run().code == 0
    assert place.remote() == wanted
    assert duplicates(place.remote()) == []
    assert place.run().code == 0
    assert place.watched.writes() == []


def test_killed_once_the_vendor_had_made_new_records_nobody_is_made_twice(place: Place) -> None:
    wanted = place.people(0)
    assert place.killed(6, acted=True).code == KILLED
    assert place.watched.calls[5][1].endswith("/batch/create")
    assert place.remote(), "made, and nobody was told"
    assert place.run().code == 0
    assert place.remote() == wanted
