"""What the options of Connections can be, asked of the organisation, given those chosen so far."""

from __future__ import annotations

from collections.abc import Mapping

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.salesforce import schema
from joey.adapters.destinations.salesforce.complaints import complaint_of
from joey.adapters.destinations.salesforce.reading import Reader
from joey.adapters.http.exchange import Request
from joey.adapters.http.untrusted import mapping
from joey.domain.facts import Call
from joey.ports.errors import GatewayError, Unavailable
from joey.ports.plugin import OptionRefused, Options

Pairs = list[tuple[str, str]]
Chosen = Result[Pairs, GatewayError | OptionRefused]

OBJECTS = frozenset({"object", "group_object", "membership_object"})
FIELDS: Mapping[str, tuple[str, str]] = {
    "group_name_field": ("group_object", "name"),
    "membership_record_field": ("membership_object", "reference"),
    "membership_group_field": ("membership_object", "reference"),
    "reference_field": ("object", "reference"),
}
"""Options that name a field: of the object that another option names, and of which kind."""

_ACCOUNT_KEYS = ("AccountNumber", "Name")


async def choices(reader: Reader, option: str, chosen: Options, fixed: str | None) -> Chosen:
    """The values of an option. ``fixed``: the object of a Connection that has one."""
    if option in OBJECTS and fixed is None:
        return await _objects(reader, option)
    if option == "match_field":
        object_ = fixed or _said(chosen, "object")
        first = _ACCOUNT_KEYS if object_ == "Account" else ("Email",)
        return await _matches(reader, object_, first, by_id=True)
    if option == "account_key" and fixed is not None:
        return await _matches(reader, "Account", _ACCOUNT_KEYS, by_id=False)
    if option == "reference_object":
        return await _referred(reader, _said(chosen, "object"), _said(chosen, "reference_field"))
    if option == "reference_match_field":
        return await _matches(reader, _said(chosen, "reference_object"), _ACCOUNT_KEYS, by_id=False)
    if option in FIELDS:
        of, kind = FIELDS[option]
        return await _fields(reader, _said(chosen, of), kind)
    return Failure(OptionRefused(option, "has no choices to ask Salesforce for"))


def _said(chosen: Options, name: str) -> str:
    return str(chosen.get(name) or "").strip()


async def _objects(reader: Reader, option: str) -> Chosen:
    sent = await reader.session.send(Request("GET", reader.paths.objects, Call.READ))
    if not is_successful(sent):
        return Failure(sent.failure())
    reply = sent.unwrap()
    if not reply.ok:
        return Failure(Unavailable(f"Salesforce didn't list its objects: {complaint_of(reply.body).reason()}"))
    return Success(schema.object_choices(mapping(reply.body).get("sobjects"), option))


async def _matches(reader: Reader, object_: str, first: tuple[str, ...], *, by_id: bool) -> Chosen:
    """Nothing, while the object isn't chosen."""
    if not object_:
        return Success([])
    described = await reader.describe(object_, fresh=True)
    if not is_successful(described):
        return Failure(described.failure())
    found = schema.match_choices(described.unwrap(), first)
    return Success(found if by_id else found[:-1])


async def _fields(reader: Reader, object_: str, kind: str) -> Chosen:
    if not object_:
        return Success([])
    described = await reader.describe(object_, fresh=True)
    if not is_successful(described):
        return Failure(described.failure())
    return Success(schema.field_choices(described.unwrap(), kind))


async def _referred(reader: Reader, object_: str, field: str) -> Chosen:
    if not object_ or not field:
        return Success([])
    described = await reader.describe(object_, fresh=True)
    if not is_successful(described):
        return Failure(described.failure())
    known = described.unwrap().fields.get(field)
    return Success([(name, "") for name in known.refers_to] if known is not None else [])
