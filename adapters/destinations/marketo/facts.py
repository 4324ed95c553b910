"""Marketo's Facts: what its API can do and allows, with the pages that say so."""

from __future__ import annotations

from joey.adapters.destinations.marketo.keys import Matching
from joey.domain.facts import BatchSizes, Call, Deletion, Facts, GroupStyle, Limits, Rate
from joey.domain.sync_mode import SyncMode

BATCH = 300
WINDOW = 20.0
MOST_CALLS = 100
MOST_AT_ONCE = 10
DEFAULT_QUOTA = 50_000
SYNC_TIME = 90.0
"""Seconds that Marketo itself gives a sync of leads: an unanswered one may still be at work so long."""

_DOCS = "https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest"

SOURCES = {
    "sizes": f"{_DOCS}/lead-database/leads (300 a call); members: {_DOCS}/lead-database/list-membership (300)",
    "limits": f"{_DOCS}/error-codes (606: 100 in 20 s, 615: 10 at once, 607: a day's quota, until midnight CST)",
    "upserts": f"{_DOCS}/lead-database/leads (createOrUpdate by lookupField)",
    "renames": f"{_DOCS}/lead-database/leads (updateOnly by id writes every other field)",
    "deletion": f"{_DOCS}/lead-database/leads (by id, for good)",
    "groups": f"{_DOCS}/assets/static-lists",
    "clearing": "recorded: null clears; a boolean becomes false",
    "repeatable": f"{_DOCS}/lead-database/leads (upserts and creates of one key at the same time make duplicates)",
    "search_lag": f"{_DOCS}/marketo-integration-best-practices (how long a sync of leads may go on unanswered)",
}


def limits(parallelism: int = MOST_AT_ONCE, calls: int = MOST_CALLS, per_day: int | None = DEFAULT_QUOTA) -> Limits:
    """What a subscription allows, or what is left of it to Joey."""
    return Limits(parallelism, (Rate(calls, WINDOW),), per_day)


def facts_of(matching: Matching, allowed: Limits | None = None) -> Facts:
    """The Facts of leads matched by a field."""
    creates = 0 if matching.by_id else BATCH
    return Facts(
        sizes=BatchSizes(find=BATCH, create=BATCH, update=BATCH, upsert=creates, delete=BATCH, members=BATCH),
        limits=allowed or limits(),
        sync_modes=(SyncMode.ENRICH,) if matching.by_id else tuple(SyncMode),
        groups=GroupStyle.LISTS,
        deletion=Deletion.ERASE,
        upserts=not matching.by_id,
        renames=not matching.by_id,
        repeatable=frozenset(Call) - {Call.CREATE, Call.UPSERT, Call.LIST_CREATE, Call.SUBMIT},
        search_lag=SYNC_TIME,
        clearing="null",
        sources=SOURCES,
    )


DEFAULT_FACTS = facts_of(Matching())
"""As they hold for leads by e-mail."""
