"""The brake of a Destination: pulled by a failure of the whole App, a spent quota, a vendor that is down, or a stop."""

from __future__ import annotations

import asyncio

from joey.application.delivery.replies import RowReply
from joey.ports.errors import Misconfigured, Throttled
from joey.ports.gateway import RowThrottled


class Brake:
    """Pulled once, with the first reason, or by ``stop``; units that have begun are finished, and none begins after."""

    def __init__(self, stop: asyncio.Event | None = None) -> None:
        self.reason: Misconfigured | Throttled | None = None
        self._stop = stop

    @property
    def pulled(self) -> bool:
        """Whether nothing more may be tried."""
        return self.reason is not None or (self._stop is not None and self._stop.is_set())

    def feel(self, reply: RowReply) -> None:
        """Pull where a reply says that the next call can't fare better; what a stop brings about is no reason."""
        if self.pulled:
            return
        if isinstance(reply, Misconfigured | Throttled):
            self.reason = reply
        elif isinstance(reply, RowThrottled):
            self.reason = Throttled(reply.reason, reply.until)
