"""What one subscription holds, and how it answers the calls of the lead database."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.marketo.sandbox import account
from joey.adapters.destinations.marketo.sandbox.answers import Envelopes, MarketoError, skipped
from joey.adapters.destinations.marketo.sandbox.leads import ACTIONS, DEFAULT_FIELDS, Leads
from joey.adapters.destinations.marketo.sandbox.lists import StaticLists
from joey.adapters.destinations.marketo.sandbox.reading import MOST_MATCHES, MOST_ROWS, document, number, page, rows
from joey.adapters.sandbox import Clock, Json, Reply, Request, Switches

Asked = Mapping[str, str]


class Subscription:
    """Leads, lists, tokens."""

    def __init__(self, clock: Clock) -> None:
        self.now = clock
        self.switches = Switches()
        self.say = Envelopes()
        self.leads = Leads()
        self.lists = StaticLists()
        self.partitions: list[dict[str, Json]] = [dict(one) for one in account.PARTITIONS]
        self.tokens: dict[str, float] = {}
        self.calls = 0

    def describe(self) -> Reply:
        """describe.json, as it was recorded."""
        return self.say.leads([field.described() for field in self.leads.fields.values() if not field.late])

    def describe2(self) -> Reply:
        """describe2.json: what leads can be looked up by, and every field."""
        fields = list(self.leads.fields.values())
        named = [*account.SEARCHABLE, *(one.name for one in fields if one.id >= account.FIRST_CUSTOM)]
        searchable = [[name] for name in named if self.leads.searchable(name)]
        described = [field.described2() for field in fields]
        return self.say.leads([{"name": "API Lead", "searchableFields": searchable, "fields": described}])

    def find(self, asked: Asked) -> Reply:
        """Leads by filter; more than 1,000 matches are refused."""
        name, written = asked.get("filterType", ""), asked.get("filterValues", "")
        if not name or not written:
            raise MarketoError(
                1002, f"Missing value for the required parameter '{'filterValues' if name else 'filterType'}'"
            )
        if not self.leads.searchable(name):
            known = name in self.leads.fields
            raise MarketoError(1003, f"Invalid filterType '{name}'" if known else f"Field '{name}' not found")
        values = list(dict.fromkeys(value.strip().lower() for value in written.split(",")))
        if len(values) > MOST_ROWS:
            raise MarketoError(1003, f"Max number of filter values is {MOST_ROWS}")
        found = {lead["id"]: lead for value in values for lead in self.leads.matching(name, value)}
        if len(found) > MOST_MATCHES:
            raise MarketoError(1003, "Too many results match the filter")
        return self.paged([found[lead_id] for lead_id in sorted(found)], asked)

    def paged(self, leads: list[Json], asked: Asked) -> Reply:
        """A page of leads with the fields asked for."""
        names = asked["fields"].split(",") if asked.get("fields") else DEFAULT_FIELDS
        unknown = next((name for name in names if name.strip() not in self.leads.fields), None)
        if unknown is not None:
            raise MarketoError(1006, f"Field '{unknown.strip()}' not found")
        some, more = page(leads, asked)
        return self.say.leads([self.leads.shown(lead, [name.strip() for name in names]) for lead in some], **more)

    def sync(self, request: Request) -> Reply:
        """Create, update, or both."""
        given = document(request)
        action, lookup = given.get("action") or "createOrUpdate", given.get("lookupField") or "email"
        if action not in ACTIONS:
            raise MarketoError(1003, f"Invalid value for action: '{action}'")
        if not self.leads.searchable(lookup):
            raise MarketoError(1011, f"Field '{lookup}' not supported")
        if lookup == "id" and action != "updateOnly":
            raise MarketoError(1003, f"Field 'id' is not allowed when action is '{action}'")
        listed, now = rows(given), self.now()
        partition = given.get("partitionName")
        if partition and partition not in [one["name"] for one in self.partitions]:
            return self.say.leads([skipped(1008, f"Access denied to partition '{partition}'") for _ in listed])
        return self.say.leads([self.leads.sync(row, action, lookup, now, self.switches) for row in listed])

    def delete(self, request: Request) -> Reply:
        """Leads by id, for good."""
        asked = request.params("id")
        given = [part for value in asked for part in value.split(",")] if asked else None
        listed = given if given is not None else [str(row.get("id", "")) for row in rows(document(request))]
        return self.say.leads([self._deleted(number(written, "id")) for written in listed[:MOST_ROWS]])

    def _deleted(self, lead_id: int) -> Json:
        if not self.leads.delete(lead_id):
            return skipped(1004, "Lead not found", lead_id)
        self.lists.forget(lead_id)
        return {"id": lead_id, "status": "deleted"}

    def token(self, asked: Asked) -> Json:
        """The token of a client: the same until it ends, an hour after it was made."""
        now, client = self.now(), asked.get("client_id", "")
        live = next(
            (token for token, until in self.tokens.items() if token.endswith(f":{client}") and until > now), None
        )
        if live is None:
            live = f"{len(self.tokens) + 1:08x}-110d-4155-99a7-f986b2ff13a0:{client}"
            self.tokens[live] = now + 3600
        rest = int(self.tokens[live] - now)
        return {"access_token": live, "token_type": "bearer", "expires_in": rest, "scope": account.USER}

    def expired(self, token: str) -> bool:
        """Whether it is one of ours whose time is over; a stranger's is taken."""
        return self.tokens.get(token, float("inf")) <= self.now()
