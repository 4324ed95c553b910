"""The whole workspace in memory: its contacts, tags and data attributes, its clock and switches."""

from __future__ import annotations

from joey.adapters.destinations.intercom.sandbox.attributes import built_in, recorded
from joey.adapters.destinations.intercom.sandbox.contacts import Contact
from joey.adapters.destinations.intercom.sandbox.index import SearchIndex
from joey.adapters.sandbox import Clock, Json, Switches

_TAGS = {
    "4938596": "All Emails",
    "4919473": "another",
    "4897643": "demo",
    "5092161": "Everyone with an email",
    "4983293": "extra_one",
    "5092162": "High LTV Xhosa Speakers",
    "4938597": "High Value",
    "4938598": "High Value with Recent Automotive Purchase",
    "4919480": "New_one",
    "4977825": "One person",
    "4977848": "Other Group",
    "4919479": "outside_grouparoo",
    "4938599": "Recent Automotive Shoppers",
    "4938600": "Recent Automotive Visits",
    "4958230": "Spanish Speakers",
    "4897644": "Test Case",
    "4919472": "Test Group X",
}
"""The tags of the workspace of the recordings, by id."""


class Books:
    """What the workspace holds; the handlers act on it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.switches = Switches()
        self.reset()

    def reset(self) -> None:
        """Back to the workspace of the recordings, without contacts."""
        self.attributes = [*built_in()[:24], *recorded(), *built_in()[24:]]
        self.tags = dict(_TAGS)
        self.contacts: dict[str, Contact] = {}
        self.index = SearchIndex()
        self._made = 0

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self._clock())

    def next_number(self) -> int:
        """A number that was never given before."""
        self._made += 1
        return self._made

    def live(self, contact_id: str) -> Contact | None:
        """The contact, unless it is archived or deleted."""
        contact = self.contacts.get(contact_id)
        return contact if contact is not None and contact.is_live else None

    def keep(self, contact: Contact, *, touched: bool = True) -> None:
        """A contact was made or changed; the index will hear of it."""
        if touched:
            contact.updated = self.now()
        self.contacts[contact.id] = contact
        self.index.note(contact, self._clock())

    def found(self) -> list[Contact]:
        """The contacts as search sees them."""
        return list(self.index.found(self.switches, self._clock()))

    def custom(self) -> dict[str, dict[str, Json]]:
        """The custom attributes that can be written, by name."""
        return {one["name"]: one for one in self.attributes if one["custom"] and not one["archived"]}

    def tag_named(self, name: str) -> str | None:
        """The id of a tag; names are compared without their case, as Intercom shows one of a kind (unverified)."""
        return next((id_ for id_, one in self.tags.items() if one.lower() == name.lower()), None)

    def make_tag(self, name: str) -> str:
        """The tag of that name, made where there is none."""
        there = self.tag_named(name)
        if there is not None:
            return there
        tag_id = str(6_000_000 + self.next_number())
        self.tags[tag_id] = name
        return tag_id

    def shown_tag(self, tag_id: str) -> dict[str, Json]:
        """A tag as the API tells it."""
        return {"type": "tag", "id": tag_id, "name": self.tags[tag_id]}
