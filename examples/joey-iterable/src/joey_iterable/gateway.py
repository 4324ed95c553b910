"""Iterable's DestinationGateway: which calls are made, one by one; what they say is payload's."""

from __future__ import annotations

from urllib.parse import quote

import joey
from joey.adapters.http import Request, VendorHttp
from joey.adapters.kit import RowGateway
from returns.pipeline import is_successful
from returns.result import Result

from joey_iterable.payload import EMAIL, KEY, schema_of, user_of, users_of


class IterableGateway(RowGateway):
    """The users of a project, whose userId is their key; one call creates or updates, another changes the e-mail."""

    looks_first = key_is_id = True

    def __init__(self, http: VendorHttp, facts: joey.Facts) -> None:
        super().__init__(http, facts, KEY, fields_path="/api/users/getFields")

    def fields(self, body: object) -> joey.Schema:
        return schema_of(body)

    def lookup(self, lookup: joey.Lookup) -> Request:
        id_ = lookup.key if isinstance(lookup, joey.ByKey) else lookup.id
        return Request("GET", f"/api/users/byUserId/{quote(id_, safe='')}", joey.Call.FIND)

    def records(self, body: object) -> tuple[joey.RemoteRecord, ...]:
        return users_of(body)

    async def sent(self, write: joey.Write) -> Result[joey.Answer, joey.GatewayError]:
        """An e-mail address that changed goes first, by the call of its own."""
        if isinstance(write, joey.Update) and EMAIL in write.diff.set:
            body = {"currentUserId": write.wanted.key, "newEmail": write.diff.set[EMAIL]}
            moved = await self.http.send(Request("POST", "/api/users/updateEmail", joey.Call.UPDATE, json=body))
            answer = moved.map(lambda reply: self.answer(write, reply))
            if not is_successful(answer) or not isinstance(answer.unwrap(), joey.Written):
                return answer
        return await super().sent(write)

    def request(self, write: joey.Write) -> Request | joey.Refused:
        if isinstance(write, joey.Delete):
            return Request("DELETE", f"/api/users/byUserId/{quote(write.key, safe='')}", joey.Call.DELETE)
        path, user = "/api/users/update", user_of(write)
        return user if isinstance(user, joey.Refused) else Request("POST", path, joey.Call.UPSERT, json=user)
