"""Vendors of all kinds, as Facts for the in-memory vendor to behave by."""

from __future__ import annotations

from dataclasses import dataclass, replace

from joey.adapters.memory import Habits
from joey.adapters.memory.usual import FACTS as LARGE
from joey.adapters.memory.vendor import DEFAULT_HABITS
from joey.domain.facts import BatchSizes, Deletion, Facts, GroupStyle, Limits
from joey.domain.sync_mode import SyncMode

FACTS = replace(LARGE, sizes=BatchSizes(find=20, create=20, update=20, upsert=20, delete=20, members=20))


@dataclass(frozen=True, slots=True)
class Variant:
    """A kind of vendor."""

    facts: Facts = FACTS
    habits: Habits = DEFAULT_HABITS


_SEVEN = BatchSizes(find=7, create=7, update=7, delete=7)
_INLINE = replace(FACTS, sizes=_SEVEN, groups=GroupStyle.INLINE)

VARIANTS = {
    "batches": Variant(),
    "one by one": Variant(
        replace(FACTS, sizes=BatchSizes(find=1, create=1, update=1, delete=1, members=1), limits=Limits(parallelism=1))
    ),
    "upserts": Variant(replace(FACTS, upserts=True)),
    "erases": Variant(replace(FACTS, deletion=Deletion.ERASE)),
    "never deletes": Variant(replace(FACTS, deletion=Deletion.NONE, sizes=replace(FACTS.sizes, delete=0))),
    "never renames": Variant(replace(FACTS, renames=False)),
    "upserts and never renames": Variant(replace(FACTS, upserts=True, renames=False)),
    "revives what is archived": Variant(habits=Habits(revives=True)),
    "inline groups": Variant(_INLINE),
    "inline groups, never deletes": Variant(
        replace(_INLINE, deletion=Deletion.NONE, sizes=replace(_SEVEN, delete=0)),
    ),
    "whole sets of groups": Variant(replace(_INLINE, whole_groups=True)),
    "no groups": Variant(replace(FACTS, groups=GroupStyle.NONE, sizes=replace(FACTS.sizes, members=0))),
    "refuses whole batches": Variant(
        replace(FACTS, sizes=_SEVEN, groups=GroupStyle.NONE), Habits(refuses_batches=True)
    ),
    "no row results": Variant(replace(FACTS, row_results=False)),
    "search lags": Variant(habits=Habits(lag=2)),
    "memberships carry fields": Variant(replace(FACTS, membership_fields=True)),
}

JOBS = {"jobs": Variant(replace(FACTS, job_horizon=60.0))}
"""Their writes come to an end later."""

BLIND = {
    "finds nothing, upserts by key": Variant(
        replace(
            _INLINE,
            sizes=replace(_SEVEN, find=0, upsert=7),
            upserts=True,
            renames=False,
            sync_modes=(SyncMode.SYNC, SyncMode.ADDITIVE),
        ),
    )
}
"""They can't tell whether a record is there, so that updating only isn't possible."""

MEMBERSHIPS = {
    "memberships only": Variant(
        replace(
            FACTS,
            sizes=BatchSizes(find=0, create=20, update=20, upsert=20, delete=0, members=20),
            sync_modes=(SyncMode.SYNC, SyncMode.ADDITIVE),
            deletion=Deletion.NONE,
            upserts=True,
            renames=False,
            membership_only=True,
            membership_fields=True,
            row_results=False,
        ),
    )
}
"""They know of nobody who is on no list."""
