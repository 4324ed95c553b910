"""The Sandbox's organisation, seen and changed as somebody else would, and the ways of configuring a Connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
import orjson

from joey.adapters.sandbox import Json
from joey.domain.property import Value
from joey.ports.contract.subject import Stored
from joey.ports.plugin import OptionValue

B = "/services/data/v67.0"
ROWS = f"{B}/composite/sobjects"
OBJECTS, CONTACTS, ACCOUNTS = "salesforce-objects", "salesforce-contacts", "salesforce-accounts"
UNWANTED = "unwanted"
CAMPAIGNS: dict[str, OptionValue] = {
    "group_object": "Campaign",
    "group_name_field": "Name",
    "membership_object": "CampaignMember",
    "membership_record_field": "ContactId",
    "membership_group_field": "CampaignId",
}
ACCOUNT: dict[str, OptionValue] = {
    "reference_field": "AccountId",
    "reference_object": "Account",
    "reference_match_field": "AccountNumber",
}
CLUBS: dict[str, OptionValue] = {
    "group_object": "Club__c",
    "group_name_field": "Name",
    "membership_object": "Club_Member__c",
    "membership_record_field": "Who__c",
    "membership_group_field": "Club__c",
}
CUSTOM: list[Json] = [
    {"name": "Club__c", "keyPrefix": "a00", "fields": [["Name", "Name", "string", 80, {"nillable": False}]]},
    {
        "name": "Club_Member__c",
        "keyPrefix": "a01",
        "fields": [
            ["Who__c", "Who", "reference", 18, {"createable": True, "updateable": True, "referenceTo": ["Contact"]}],
            ["Club__c", "Club", "reference", 18, {"createable": True, "updateable": True, "referenceTo": ["Club__c"]}],
        ],
    },
]


@dataclass(frozen=True, slots=True)
class Setting:
    """One way of configuring a Connection, and what its made-up records are."""

    connection: str
    object: str
    match_field: str
    text_field: str
    refusing: str
    options: Mapping[str, OptionValue] = field(default_factory=dict[str, OptionValue])

    def fields(self, n: int) -> dict[str, Value]:
        """The n-th record's."""
        named: dict[str, Value] = {self.text_field: f"Ådá {n}", self.refusing: r"O'Neil\, Jr."}
        named |= {"Name": f"Company {n}"} if self.object == "Account" else {"LastName": f"Smith {n}"}
        key = f"Person{n}@example.com" if self.match_field == "Email" else f"C-{n}"
        return {**named, self.match_field: key}


BY_EXTERNAL_ID = Setting(OBJECTS, "Contact", "Custom_External_ID__c", "FirstName", "Title", CAMPAIGNS)
BY_EMAIL = Setting(CONTACTS, "Contact", "Email", "FirstName", "Title")
BY_CLUBS = Setting(OBJECTS, "Contact", "Custom_External_ID__c", "FirstName", "Title", CLUBS)
BY_NUMBER = Setting(ACCOUNTS, "Account", "AccountNumber", "Site", "Description")


class Window:
    """The Sandbox's organisation, seen and changed as somebody else would."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url, self.transport = base_url, transport
        headers = {"authorization": "Bearer other"}
        self._http = httpx.AsyncClient(base_url=base_url, transport=transport, headers=headers)

    async def state(self) -> dict[str, Json]:
        shown: dict[str, Json] = orjson.loads((await self._http.get("/_state")).raise_for_status().content)
        return shown

    async def rows(self, object_: str) -> list[dict[str, Json]]:
        rows: list[dict[str, Json]] = (await self.state())["objects"][object_]
        return rows

    async def reset(self) -> None:
        await self._http.delete("/_state")
        refused = [{"message": "is unwanted", "field": name, "value": UNWANTED} for name in ("Title", "Description")]
        await self.put(custom=CUSTOM, switches={"refuse": refused})
        await self.forget_log()

    async def put(self, **parts: object) -> None:
        (await self._http.put("/_state", json=parts)).raise_for_status()

    async def switch(self, **switches: object) -> None:
        await self.put(switches=switches)

    async def log(self) -> list[dict[str, Json]]:
        calls: list[dict[str, Json]] = (await self._http.get("/_log")).raise_for_status().json()["calls"]
        return calls

    async def paths(self) -> list[str]:
        return [f"{call['method']} {call['path'].removeprefix(B)}" for call in await self.log()]

    async def forget_log(self) -> None:
        await self._http.delete("/_log")

    async def call(self, method: str, path: str, body: object = None) -> Json:
        reply = (await self._http.request(method, path, json=body)).raise_for_status()
        return reply.json() if reply.content else None

    async def soap(self, body: str) -> str:
        return (await self._http.post("/services/Soap/u/42.0", content=body)).text

    async def make(self, object_: str, **fields: object) -> str:
        body = {"records": [{"attributes": {"type": object_}, **fields}]}
        (made,) = await self.call("POST", ROWS, body)
        assert made["success"], made
        return str(made["id"])

    async def delete(self, id_: str) -> None:
        await self.call("DELETE", f"{ROWS}?ids={id_}")

    async def one(self, object_: str, **fields: object) -> dict[str, Json] | None:
        rows = await self.rows(object_)
        return next((row for row in rows if all(row[name] == value for name, value in fields.items())), None)

    async def stored(self, setting: Setting) -> dict[str, Stored]:
        state = (await self.state())["objects"]
        told = setting.options
        names = {row["Id"]: row["Name"] for row in state[told["group_object"]]} if "group_object" in told else {}
        groups: defaultdict[str, set[str]] = defaultdict(set)
        for one in state[told["membership_object"]] if names else ():
            groups[one[told["membership_record_field"]]].add(names[one[told["membership_group_field"]]])
        return {
            str(row[setting.match_field] or row["Id"]).lower(): Stored(row["Id"], row, frozenset(groups[row["Id"]]))
            for row in state[setting.object]
        }

    async def aclose(self) -> None:
        await self._http.aclose()
