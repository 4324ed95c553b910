"""Iterable's static lists, which Groups become: found by name or made, joined and left by many a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from joey import Answer, Call, Gone, ListId, Member, Rate, RecordId, Written
from joey.adapters.http import Request
from joey.adapters.http.untrusted import mapping, mappings, text, texts
from joey.adapters.kit import BatchLists

LANE, LISTS = "lists", Rate(5, 1.0)


class IterableLists(BatchLists):
    """The lists of a project."""

    path = "/api/lists"

    def ids(self, body: object) -> Mapping[str, str]:
        return {text(row.get("name")): text(row.get("id")) for row in mappings(mapping(body).get("lists"))}

    def making(self, name: str) -> Request:
        return Request("POST", self.path, Call.LIST_CREATE, json={"name": name})

    def made(self, body: object) -> str:
        return text(mapping(body).get("listId"))

    def joining(self, list_id: ListId, members: Sequence[Member]) -> Request:
        return _request("subscribe", Call.LIST_ADD, list_id, members)

    def leaving(self, list_id: ListId, members: Sequence[Member]) -> Request:
        return _request("unsubscribe", Call.LIST_REMOVE, list_id, members)

    def answers(self, members: Sequence[Member], body: object) -> Mapping[RecordId, Answer]:
        gone = texts(mapping(mapping(body).get("failedUpdates")).get("notFoundUserIds"))
        return {each.record_id: Gone() if each.remote_id in gone else Written(each.remote_id) for each in members}


def _request(what: str, call: Call, list_id: ListId, members: Sequence[Member]) -> Request:
    people = [{"userId": member.remote_id, "preferUserId": True} for member in members]
    return Request("POST", f"/api/lists/{what}", call, json={"listId": int(list_id), "subscribers": people}, lane=LANE)
