"""The whole account in memory: its audiences and batches, its clock and switches."""

from __future__ import annotations

from joey.adapters.destinations.mailchimp.sandbox.account import (
    AUDIENCES,
    STANDARD_FIELDS,
    TESTED,
    TESTED_FIELDS,
    audience_head,
)
from joey.adapters.destinations.mailchimp.sandbox.audience import Audience
from joey.adapters.destinations.mailchimp.sandbox.batches import Batches, Run
from joey.adapters.destinations.mailchimp.sandbox.errors import Fault
from joey.adapters.destinations.mailchimp.sandbox.members import Desk
from joey.adapters.destinations.mailchimp.sandbox.tagging import Tagging
from joey.adapters.sandbox import Clock, Reply, Switches

FAKES = frozenset({"foo@example.com", "test@example.com"})
"""Addresses taken for invented: the first is recorded. Mailchimp knows more; `fakes` in the state sets them."""


class Books:
    """What the account holds; the handlers act on it."""

    def __init__(self, clock: Clock, run: Run) -> None:
        self._clock = clock
        self._run = run
        self._refusals = 0
        self.switches = Switches()
        self.reset()

    def reset(self) -> None:
        """Back to the account of the recordings."""
        self.fakes = FAKES
        self.batches = Batches(self._run)
        self.audiences: dict[str, Audience] = {}
        for row in AUDIENCES:
            fields = TESTED_FIELDS if row[0] == TESTED else STANDARD_FIELDS
            self.audiences[row[0]] = Audience(audience_head(row), fields)

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock()

    def settle(self) -> None:
        """Run the batches that are due."""
        self.batches.settle(self.now())

    def refuse(self, fault: Fault) -> Reply:
        """The answer to a call that is wrong."""
        self._refusals += 1
        return fault.reply(self._refusals)

    def desk(self, audience: Audience) -> Desk:
        """Where the writes of an audience are taken."""
        return Desk(audience, self.switches, self.fakes, self.now())

    def tagging(self, audience: Audience) -> Tagging:
        """Where the tags of an audience are changed."""
        return Tagging(audience, self.now())
