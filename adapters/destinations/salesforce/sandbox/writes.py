"""Rows that are made, changed, deleted, or matched by an external id; each ends with what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from joey.adapters.destinations.salesforce.sandbox import errors, ids, values
from joey.adapters.destinations.salesforce.sandbox.errors import RowFault
from joey.adapters.destinations.salesforce.sandbox.org import USER, Org
from joey.adapters.destinations.salesforce.sandbox.table import Row, Table
from joey.adapters.sandbox import Json

Given = Mapping[str, Json]

_AUTHORS = ("OwnerId", "CreatedById", "LastModifiedById")
_MADE = ("CreatedDate", "LastModifiedDate", "SystemModstamp", "LastViewedDate", "LastReferencedDate")
_PHOTOGRAPHED = ("Contact", "Account", "Lead")


class Desk:
    """Where one object's rows are taken. ``may_save``: duplicate rules are overridden."""

    def __init__(self, org: Org, table: Table, *, may_save: bool = False) -> None:
        self._org = org
        self._table = table
        self._type = table.type
        self._may_save = may_save

    def create(self, given: Given) -> str:
        """A new record; its id."""
        fields = self._checked(given, "createable")
        self._refuse(fields)
        there = self._membership(fields)
        if there is not None:
            return there
        self._require(fields)
        self._unique(fields, None)
        self._duplicates(fields)
        row = self._fresh(self._org.new_id(self._type.prefix)) | fields
        row |= self._derived(row)
        self._table.keep(row)
        return str(row["Id"])

    def update(self, id_: Json, given: Given) -> str:
        """A changed record; its id."""
        row = self._known(id_)
        if row.get("IsConverted"):
            raise errors.CONVERTED
        fields = self._checked(given, "updateable")
        self._refuse({**row, **fields})
        for name, value in fields.items():
            if value is None and self._required(self._type.fields[name]):
                raise RowFault("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{name}]", (name,))
        self._unique(fields, row)
        fields |= {name: self._org.moment() for name in ("LastModifiedDate", "SystemModstamp") if name in row}
        self._table.change(row, fields | self._derived(row | fields))
        return str(row["Id"])

    def delete(self, id_: Json) -> str:
        """A record that is gone; its id."""
        row = self._known(id_)
        self._org.remove(self._table, row["Id"])
        return str(row["Id"])

    def upsert(self, by: str, given: Given) -> tuple[str, bool]:
        """A record matched by an external id, made if there is none: its id, and whether it was made."""
        name = next((each for each in given if each.lower() == by.lower()), "")
        value = given.get(name)
        if value in (None, ""):
            raise RowFault("MISSING_ARGUMENT", f"{by} not specified")
        field = self._type.field(by) or {}
        found = self._table.having(field["name"], values.asked(field, str(value)))
        if len(found) > 1:
            raise RowFault("DUPLICATE_EXTERNAL_ID", f"More than one record found for external id field: {by}")
        rest = {key: one for key, one in given.items() if key != "attributes"}
        return (self.update(found[0]["Id"], rest), False) if found else (self.create(rest), True)

    def _known(self, id_: Json) -> Row:
        if not ids.is_id(id_) or not id_.startswith(self._type.prefix):
            raise RowFault("MALFORMED_ID", f"{self._type.head['label']} ID: id value of incorrect type: {id_}", ("Id",))
        whole = ids.whole(id_)
        if whole in self._table.deleted:
            raise errors.DELETED
        if whole not in self._table.rows:
            raise errors.NO_SUCH_ROW
        return self._table.rows[whole]

    def _checked(self, given: Given, may: str) -> Row:
        fields: Row = {}
        for name, value in given.items():
            if name == "attributes" or name.lower() == "id":
                continue
            known = self._type.field(name)
            if known is None:
                told = f"No such column '{name}' on sobject of type {self._type.name}"
                raise RowFault("INVALID_FIELD", told, ())
            if not known[may]:
                told = f"Unable to create/update fields: {known['name']}. Please check the security settings of this"
                told += " field and verify that it is read/write for your profile or permission set."
                raise RowFault("INVALID_FIELD_FOR_INSERT_UPDATE", told, (known["name"],))
            fields[known["name"]] = values.kept(known, value)
            self._refers(known, fields[known["name"]])
        return fields

    def _refers(self, field: Mapping[str, Json], value: Json) -> None:
        if field["type"] != "reference" or value is None or value in _USERS:
            return
        known = [self._org.tables[name] for name in field["referenceTo"] if name in self._org.tables]
        if known and not any(value in table.rows for table in known):
            gone = any(value in table.deleted for table in known)
            code, told = ("ENTITY_IS_DELETED", "entity is deleted") if gone else (errors.NO_SUCH_ROW.code, "")
            raise RowFault(code, told or errors.NO_SUCH_ROW.message, (field["name"],))

    def _required(self, field: Mapping[str, Json]) -> bool:
        return bool(field["createable"] and not field["nillable"] and not field["defaultedOnCreate"])

    def _require(self, fields: Row) -> None:
        missing = [n for n, one in self._type.fields.items() if self._required(one) and fields.get(n) is None]
        if missing:
            told = f"Required fields are missing: [{', '.join(missing)}]"
            raise RowFault("REQUIRED_FIELD_MISSING", told, tuple(missing))

    def _unique(self, fields: Row, own: Row | None) -> None:
        for name, value in fields.items():
            field = self._type.fields[name]
            if not field["unique"] or value is None:
                continue
            for row in self._table.like(name, value):
                if row is not own:
                    told = f"duplicate value found: {name} duplicates value on record with id: {row['Id']}"
                    raise RowFault("DUPLICATE_VALUE", told, ())

    def _duplicates(self, fields: Row) -> None:
        """Duplicate rules: `duplicate_rules` of the state names fields that no two records may share."""
        for name in self._org.duplicate_rules:
            told = fields.get(name)
            if told is None or self._may_save or name not in self._type.fields:
                continue
            if self._table.like(name, told):
                raise RowFault("DUPLICATES_DETECTED", "Use one of these records?", ())

    def _membership(self, fields: Row) -> str | None:
        if self._type.name == "CampaignMember":
            self._campaign_member(fields)
        if self._type.name == "TopicAssignment":
            rows = self._table.like("EntityId", fields.get("EntityId"))
            return next((row["Id"] for row in rows if row["TopicId"] == fields.get("TopicId")), None)
        return None

    def _campaign_member(self, fields: Row) -> None:
        for by in ("ContactId", "LeadId"):
            who = fields.get(by)
            if who is None:
                continue
            if (self._org.find(who) or {}).get("IsConverted"):
                raise errors.CONVERTED
            rows = self._org.matching("CampaignMember", by, who)
            if any(row["CampaignId"] == fields.get("CampaignId") for row in rows):
                raise errors.MEMBER_ALREADY

    def _refuse(self, fields: Row) -> None:
        rule = self._org.switches.refusal(fields)
        if rule is not None:
            named = () if rule.field is None else (rule.field,)
            raise RowFault("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message, named)

    def _fresh(self, id_: str) -> Row:
        row: Row = {name: one["defaultValue"] for name, one in self._type.fields.items()}
        row |= {name: self._org.moment() for name in _MADE if name in row}
        row |= {name: USER for name in _AUTHORS if name in row}
        if self._type.name in _PHOTOGRAPHED:
            row |= {"PhotoUrl": f"/services/images/photo/{id_}", "CleanStatus": "Pending"}
        return {**row, "Id": id_}

    def _derived(self, row: Row) -> Row:
        field = self._type.fields.get("Name")
        if field is None or field["createable"] or "LastName" not in row:
            return {}
        return {"Name": " ".join(part for part in (row.get("FirstName"), row["LastName"]) if part)}


_USERS = frozenset({USER})


def repeated(by: str, rows: Sequence[Given]) -> set[str]:
    """The values of an external id that more than one row has: none of those is written (documented by others)."""
    counts = Counter(str(row.get(by)).lower() for row in rows)
    return {value for value, count in counts.items() if count > 1}
