from __future__ import annotations

from typing import get_args

import pytest

from joey.domain.outcome import OWED, Deferred, Delivered, Failed, Outcome, Pending, Rejected, Skipped, Unknown, kind_of
from joey.domain.sync_mode import SyncMode

_EACH = {
    "delivered": Delivered(),
    "skipped": Skipped("no"),
    "rejected": Rejected("bad"),
    "deferred": Deferred("later"),
    "failed": Failed("down"),
    "unknown": Unknown("lost"),
    "pending": Pending("job-1"),
}


@pytest.mark.parametrize(("name", "outcome"), _EACH.items())
def test_an_outcomes_kind_is_its_name(name: str, outcome: Outcome) -> None:
    assert kind_of(outcome) == name


def test_what_did_not_end_is_owed_and_nothing_else() -> None:
    owed = {name for name, outcome in _EACH.items() if isinstance(outcome, OWED)}
    assert owed == {"deferred", "failed", "unknown", "pending"}
    assert {type(outcome) for outcome in _EACH.values()} == set(get_args(Outcome))


def test_sync_mirrors_additive_never_deletes_and_enrich_only_updates() -> None:
    may = {mode.value: (mode.creates, mode.deletes) for mode in SyncMode}
    assert may == {"sync": (True, True), "additive": (True, False), "enrich": (False, False)}
