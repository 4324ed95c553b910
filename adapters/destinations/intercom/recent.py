"""What was written, and what was seen to be missing, within the time that Intercom's search lags behind."""

from __future__ import annotations

from dataclasses import dataclass

from joey.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class _Noted:
    what: str
    at: float


class Recent:
    """Contacts that were just written are read by id, not believed of the search; oldest forgotten first."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._keys: dict[str, _Noted] = {}
        self._ids: dict[str, _Noted] = {}
        self._missing: dict[str, _Noted] = {}

    def wrote(self, contact_id: str, key: str) -> None:
        """A contact was written, and has this key now."""
        now = self._clock.monotonic()
        self._keys.pop(contact_id, None)
        self._keys[contact_id] = _Noted(key, now)
        self._ids.pop(key, None)
        self._ids[key] = _Noted(contact_id, now)
        self._missing.pop(key, None)
        self._forget(now)

    def gone(self, contact_id: str) -> None:
        """A contact isn't there any more."""
        noted = self._keys.pop(contact_id, None)
        if noted is not None:
            self._ids.pop(noted.what, None)

    def saw_nobody(self, key: str) -> None:
        """A search found no contact with this key."""
        now = self._clock.monotonic()
        self._missing.pop(key, None)
        self._missing[key] = _Noted("", now)
        self._forget(now)

    def claim(self, key: str) -> bool:
        """Whether a search of late found nobody with this key, and nobody got it since; good for one write."""
        self._forget(self._clock.monotonic())
        return self._missing.pop(key, None) is not None

    def id_of(self, key: str) -> str | None:
        """Who was given this key of late."""
        noted = self._ids.get(key)
        return None if noted is None else noted.what

    def touched(self, contact_id: str) -> bool:
        """Whether the search may be wrong about this contact."""
        return contact_id in self._keys

    def _forget(self, now: float) -> None:
        for noted in (self._keys, self._ids, self._missing):
            while noted and now - next(iter(noted.values())).at > self._seconds:
                noted.pop(next(iter(noted)))
