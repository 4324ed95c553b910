"""Salesforce's Facts: what its API can do and allows, with the pages that say so."""

from __future__ import annotations

from dataclasses import replace

from joey.adapters.destinations.salesforce.keys import Grouping, Matching, Setup
from joey.domain.facts import BatchSizes, Beside, Bulk, Call, Deletion, Facts, GroupStyle, Limits, Per
from joey.domain.sync_mode import SyncMode

ROWS = 200
JOB_ROWS = 10_000
DEFAULT_BULK_ABOVE = 2_000
DEFAULT_PARALLELISM, MOST_PARALLELISM = 5, 24
EDITIONS = {"developer": 15_000, "professional": 100_000, "enterprise": 100_000, "unlimited": 100_000}
"""Calls in 24 hours; each user licence adds 1,000 (Unlimited: 5,000)."""

DEFAULT_EDITION = "enterprise"
JOB_HORIZON = 7 * 86_400.0
MOST_CSV_BYTES = 100_000_000

_DOCS = "https://developer.salesforce.com/docs/atlas.en-us"

SOURCES = {
    "sizes": f"{_DOCS}.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm (200 rows)",
    "bulk": f"{_DOCS}.api_asynch.meta/api_asynch/bulk_api_2_0.htm (worth it above about 2,000 rows)",
    "limits": f"{_DOCS}.salesforce_app_limits_cheatsheet.meta (calls a day; 25 long ones at once, 5 in Developer)",
    "upserts": f"{_DOCS}.api_rest.meta/api_rest/resources_composite_sobjects_collections_upsert.htm (external ids)",
    "deletion": "a delete moves to the Recycle Bin",
    "groups": "rows of a junction object, such as CampaignMember",
    "clearing": "null, or the field's default; #N/A in a bulk job's CSV",
    "repeatable": "updates, upserts by an external id and deletes come to the same when done twice",
    "job_horizon": "the results of a job are kept for seven days",
}


def limits_of(edition: str, calls_per_day: int | None, parallelism: int) -> Limits:
    """What an organisation allows; what its answers say of it counts first."""
    return Limits(parallelism, (), calls_per_day or EDITIONS[edition])


def facts_of(setup: Setup, limits: Limits) -> Facts:
    """The Facts of an object matched by a field, before it is described."""
    by_id = setup.matching.by_id
    sizes = BatchSizes(
        find=ROWS,
        create=0 if by_id else ROWS,
        update=ROWS,
        upsert=0,
        delete=ROWS,
        members=ROWS if setup.grouping is not None else 0,
    )
    by_jobs = replace(sizes, create=0 if by_id else JOB_ROWS, update=JOB_ROWS)
    return Facts(
        sizes=sizes,
        limits=limits,
        sync_modes=(SyncMode.ENRICH,) if by_id else tuple(SyncMode),
        groups=GroupStyle.NONE if setup.grouping is None else GroupStyle.LISTS,
        deletion=Deletion.ARCHIVE,
        upserts=False,
        renames=not by_id,
        repeatable=frozenset({Call.READ, Call.FIND, Call.UPDATE, Call.UPSERT, Call.DELETE, Call.LIST_REMOVE}),
        job_horizon=JOB_HORIZON if setup.bulk_above else None,
        bulk=Bulk(setup.bulk_above, by_jobs) if setup.bulk_above else None,
        besides=(Beside(Call.LIST_REMOVE, Call.FIND, Per.CALL),),
        clearing="null, or the field's default",
        sources=SOURCES,
    )


def upserting(facts: Facts) -> Facts:
    """The same, where describe has said that the key is a unique external id."""
    bulk = facts.bulk
    if bulk is not None:
        bulk = Bulk(bulk.above, replace(bulk.sizes, upsert=JOB_ROWS))
    return replace(facts, upserts=True, sizes=replace(facts.sizes, upsert=ROWS), bulk=bulk)


_USUAL = limits_of(DEFAULT_EDITION, None, DEFAULT_PARALLELISM)
_CAMPAIGNS = Grouping("Campaign", "Name", "CampaignMember", "ContactId", "CampaignId")
OBJECTS = upserting(facts_of(Setup(Matching("Contact", "External__c"), None, _CAMPAIGNS, DEFAULT_BULK_ABOVE), _USUAL))
CONTACTS = facts_of(Setup(Matching("Contact", "Email"), bulk_above=DEFAULT_BULK_ABOVE), _USUAL)
ACCOUNTS = facts_of(Setup(Matching("Account", "AccountNumber"), bulk_above=DEFAULT_BULK_ABOVE), _USUAL)
"""As they hold for usual configurations: objects by a unique external id with groups, the others by a plain field."""
