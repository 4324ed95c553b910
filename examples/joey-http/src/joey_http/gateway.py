"""A JSON API's DestinationGateway, one call by one, as the templates state them."""

from __future__ import annotations

import joey
from joey.adapters.http import Request, VendorHttp
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.adapters.kit import RowGateway, json_fields, text_group, text_key
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey_http.templates import Requests


class HttpGateway(RowGateway):
    """The records of an API. ``says``: key, id, where an answer has its records."""

    def __init__(self, http: VendorHttp, facts: joey.Facts, requests: Requests, says: list[str]) -> None:
        super().__init__(http, facts, joey.KeyField(says[0], text_key), says[3], text_group)
        self._requests, self.id_name, self._records = requests, says[1], says[2].split(".")

    def fields(self, body: object) -> joey.Schema:
        key = joey.Field(self.key.name, joey.FieldType.STRING, required=True, important=True)
        return joey.Schema({self.key.name: key}, joey.FieldType.ANY)

    def lookup(self, lookup: joey.Lookup) -> Request:
        by_key, name = isinstance(lookup, joey.ByKey), lookup.key if isinstance(lookup, joey.ByKey) else lookup.id
        return self._requests[joey.Call.FIND if by_key else joey.Call.READ].request(joey.Call.FIND, key=name, id=name)

    def records(self, body: object) -> tuple[joey.RemoteRecord, ...]:
        for name in self._records:
            body = mapping(body).get(name, body)
        rows = mappings(body if isinstance(body, list) else [body])
        told = [[text_key(text(row.get(n))).value_or("") for n in (self.id_name, self.key.name)] for row in rows]
        return tuple(joey.RemoteRecord(id_, frozenset({key})) for id_, key in told if id_)

    def request(self, write: joey.Write) -> Request | joey.Refused:
        if isinstance(write, joey.Delete):
            return self._requests[joey.Call.DELETE].request(joey.Call.DELETE, id=write.remote_id, key=write.key)
        fields = json_fields(write.diff.fields)
        if isinstance(fields, joey.Refused):
            return fields
        id_, call = (write.remote_id, joey.Call.UPDATE) if isinstance(write, joey.Update) else ("", joey.Call.CREATE)
        return self._requests[call].request(call, id=id_, key=write.wanted.key, fields=fields)

    async def sent(self, write: joey.Write) -> Result[joey.Answer, joey.GatewayError]:
        """The record, where it changes; then its groups, removals first."""
        acts = not isinstance(write, joey.Update) or write.diff.writes_fields
        written = await super().sent(write) if acts else Success(joey.Written(getattr(write, "remote_id", "")))
        if isinstance(write, joey.Delete) or not isinstance(answer := written.value_or(None), joey.Written):
            return written
        remove, add = joey.Call.LIST_REMOVE, joey.Call.LIST_ADD
        for call, name in [*((remove, name) for name in write.diff.left), *((add, name) for name in write.diff.joined)]:
            request = self._requests[call].request(call, id=answer.id, key=write.wanted.key, group=name)
            moved = await self.http.send(request)
            if not is_successful(moved) and not acts:
                return Failure(moved.failure())
            if not is_successful(moved) or not (moved.unwrap().ok or (call is remove and moved.unwrap().status == 404)):
                return Success(joey.RowUnknown("not all of its groups are known to be written"))
            acts = True
        return written
