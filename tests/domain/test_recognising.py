"""What else than a key a find may go by, and when."""

from __future__ import annotations

import pytest

from joey.domain.action import ById, ByKey
from joey.domain.deciding import Rules, lookups
from joey.domain.export import Present, Standing
from joey.domain.facts import BatchSizes, Facts, Limits
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.domain.sync_mode import SyncMode

WANTED = Snapshot("k", {"email": "ada@demo.com", "phone": None, "name": "Ada"})


def _first(mode: SyncMode, *recognised_by: str) -> ByKey | ById:
    facts = Facts(BatchSizes(find=10), Limits(1), recognised_by=recognised_by)
    return lookups(Present(RecordId("1"), WANTED, Standing()), Rules(mode, facts))[0]


def test_where_nobody_is_created_the_signs_of_a_record_go_with_its_key() -> None:
    asked = _first(SyncMode.ENRICH, "phone", "email", "nickname")
    assert isinstance(asked, ByKey)
    assert asked.also == (("email", "ada@demo.com"),)


@pytest.mark.parametrize("mode", [SyncMode.SYNC, SyncMode.ADDITIVE])
def test_where_a_create_tells_who_is_there_the_key_is_enough(mode: SyncMode) -> None:
    asked = _first(mode, "email")
    assert isinstance(asked, ByKey)
    assert asked.also == ()


def test_a_lookup_is_the_same_whatever_goes_with_it() -> None:
    assert _first(SyncMode.ENRICH, "email") == ByKey("k") == _first(SyncMode.ENRICH)
    assert hash(_first(SyncMode.ENRICH, "email")) == hash(ByKey("k"))
