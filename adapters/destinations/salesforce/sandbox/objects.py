"""The objects of the organisation, read from the tables beside this file and shown as describe shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import orjson

from joey.adapters.sandbox import Json

PACKAGE = "joey.adapters.destinations.salesforce.sandbox.tables"
NAMES = ("Account", "Contact", "Lead", "Campaign", "CampaignMember", "Topic", "TopicAssignment")


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One object: its head (labels, what may be done with it), and its fields by name."""

    head: Mapping[str, Json]
    fields: Mapping[str, Mapping[str, Json]]
    record_types: int = 0

    @property
    def name(self) -> str:
        """As paths and queries name it."""
        return str(self.head["name"])

    @property
    def prefix(self) -> str:
        """What the ids of its records begin with."""
        return str(self.head["keyPrefix"])

    def field(self, name: str) -> Mapping[str, Json] | None:
        """The field of that name, in whatever case."""
        known = self.fields.get(name)
        if known is not None:
            return known
        return next((one for each, one in self.fields.items() if each.lower() == name.lower()), None)

    def described(self, version: str) -> Json:
        """The answer of describe; its many links are left short."""
        base = f"/services/data/{version}/sobjects/{self.name}"
        kinds = [_record_type(base)] * self.record_types
        links = {"sobject": base, "describe": f"{base}/describe", "rowTemplate": f"{base}/{{ID}}"}
        shown = {**self.head, "fields": list(self.fields.values()), "childRelationships": []}
        return {**shown, "recordTypeInfos": kinds, "urls": links}

    def listed(self, version: str) -> Json:
        """Its line in the list of all objects."""
        base = f"/services/data/{version}/sobjects/{self.name}"
        left_out = {"actionOverrides", "namedLayoutInfos", "supportedScopes", "sobjectDescribeOption"}
        shown = {key: value for key, value in self.head.items() if key not in left_out}
        return {**shown, "urls": {"sobject": base, "describe": f"{base}/describe"}}


def _record_type(base: str) -> Json:
    id_ = "012000000000000AAA"
    flags = {"active": True, "available": True, "defaultRecordTypeMapping": True, "master": True}
    return {**flags, "name": "Master", "recordTypeId": id_, "urls": {"layout": f"{base}/describe/layouts/{id_}"}}


@cache
def _raw(name: str) -> Mapping[str, Json]:
    raw: Mapping[str, Json] = orjson.loads(files(PACKAGE).joinpath(f"{name}.json").read_bytes())
    return raw


@cache
def standard(name: str) -> ObjectType:
    """An object of the tables."""
    raw = _raw(name)
    return object_of(raw["head"], raw["fields"], raw["recordTypes"])


def custom(given: Mapping[str, Json]) -> ObjectType:
    """An object that a test defines: `name` and `fields` as the tables have them; it gets an id and a name field."""
    head = {**_raw("Topic")["head"], "label": given["name"], "labelPlural": f"{given['name']}s", "custom": True}
    own = [["Id", "Record ID", "id", 18, {"byteLength": 18}]]
    return object_of({**head, **{key: given[key] for key in given if key != "fields"}}, [*own, *given["fields"]])


def object_of(head: Mapping[str, Json], rows: Sequence[Json], record_types: int = 0) -> ObjectType:
    """An object with the fields of its rows, each spelled out."""
    return ObjectType(head, {row[0]: field_of(row) for row in rows}, record_types)


def field_of(row: Sequence[Json]) -> Mapping[str, Json]:
    """A field of the tables, `[name, label, type, length, differences, picklist]`, as describe shows it."""
    name, label, kind, length, *rest = row
    kinds = _raw("kinds")
    known = {**kinds["all"], **kinds["types"].get(kind, {}), "byteLength": length * 3}
    if kind == "reference":
        known["relationshipName"] = name.removesuffix("Id")
    told = {"name": name, "label": label, "type": kind, "length": length}
    picks = [_pick(one) for one in (rest[1] if len(rest) > 1 else ())]
    return {**known, **told, **(rest[0] if rest else {}), "picklistValues": picks}


def _pick(one: Json) -> Json:
    given = one if isinstance(one, dict) else {"value": one}
    plain = {"active": True, "defaultValue": False, "label": given["value"], "validFor": None}
    return {**plain, **given}
