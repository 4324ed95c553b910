"""A Destination ready to run: its model and Mapping, its rules, and the ports it reaches the world by."""

from __future__ import annotations

from dataclasses import dataclass

from joey.application.project import DEFAULT_GUARDS, Guards
from joey.domain.deciding import Rules
from joey.domain.forgotten import NOBODY, Forgotten
from joey.domain.mapping import Mapping
from joey.domain.property import DEFAULT_LOCALE, Locale
from joey.domain.sync_mode import SyncMode
from joey.domain.target import Target
from joey.ports.gateway import DestinationGateway
from joey.ports.ledger import Writer
from joey.ports.lists import ListRepository
from joey.ports.source import Model, RecordSource


@dataclass(frozen=True, slots=True)
class Destination:
    """One Destination with its ports.

    ``only``: the Group a Record must be in (None: all of the model). ``forgotten``: who is never to be sent, as a
    service finds out when it begins.
    """

    name: str
    model: Model
    mapping: Mapping
    mode: SyncMode
    source: RecordSource
    gateway: DestinationGateway
    target: Target
    lists: ListRepository | None = None
    only: str | None = None
    locale: Locale = DEFAULT_LOCALE
    guards: Guards = DEFAULT_GUARDS
    forgotten: Forgotten = NOBODY

    @property
    def writer(self) -> Writer:
        """The Destination as the Ledger knows it."""
        return Writer(self.name, self.model.name)

    @property
    def rules(self) -> Rules:
        """What it may do, for deciding."""
        return Rules(self.mode, self.gateway.facts)
