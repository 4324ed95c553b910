"""Mailchimp's Facts: what its API can do and allows, with the pages that say so."""

from __future__ import annotations

from joey.adapters.destinations.mailchimp.keys import Matching
from joey.domain.facts import BatchSizes, Beside, Bulk, Call, Deletion, Facts, GroupStyle, Limits, Per
from joey.domain.sync_mode import SyncMode

PAGE = 1_000
MEMBERS = 500
OPERATIONS = 1_000
LONGEST_TEXT = 255
MOST_CONNECTIONS = 10
DEFAULT_PARALLELISM = 5
DEFAULT_BULK_ABOVE = 500
_JOB_HORIZON = 24 * 3600.0

_DOCS = "https://mailchimp.com/developer/marketing"

SOURCES = {
    "sizes": f"{_DOCS}/api/list-members (one by one); members: {_DOCS}/api/list-segments (500)",
    "bulk": f"{_DOCS}/guides/run-async-requests-batch-endpoint (1,000 operations a call)",
    "limits": f"{_DOCS}/docs/fundamentals (10 connections at once; half of that is used by default)",
    "upserts": f"{_DOCS}/api/list-members (PUT at the MD5 of the e-mail adds or updates)",
    "deletion": f"{_DOCS}/api/list-members (DELETE archives)",
    "groups": f"{_DOCS}/docs/segments-and-tags (a tag is a static segment)",
    "clearing": "recorded: an empty text clears, whatever the type",
    "repeatable": "all but POST of a member and of a batch come to the same when done twice",
    "job_horizon": "how long a batch may take isn't documented; a day is what is allowed for",
}


TAGS_FIRST = (Beside(Call.DELETE, Call.FIND), Beside(Call.DELETE, Call.LIST_REMOVE, Per.GROUPED))
"""An archived member keeps its tags, so they are read and taken off first."""


def facts_of(matching: Matching, parallelism: int = DEFAULT_PARALLELISM, bulk_above: int = DEFAULT_BULK_ABOVE) -> Facts:
    """The Facts of an audience; ``bulk_above`` 0: never by batches."""
    upsert = 0 if matching.by_id else 1
    members = 1 if matching.by_id else MEMBERS
    one_by_one = BatchSizes(find=1, create=1, update=1, upsert=upsert, delete=1, members=members)
    by_batches = BatchSizes(1, OPERATIONS, OPERATIONS, upsert * OPERATIONS, 1, members)
    return Facts(
        sizes=one_by_one,
        limits=Limits(parallelism),
        sync_modes=(SyncMode.ENRICH,) if matching.by_id else tuple(SyncMode),
        groups=GroupStyle.LISTS,
        deletion=Deletion.ARCHIVE,
        upserts=not matching.by_id,
        renames=not matching.by_id,
        repeatable=frozenset(Call) - {Call.CREATE, Call.SUBMIT},
        job_horizon=_JOB_HORIZON if bulk_above else None,
        bulk=Bulk(bulk_above, by_batches) if bulk_above else None,
        besides=TAGS_FIRST,
        clearing="an empty text",
        sources=SOURCES,
    )


BY_EMAIL = facts_of(Matching(""))
BY_ID = facts_of(Matching("", by_id=True))
"""As they hold for any audience."""
