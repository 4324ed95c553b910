"""Sailthru's Facts: what its API can do and allows, with the pages that say so."""

from __future__ import annotations

from joey.domain.facts import BatchSizes, Call, Deletion, Facts, GroupStyle, Limits, Rate

LONGEST_VAR = 32
"""Characters in the name of a var."""

DEFAULT_PARALLELISM, MOST_PARALLELISM = 10, 50
DEFAULT_CALLS_PER_SECOND, MOST_CALLS_PER_SECOND = 300, 10_000
SLOW_CALLS_PER_SECOND = 40
"""Of deletions, and of writes of lists."""

SEARCH_LAG = 5.0

_DOCS = "https://products.zetaglobal.com/sailthru/Content/developers"

SOURCES = {
    "sizes": f"{_DOCS}/api/user (a user a call; jobs answer with no rows)",
    "limits": f"{_DOCS}/api-basics/technical (300 a second of GET and POST /user each; 10 at once is our own choice)",
    "deletion": f"{_DOCS}/api/user (DELETE removes the profile)",
    "groups": f"{_DOCS}/api/user (lists: 1 adds, 0 removes, others stay)",
    "upserts": f"{_DOCS}/api/user (POST by e-mail makes or updates)",
    "renames": "recorded: keys.email of a write by sid changes it, and the sid stays",
    "clearing": "recorded: null clears a var, which then reads as null",
    "repeatable": "a write by key and a deletion come to the same when done twice; lists made twice are two lists",
    "search_lag": f"{_DOCS}/api/user (eventually consistent; 5 s is our own choice)",
}


def limits_of(parallelism: int = DEFAULT_PARALLELISM, per_second: int = DEFAULT_CALLS_PER_SECOND) -> Limits:
    """What an account allows: by the second as documented, and by the minute as its headers count."""
    return Limits(parallelism, (Rate(per_second, 1.0), Rate(per_second * 60, 60.0)))


def facts_of(limits: Limits) -> Facts:
    """The Facts of the users."""
    return Facts(
        sizes=BatchSizes(find=1, create=1, update=1, upsert=1, delete=1),
        limits=limits,
        groups=GroupStyle.INLINE,
        deletion=Deletion.ERASE,
        upserts=True,
        repeatable=frozenset({Call.READ, Call.FIND, Call.UPDATE, Call.UPSERT, Call.DELETE}),
        search_lag=SEARCH_LAG,
        makes_groups=True,
        clearing="null",
        sources=SOURCES,
    )


USERS = facts_of(limits_of())
"""As they hold for any account."""
