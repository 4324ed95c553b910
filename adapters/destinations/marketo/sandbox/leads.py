"""The leads of a subscription: synced, found, deleted, by the rules of leads.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from joey.adapters.destinations.marketo.sandbox import account
from joey.adapters.destinations.marketo.sandbox.account import LeadField
from joey.adapters.destinations.marketo.sandbox.answers import MarketoError, skipped
from joey.adapters.destinations.marketo.sandbox.values import stored, unset
from joey.adapters.sandbox import Json, Switches

Lead = dict[str, Json]
DEFAULT_FIELDS = ("id", "firstName", "lastName", "email", "updatedAt", "createdAt")
_UNSEEN = 0.9  # of the time until the answer, so that whoever has it sees the lead
ACTIONS = ("createOnly", "updateOnly", "createOrUpdate", "createDuplicate")


class Leads:
    """Leads by id; nothing in them is unique."""

    def __init__(self, fields: Iterable[LeadField] = account.FIELDS) -> None:
        self.fields = {field.name: field for field in fields}
        self.held: dict[int, Lead] = {}
        self._by_value: dict[str, dict[str, set[int]]] = {}
        self._under_way: dict[int, float] = {}
        self._next = account.FIRST_LEAD

    def searchable(self, name: str) -> bool:
        """Whether leads can be looked up by this field."""
        field = self.fields.get(name)
        custom = field is not None and field.id >= account.FIRST_CUSTOM
        return name in account.SEARCHABLE or (custom and field is not None and field.type in account.SEARCHABLE_TYPES)

    def matching(self, name: str, value: Json) -> list[Lead]:
        """Every lead with this value, whatever its case, by id."""
        if name == "id":
            lead = self.held.get(int(value)) if str(value).strip().isdigit() else None
            return [lead] if lead is not None else []
        found = self._index(name).get(_folded(value), set())
        return [self.held[lead_id] for lead_id in sorted(found)]

    def _index(self, name: str) -> dict[str, set[int]]:
        if name not in self._by_value:
            index = self._by_value[name] = defaultdict(set)
            for lead in self.held.values():
                if lead.get(name) is not None:
                    index[_folded(lead[name])].add(lead["id"])
        return self._by_value[name]

    def sync(self, row: Lead, action: str, lookup: str, now: float, switches: Switches) -> Json:
        """One row of a sync: its answer."""
        refused = self._refused(row, action, lookup, switches)
        if refused is not None:
            return refused
        found = [] if action == "createDuplicate" else self._seen(self.matching(lookup, row[lookup]), action, now)
        if len(found) > 1:
            return skipped(1007, "Multiple lead match lookup criteria")
        if found and action == "createOnly":
            return skipped(1005, "Lead already exists")
        if not found and action == "updateOnly":
            return skipped(1004, "Lead not found")
        values = {name: value for name, value in row.items() if name != "id"}
        try:
            kept = self._kept(values)
        except MarketoError as refusal:
            return skipped(refusal.code, refusal.message)
        if found:
            self._write(found[0], kept, now)
            return {"id": found[0]["id"], "status": "updated"}
        made = self.add(kept, now)["id"]
        if switches.latency_ms:
            self._under_way[made] = now + switches.latency_ms * _UNSEEN / 1000
        return {"id": made, "status": "created"}

    def _seen(self, found: list[Lead], action: str, now: float) -> list[Lead]:
        """Upserts don't see what another call is still making: so two at once make two leads (leads.md)."""
        if action != "createOrUpdate" or not self._under_way:
            return found
        return [lead for lead in found if self._under_way.get(lead["id"], 0.0) <= now]

    def _refused(self, row: Lead, action: str, lookup: str, switches: Switches) -> Json:
        unknown = next((name for name in row if name not in self.fields), None)
        if unknown is not None:
            return skipped(1006, f"Field '{unknown}' not found")
        closed = next((name for name in row if self.fields[name].read_only), None)
        if closed is not None:
            return skipped(1011, f"Field '{closed}' not supported")
        if "id" in row and action != "updateOnly":
            return skipped(1003, f"Field 'id' is not allowed when action is '{action}'")
        if row.get(lookup) in (None, "") and action != "createDuplicate":
            return skipped(1002, f"Missing value for the required parameter '{lookup}'")
        refusal = switches.refusal(row, str(row.get(lookup)))
        return None if refusal is None else skipped(1003, refusal.message)

    def _kept(self, row: Mapping[str, Json]) -> Lead:
        kept: Lead = {}
        for name, value in row.items():
            try:
                kept[name] = stored(self.fields[name], value)
            except (ValueError, OverflowError):
                raise MarketoError(1003, f"Invalid value for field '{name}' and value '{value}'") from None
        return kept

    def add(self, kept: Lead, now: float) -> Lead:
        """A new lead with values that are as Marketo keeps them."""
        lead: Lead = {"id": self._next, "createdAt": moment(now)}
        self._next += 1
        self.held[lead["id"]] = lead
        self._write(lead, kept, now)
        return lead

    def _write(self, lead: Lead, kept: Lead, now: float) -> None:
        for name, index in self._by_value.items():
            if name in kept and lead.get(name) is not None:
                index[_folded(lead[name])].discard(lead["id"])
            if kept.get(name) is not None:
                index[_folded(kept[name])].add(lead["id"])
        lead.update(kept, updatedAt=moment(now))

    def delete(self, lead_id: int) -> bool:
        """Whether it was there."""
        lead = self.held.get(lead_id)
        if lead is None:
            return False
        self._write(lead, dict.fromkeys(lead.keys() - {"id", "createdAt", "updatedAt"}), 0.0)
        del self.held[lead_id]
        return True

    def shown(self, lead: Lead, names: Iterable[str] = DEFAULT_FIELDS) -> Lead:
        """A lead with the fields asked for."""
        return {name: lead.get(name, unset(self.fields[name])) for name in dict.fromkeys(names)}

    def clear(self) -> None:
        """No leads; ids go on."""
        self.held.clear()
        self._by_value.clear()


def moment(now: float) -> str:
    """A time as leads show it."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _folded(value: Json) -> str:
    return str(value).strip().lower()
