"""Facebook's Facts: what its API can do and allows, with the pages that say so."""

from __future__ import annotations

from joey.domain.facts import BatchSizes, Call, Deletion, Facts, GroupStyle, Limits, Rate
from joey.domain.sync_mode import SyncMode

ROWS = 10_000
PAGE = 500
CALLS_AN_HOUR = {"limited": 5_000, "full": 190_000}
"""By the app's access to the Marketing API; more with each active audience, which isn't counted on."""

DEFAULT_ACCESS = "limited"
DEFAULT_PARALLELISM, MOST_PARALLELISM = 2, 10
_HOUR = 3_600.0
_DOCS = "https://developers.facebook.com/docs"

SOURCES = {
    "sizes": f"{_DOCS}/marketing-api/audiences/guides/custom-audiences (10,000 rows a call)",
    "limits": f"{_DOCS}/marketing-api/overview/rate-limiting (custom_audience, by ad account and hour)",
    "membership_only": f"{_DOCS}/marketing-api/reference/custom-audience/users (members can't be read)",
    "row_results": "recorded: an answer has counts, and samples of invalid rows",
    "repeatable": "all but making an audience, whose name may be given twice, come to the same when done twice",
    "clearing": "a row carries all fields, and an empty text is none",
}


def facts_of(access: str = DEFAULT_ACCESS, parallelism: int = DEFAULT_PARALLELISM) -> Facts:
    """The Facts of an ad account. Nothing is written but memberships, so sizes count those."""
    return Facts(
        sizes=BatchSizes(find=0, create=ROWS, update=ROWS, upsert=ROWS, delete=0, members=ROWS),
        limits=Limits(parallelism, (Rate(CALLS_AN_HOUR[access], _HOUR),)),
        sync_modes=(SyncMode.SYNC, SyncMode.ADDITIVE),
        groups=GroupStyle.LISTS,
        deletion=Deletion.NONE,
        upserts=True,
        renames=False,
        membership_fields=True,
        membership_only=True,
        row_results=False,
        repeatable=frozenset(Call) - {Call.LIST_CREATE},
        clearing="an empty text",
        sources=SOURCES,
    )


FACTS = facts_of()
"""As they hold for any ad account, with limited access."""
