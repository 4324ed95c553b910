"""What a reply says of one Record, where a vendor uses HTTP's statuses as they are meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from joey.adapters.http import Reply, message
from joey.domain.action import Delete, Write
from joey.ports.gateway import Answer, Exists, Gone, Refused, Written

_SHORTEST, _LONGEST = 3, 200
_ADDRESS = re.compile(r"[^\s@\"'<>()]+@[^\s@\"'<>()]+")


def answer_of(reply: Reply, write: Write, remote_id: str) -> Answer:
    """Written by 2xx, gone by 404 and 410, there already by 409; all else that comes here is a refusal."""
    if reply.ok:
        return Written(remote_id)
    if reply.status in {404, 410}:
        return Gone()
    return Exists() if reply.status == 409 else refused(reply, write)


def refused(reply: Reply, write: Write, field: str | None = None) -> Refused:
    """The vendor's reason in its words, without what it repeats of the Record's values."""
    words = _ADDRESS.sub("…", message(reply))
    for value in sorted(_values(write), key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return Refused(f"HTTP {reply.status}: {' '.join(words.split())[:_LONGEST]}", field)


def _values(write: Write) -> Iterator[str]:
    if isinstance(write, Delete):
        return
    yield write.wanted.key
    yield from (value for value in map(str, write.wanted.fields.values()) if len(value) >= _SHORTEST)
