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
    return row_answer(reply.status, message(reply), write, remote_id)


def row_answer(status: int, words: str, write: Write, remote_id: str) -> Answer:
    """The same of a row in a batch, where each has a status of its own. ``words``: the vendor's."""
    if 200 <= status < 300:
        return Written(remote_id)
    if status in {404, 410}:
        return Gone()
    return Exists() if status == 409 else Refused(f"HTTP {status}: {discreet(words, write)}")


def refused(reply: Reply, write: Write, field: str | None = None) -> Refused:
    """The vendor's reason in its words, without what it repeats of the Record's values."""
    return Refused(f"HTTP {reply.status}: {discreet(message(reply), write)}", field)


def discreet(words: str, write: Write) -> str:
    """A vendor's words without addresses, and without what they repeat of the Record's values."""
    words = _ADDRESS.sub("…", words)
    for value in sorted(_values(write), key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return " ".join(words.split())[:_LONGEST]


def _values(write: Write) -> Iterator[str]:
    if isinstance(write, Delete):
        return
    yield write.wanted.key
    yield from (value for value in map(str, write.wanted.fields.values()) if len(value) >= _SHORTEST)
