"""Intercom's Facts: what its API can do and allows, with the pages that say so."""

from __future__ import annotations

from joey.adapters.destinations.intercom.keys import DELETE, EXTERNAL_ID, Matching
from joey.domain.facts import BatchSizes, Beside, Call, Deletion, Facts, GroupStyle, Limits, Per, Rate

VALUES = 50
"""Keys that one search asks for; how many ``IN`` takes isn't documented."""

PER_PAGE = 150
"""Contacts on a page of results, at most."""

MEMBERS = 50
"""Contacts that one call tags; how many it takes isn't documented."""

SEARCH_LAG = 180.0
"""Seconds until the search surely shows a write: "a few minutes"; recorded: about two."""

DEFAULT_CALLS_PER_MINUTE = 10_000
MOST_PARALLELISM = 10
WINDOW = 10.0
"""Seconds in which a sixth of the minute's calls is given out."""

_DOCS = "https://developers.intercom.com/docs/references"

SOURCES = {
    "sizes": f"{_DOCS}/2.14/rest-api/api.intercom.io/contacts (one by one); 50 values and members are what we allow",
    "limits": f"{_DOCS}/rest-api/errors/rate-limiting (10,000 a minute, in windows of 10 s); 10 at once is ours",
    "deletion": f"{_DOCS}/2.14/rest-api/api.intercom.io/contacts (archive and delete are calls of their own)",
    "groups": f"{_DOCS}/2.14/rest-api/api.intercom.io/tags (many are tagged by name; taken off one by one)",
    "search_lag": f"{_DOCS}/2.14/rest-api/api.intercom.io/contacts (search: a few minutes); recorded: two",
    "clearing": "recorded: null clears, but never external_id",
    "renames": "recorded: external_id and email can be changed; two contacts may share an address",
    "repeatable": "all but a create come to the same when done twice (a tag of a name is made once)",
}


def limits_of(calls_per_minute: int = DEFAULT_CALLS_PER_MINUTE, parallelism: int = MOST_PARALLELISM) -> Limits:
    """What an app is allowed."""
    return Limits(parallelism, (Rate(max(1, calls_per_minute // 6), WINDOW),))


def facts_of(matching: Matching, allowed: Limits | None = None) -> Facts:
    """The Facts of contacts with these options."""
    return Facts(
        sizes=BatchSizes(find=VALUES, create=1, update=1, upsert=0, delete=1, members=MEMBERS, by_id=1, leavers=1),
        limits=allowed or limits_of(),
        groups=GroupStyle.LISTS,
        deletion=Deletion.ERASE if matching.removal == DELETE else Deletion.ARCHIVE,
        repeatable=frozenset(Call) - {Call.CREATE, Call.SUBMIT},
        search_lag=SEARCH_LAG,
        besides=() if matching.removal == DELETE else (Beside(Call.DELETE, Call.LIST_REMOVE, Per.GROUP),),
        clearing="null",
        sources=SOURCES,
    )


DEFAULT_FACTS = facts_of(Matching(EXTERNAL_ID))
"""As they hold where leavers are archived."""
