"""The brake of a Destination: pulled by a failure of the whole App, a spent quota, or a request to stop."""

from __future__ import annotations

from joey.application.delivery.replies import RowReply
from joey.ports.errors import Misconfigured, Throttled
from joey.ports.gateway import RowThrottled


class Brake:
    """Pulled once, with the first reason; units that have begun are finished, and none begins after."""

    def __init__(self) -> None:
        self.reason: Misconfigured | Throttled | None = None
        self.stopped = False

    @property
    def pulled(self) -> bool:
        """Whether nothing more may be tried."""
        return self.stopped or self.reason is not None

    def feel(self, reply: RowReply) -> None:
        """Pull where a reply says that the next call can't fare better."""
        if self.reason is not None:
            return
        if isinstance(reply, Misconfigured | Throttled):
            self.reason = reply
        elif isinstance(reply, RowThrottled):
            self.reason = Throttled(reply.reason, reply.until)
