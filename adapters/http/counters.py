"""What an App's calls came to, for reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from joey.domain.facts import Call


@dataclass(slots=True)
class Calls:
    """Counted as they happen.

    ``by_kind``: attempts; ``repeated``: those of them that weren't the first of their request; ``throttled``: how often
    the vendor said too many; bytes are of bodies, unpacked. ``waited`` and ``paused``: seconds that the App was held up
    by its declared rates, and by the vendor's asking.
    """

    by_kind: Counter[Call] = field(default_factory=Counter[Call])
    repeated: int = 0
    throttled: int = 0
    refreshed: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    waited: float = 0.0
    paused: float = 0.0

    @property
    def total(self) -> int:
        """All attempts."""
        return self.by_kind.total()
