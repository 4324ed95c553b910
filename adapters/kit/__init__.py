"""What a Destination of one's own is built from: those parts of a room that are alike for most vendors."""

from __future__ import annotations

from joey.adapters.kit.answers import answer_of, discreet, refused, row_answer
from joey.adapters.kit.app import Account, VendorApp, vendor_http
from joey.adapters.kit.batches import BatchGateway
from joey.adapters.kit.calling import asked, well
from joey.adapters.kit.gateway import MembershipGateway, VendorGateway
from joey.adapters.kit.keys import email_key, text_group, text_key
from joey.adapters.kit.lists import BatchLists, NamedLists, RowLists
from joey.adapters.kit.once import cache_of
from joey.adapters.kit.plugin import VendorPlugin
from joey.adapters.kit.rows import RowGateway
from joey.adapters.kit.values import Json, json_fields, json_value

__all__ = [
    "Account",
    "BatchGateway",
    "BatchLists",
    "Json",
    "MembershipGateway",
    "NamedLists",
    "RowGateway",
    "RowLists",
    "VendorApp",
    "VendorGateway",
    "VendorPlugin",
    "answer_of",
    "asked",
    "cache_of",
    "discreet",
    "email_key",
    "json_fields",
    "json_value",
    "refused",
    "row_answer",
    "text_group",
    "text_key",
    "vendor_http",
    "well",
]
