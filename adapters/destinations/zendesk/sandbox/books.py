"""The whole account in memory: its users, user fields and jobs, its clock and switches."""

from __future__ import annotations

from joey.adapters.destinations.zendesk.sandbox.account import ADMIN_ID, user_fields
from joey.adapters.destinations.zendesk.sandbox.desk import Desk
from joey.adapters.destinations.zendesk.sandbox.jobs import Jobs
from joey.adapters.destinations.zendesk.sandbox.people import Identity, People, User
from joey.adapters.sandbox import Clock, Json, Switches


class Books:
    """What the account holds; the handlers act on it. ``imports``: whether it may create and change users by jobs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.switches = Switches()
        self.reset()

    def reset(self) -> None:
        """Back to an account that has its admin only; imports are off, as they are by default."""
        self.fields = user_fields()
        self.people = People()
        self.jobs = Jobs()
        self.imports = False
        self.admin = User(ADMIN_ID, "Ada Admin", self.now(), self.now(), more={"role": "admin", "verified": True})
        self.admin.identities = [Identity(1, "admin@demo.com", True, True, self.now(), self.now())]

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock()

    def settle(self) -> None:
        """Run the jobs that are due."""
        self.jobs.settle(self.now())

    def desk(self) -> Desk:
        """Where writes are taken."""
        definitions = {field["key"]: field for field in self.fields}
        return Desk(self.people, definitions, self.switches, self.now())

    def shown(self, user: User) -> dict[str, Json]:
        """A user as the API tells it."""
        return user.shown(self.desk().blank_fields())
