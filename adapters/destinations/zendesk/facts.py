"""Zendesk's Facts: what its API can do and allows, with the pages that say so."""

from __future__ import annotations

from collections.abc import Mapping

from joey.domain.facts import BatchSizes, Beside, Bulk, Call, Deletion, Facts, GroupStyle, Limits, Rate

MANY = 100
"""Users that one call finds, or one job writes."""

LONGEST_TEXT = 255
DEFAULT_PLAN = "team"
PLANS: Mapping[str, int] = {
    "team": 200,
    "growth": 400,
    "professional": 400,
    "enterprise": 700,
    "enterprise_plus": 2_500,
}
"""Calls a minute, by plan."""

DEFAULT_PARALLELISM, MOST_PARALLELISM = 5, 20
DEFAULT_BULK_ABOVE = 100
_JOB_HORIZON = 3_600.0

_DOCS = "https://developer.zendesk.com/api-reference"

SOURCES = {
    "sizes": f"{_DOCS}/ticketing/users/users (show_many takes 100; users one by one)",
    "bulk": f"{_DOCS}/ticketing/users/users (create_many, update_many, destroy_many: 100 users a job)",
    "limits": f"{_DOCS}/introduction/rate-limits (calls a minute by plan; 5 at once is our own choice)",
    "deletion": f"{_DOCS}/ticketing/users/users (DELETE is soft; deleting for good is a call that Joey never makes)",
    "groups": "recorded: tags in a user replace all that it has",
    "clearing": "recorded: null clears; alias then reads as an empty text",
    "recognised_by": f"{_DOCS}/ticketing/users/users (search; recorded: it finds by address, and other texts too)",
    "repeatable": "PUT of values and DELETE come to the same when done twice; a second POST is refused as a duplicate",
    "search_lag": "users are found by show_many, which reads users and no index (unverified); recorded: at once",
    "job_horizon": f"{_DOCS}/ticketing/ticket-management/job_statuses (jobs are kept for an hour)",
}


def limits_of(plan: str = DEFAULT_PLAN, parallelism: int = DEFAULT_PARALLELISM) -> Limits:
    """What an account of that plan allows."""
    return Limits(parallelism, (Rate(PLANS[plan], 60.0),))


def facts_of(limits: Limits, bulk_above: int | None = DEFAULT_BULK_ABOVE) -> Facts:
    """The Facts of the users; ``bulk_above`` None: never by jobs."""
    by_jobs = BatchSizes(find=MANY, create=MANY, update=MANY, upsert=0, delete=MANY)
    return Facts(
        sizes=BatchSizes(find=MANY, create=1, update=1, upsert=0, delete=1),
        limits=limits,
        groups=GroupStyle.INLINE,
        deletion=Deletion.ARCHIVE,
        whole_groups=True,
        recognised_by=("email",),
        repeatable=frozenset({Call.READ, Call.FIND, Call.UPDATE, Call.DELETE}),
        job_horizon=None if bulk_above is None else _JOB_HORIZON,
        bulk=None if bulk_above is None else Bulk(bulk_above, by_jobs),
        besides=tuple(Beside(Call.UPDATE, call, field="email") for call in (Call.FIND, Call.UPDATE, Call.DELETE)),
        clearing="null",
        sources=SOURCES,
    )


USERS = facts_of(limits_of())
"""As they hold for any account."""
