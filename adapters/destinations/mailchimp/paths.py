"""Where Mailchimp's calls are: paths under its host, all of version 3.0."""

from __future__ import annotations

from urllib.parse import quote

VERSION = "/3.0"

ACCOUNT = f"{VERSION}/"
LISTS = f"{VERSION}/lists"
BATCHES = f"{VERSION}/batches"


def merge_fields(list_id: str) -> str:
    """The merge fields of an audience."""
    return f"{LISTS}/{_segment(list_id)}/merge-fields"


def members(list_id: str) -> str:
    """All members of an audience."""
    return f"{LISTS}/{_segment(list_id)}/members"


def member(list_id: str, named: str) -> str:
    """One member, named by the MD5 of its e-mail or by its contact id."""
    return f"{members(list_id)}/{_segment(named)}"


def member_tags(list_id: str, named: str) -> str:
    """The tags of one member."""
    return f"{member(list_id, named)}/tags"


def tag_search(list_id: str) -> str:
    """Tags by the beginning of their names."""
    return f"{LISTS}/{_segment(list_id)}/tag-search"


def segments(list_id: str) -> str:
    """The segments of an audience, tags among them."""
    return f"{LISTS}/{_segment(list_id)}/segments"


def segment(list_id: str, segment_id: str) -> str:
    """One segment."""
    return f"{segments(list_id)}/{_segment(segment_id)}"


def batch(batch_id: str) -> str:
    """One submitted batch."""
    return f"{BATCHES}/{_segment(batch_id)}"


def unversioned(path: str) -> str:
    """The path as an operation of a batch names it."""
    return path.removeprefix(VERSION)


def _segment(text: str) -> str:
    return quote(text, safe="")
