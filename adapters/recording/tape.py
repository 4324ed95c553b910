"""Tape: recorded calls that are played back, each once, to requests that are like those recorded.

Finding the call that a request is like, and saying what is unlike in the nearest, is VCR.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import orjson
from vcr import matchers
from vcr.cassette import Cassette
from vcr.errors import UnhandledHTTPRequestError
from vcr.request import Request

from joey.adapters.recording.call import Call

_MATCH = (matchers.method, matchers.path, matchers.query, matchers.body)


class UnexpectedRequest(AssertionError):  # noqa: N818 - what happened, as people say it
    """A request that wasn't recorded; the message shows it beside the nearest that was."""


class Tape:
    """The calls of one recording; of several that are alike, the first that wasn't played yet."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._calls = calls
        self._cassette = Cassette("a recording", match_on=_MATCH)
        for number, call in enumerate(calls):
            self._cassette.append(_request(call), {"number": number})

    def play(self, call: Call) -> Call:
        """The recorded call; ``UnexpectedRequest`` where there is none left like it."""
        try:
            played: dict[str, int] = self._cassette.play_response(_request(call))
        except UnhandledHTTPRequestError:
            raise UnexpectedRequest(self._unexpected(call)) from None
        return self._calls[played["number"]]

    def left(self) -> list[str]:
        """The calls that nobody made."""
        played = self._cassette.play_counts
        return [f"#{number} {call.title}" for number, call in enumerate(self._calls) if not played[number]]

    def _unexpected(self, call: Call) -> str:
        told = [f"{call.title} wasn't recorded, or not as often as it's made now", f"  it sends {_body(call).decode()}"]
        nearest = self._cassette.find_requests_with_most_matches(_request(call))
        for recorded, _, unlike in nearest[:1]:
            told.append(f"  the nearest that was recorded: {recorded.method} {recorded.path}")
            told += [f"  its {name} differs: {why or 'as shown'}" for name, why in unlike]
            told += [] if unlike else ["  it was played already"]
        return "\n".join((*told, "Record it anew with --live, if the change is meant."))


def _request(call: Call) -> Request:
    query = urlencode(sorted((name, value) for name, value in call.query.items()), doseq=True)
    uri = f"https://recorded{call.path}{'?' if query else ''}{query}"
    return Request(call.method, uri, _body(call), {"content-type": "application/json"})


def _body(call: Call) -> bytes:
    return b"" if call.request_body is None else orjson.dumps(call.request_body, option=orjson.OPT_SORT_KEYS)
