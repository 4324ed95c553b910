"""Customer.io's two APIs: the Track API writes, with a user and a key; the App API reads, with a token of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from joey import Call, Rate
from joey.adapters.http import Request

TRACK, APP = "https://track.customer.io", "https://api.customer.io"
LANE, READS = "app", Rate(10, 1.0)


@dataclass(frozen=True, slots=True)
class Reads:
    """Calls of the App API. ``base_url``: where it is, if not at Customer.io."""

    app_key: str = field(repr=False)
    base_url: str

    def request(self, path: str, call: Call) -> Request:
        """A GET with the App API's token, at its own pace."""
        where = path if self.base_url else f"{APP}{path}"
        return Request("GET", where, call, headers={"authorization": f"Bearer {self.app_key}"}, lane=LANE)
