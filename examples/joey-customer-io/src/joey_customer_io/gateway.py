"""Customer.io's DestinationGateway: which calls are made, one by one; what they say is payload's."""

from __future__ import annotations

from urllib.parse import quote

from joey import ByKey, Call, Delete, Facts, Lookup, Refused, RemoteRecord, Schema, Write
from joey.adapters.http import Request, VendorHttp
from joey.adapters.kit import RowGateway

from joey_customer_io.client import Reads
from joey_customer_io.payload import KEY, SCHEMA, attributes_of, people_of


class CustomerIoGateway(RowGateway):
    """The people of a workspace, whose id is their key; one call creates or updates."""

    looks_first = key_is_id = True

    def __init__(self, http: VendorHttp, facts: Facts, reads: Reads) -> None:
        super().__init__(http, facts, KEY, fields_path="/api/v1/accounts/region")
        self._reads = reads

    def fields(self, body: object) -> Schema:
        return SCHEMA

    def lookup(self, lookup: Lookup) -> Request:
        id_ = lookup.key if isinstance(lookup, ByKey) else lookup.id
        return self._reads.request(f"/v1/customers/{quote(id_, safe='')}/attributes", Call.FIND)

    def records(self, body: object) -> tuple[RemoteRecord, ...]:
        return people_of(body)

    def request(self, write: Write) -> Request | Refused:
        path = f"/api/v1/customers/{quote(_id(write), safe='')}"
        if isinstance(write, Delete):
            return Request("DELETE", path, Call.DELETE)
        attributes = attributes_of(write)
        return attributes if isinstance(attributes, Refused) else Request("PUT", path, Call.UPSERT, json=attributes)


def _id(write: Write) -> str:
    return write.key if isinstance(write, Delete) else write.wanted.key
