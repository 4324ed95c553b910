"""HubSpot's Facts: what its API can do and allows, with the pages that say so."""

from __future__ import annotations

from joey.adapters.destinations.hubspot.keys import CONTACTS, EMAIL, Matching
from joey.domain.facts import BatchSizes, Call, Deletion, Facts, GroupStyle, Limits, Rate
from joey.domain.sync_mode import SyncMode

BATCH = 100
MEMBERS = 1_000
SEARCH_VALUES = 100
SEARCH_LANE = "search"
SEARCH_RATE = Rate(5, 1.0)
WINDOW = 10.0

TIERS = {"free": (100, 250_000), "professional": (190, 650_000), "enterprise": (190, 1_000_000)}
"""Calls in ten seconds and a day, by subscription. "free" is Free and Starter."""

DEFAULT_TIER = "free"
_PARALLELISM = 5

_GUIDES = "https://developers.hubspot.com/docs/api-reference/latest/crm"

SOURCES = {
    "sizes": f"{_GUIDES}/objects/contacts/guide (batches of 100); members: not documented, 1,000 is what we allow",
    "limits": "https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines",
    "upserts": f"{_GUIDES}/using-object-apis (not by a contact's e-mail, but by a custom unique property)",
    "deletion": f"{_GUIDES}/objects/contacts/guide (archived; restorable for 90 days)",
    "groups": f"{_GUIDES}/lists/guide (only MANUAL and SNAPSHOT lists can be edited)",
    "clearing": f"{_GUIDES}/properties/guide (an empty text)",
    "repeatable": "all but a create come to the same when done twice (an upsert is by a unique property)",
}


def limits(tier: str = DEFAULT_TIER, calls_per_10s: int | None = None) -> Limits:
    """What an account of that tier allows; ``calls_per_10s`` overrides (a capacity pack has 250)."""
    calls, per_day = TIERS[tier]
    return Limits(_PARALLELISM, (Rate(calls_per_10s or calls, WINDOW),), per_day)


def facts_of(matching: Matching, allowed: Limits | None = None) -> Facts:
    """The Facts of an object matched by a property."""
    return Facts(
        sizes=BatchSizes(
            find=BATCH,
            create=BATCH,
            update=BATCH,
            upsert=BATCH if matching.upserts else 0,
            delete=BATCH,
            members=MEMBERS,
        ),
        limits=allowed or limits(),
        sync_modes=(SyncMode.ENRICH,) if matching.by_record_id else tuple(SyncMode),
        groups=GroupStyle.LISTS,
        deletion=Deletion.ARCHIVE,
        upserts=matching.upserts,
        renames=not matching.by_record_id,
        repeatable=frozenset(Call) - {Call.CREATE, Call.SUBMIT},
        clearing="an empty text",
        sources=SOURCES,
    )


DEFAULT_FACTS = facts_of(Matching(CONTACTS, EMAIL))
"""As they hold for contacts by e-mail in the smallest account."""
