"""The index behind Intercom's search: both what it finds and what it shows are as old as the lag (recorded)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from joey.adapters.destinations.intercom.sandbox.contacts import Contact
from joey.adapters.sandbox import Switches


@dataclass(slots=True)
class _Pending:
    contact: Contact
    at: float
    searches: int = 0


class SearchIndex:
    """Contacts as they were when the index last took notice."""

    def __init__(self) -> None:
        self._rows: dict[str, Contact] = {}
        self._pending: deque[_Pending] = deque()

    def note(self, contact: Contact, now: float) -> None:
        """A contact was written."""
        self._pending.append(_Pending(contact.copy(), now))

    def found(self, switches: Switches, now: float) -> Iterable[Contact]:
        """The live contacts as a search sees them now; oldest first."""
        while self._pending and self._due(self._pending[0], switches, now):
            contact = self._pending.popleft().contact
            self._rows[contact.id] = contact
        for pending in self._pending:
            pending.searches += 1
        return [one for one in self._rows.values() if one.is_live]

    @staticmethod
    def _due(pending: _Pending, switches: Switches, now: float) -> bool:
        old = now - pending.at >= switches.search_lag_seconds
        return old and pending.searches >= switches.search_lag_calls
