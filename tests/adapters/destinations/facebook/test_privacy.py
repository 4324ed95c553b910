"""Nothing personal leaves for Facebook in clear: whatever Records hold, as seen at the transport."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from urllib.parse import unquote_plus

import httpx
import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from joey.adapters.destinations.facebook.sandbox import create
from joey.adapters.sandbox.server import sandbox_app
from joey.domain.property import PropertyType, Value
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.subject import HIGH_VALUE, NEWCOMERS
from tests.adapters.destinations.facebook.subject import connected, destination
from tests.contract.exporting import Exporting

FIELDS = ("EMAIL", "EXTERN_ID", "PHONE", "FN", "LN", "FI", "GEN", "DOBY", "CT", "ST", "ZIP", "COUNTRY")
PLAIN = {"EXTERN_ID", "MADID"}
_LEFT = re.compile(r"[0-9a-f]{64}|")

_WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12).map(lambda text: f"Zoë{text}")
_EMAILS = st.integers(0, 10**6).map(lambda n: f"Zoe{n}@example.org")
_GOOD = st.fixed_dictionaries(
    {
        "EMAIL": _EMAILS,
        "EXTERN_ID": st.integers(1, 10**6).map(lambda n: f"id-{n}"),
        "PHONE": st.sampled_from(["+14155552671", "+442079460958", None]),
        "DOBY": st.sampled_from(["1984", "1999"]),
        "COUNTRY": st.sampled_from(["US", "de"]),
        **dict.fromkeys(("FN", "LN", "FI", "GEN", "CT", "ST", "ZIP"), _WORDS | st.none()),
    }
)
_BAD = st.tuples(st.sampled_from(["EMAIL", "PHONE", "DOBY", "COUNTRY", "EXTERN_ID"]), _WORDS | _EMAILS)
_FIELDS = _GOOD | st.builds(lambda good, bad: {**good, bad[0]: bad[1]}, _GOOD, _BAD)
_TYPES = {"EMAIL": PropertyType.EMAIL, "PHONE": PropertyType.PHONE_NUMBER}


class Recording(httpx.AsyncBaseTransport):
    """Keeps every request on its way."""

    def __init__(self) -> None:
        self._inner = httpx.ASGITransport(sandbox_app({"facebook": create}))
        self.seen: list[tuple[str, bytes]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append((unquote_plus(str(request.url)) + str(request.headers), await request.aread()))
        return await self._inner.handle_async_request(request)


@settings(max_examples=25, deadline=None)
@given(before=st.lists(_FIELDS, min_size=1, max_size=3), after=st.lists(_FIELDS, max_size=3))
def test_what_joins_changes_and_leaves_is_hashed(before: list[dict[str, Value]], after: list[dict[str, Value]]) -> None:
    transport = asyncio.run(_delivered(_records(before, HIGH_VALUE), _records(after, NEWCOMERS)))
    personal = {str(value) for fields in (*before, *after) for name, value in fields.items() if name not in PLAIN}
    for url_and_headers, body in transport.seen:
        told = url_and_headers + body.decode()
        assert "@" not in told
        assert not [value for value in personal if len(value) > 5 and value.lower() in told.lower()]
        for name, value in _columns(body):
            assert name in PLAIN or _LEFT.fullmatch(value), name


def _records(rows: Sequence[dict[str, Value]], group: str) -> list[Record]:
    return [Record(RecordId(str(n)), fields, frozenset({group})) for n, fields in enumerate(rows)]


async def _delivered(before: list[Record], after: list[Record]) -> Recording:
    transport = Recording()
    app = connected("http://127.0.0.1/facebook", transport)
    there, exporting = destination(app), Exporting(FIELDS, _TYPES)
    for records in (before, after, []):
        await exporting.run(there.gateway, there.lists, records, SyncMode.SYNC)
    await app.aclose()
    return transport


def _columns(body: bytes) -> list[tuple[str, str]]:
    payload = (orjson.loads(body) if body else {}).get("payload") or {"schema": [], "data": []}
    return [pair for row in payload["data"] for pair in zip(payload["schema"], row, strict=True)]
