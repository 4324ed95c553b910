"""A HubSpot account with its credentials: who it is, what its options can be, and the gateways of its Connections."""

from __future__ import annotations

from collections.abc import Mapping

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.hubspot import paths
from joey.adapters.destinations.hubspot.client import MISSING_SCOPES, HubSpotReading
from joey.adapters.destinations.hubspot.facts import facts_of
from joey.adapters.destinations.hubspot.gateway import HubSpotGateway, body_of
from joey.adapters.destinations.hubspot.keys import COMPANIES, CONTACTS, RECORD_ID, Matching, type_id
from joey.adapters.destinations.hubspot.lists import HubSpotLists
from joey.adapters.destinations.hubspot.schema import key_choices, writable
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Request
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.facts import Call, Limits
from joey.ports.cache import Cache
from joey.ports.errors import GatewayError, Misconfigured, Unavailable
from joey.ports.gateway import AccountId
from joey.ports.plugin import Choice, ConnectedDestination, OptionRefused, Options

CONNECTION = "hubspot-objects"

_STANDARD_CHOICES = (Choice(CONTACTS, "Contacts"), Choice(COMPANIES, "Companies"))


class HubSpotApp:
    """The account; its Destinations share one connection, its parallelism and its rate."""

    def __init__(self, http: VendorHttp, reading: HubSpotReading, allowed: Limits, cache: Cache) -> None:
        self.http = http
        self._reading = reading
        self._limits = allowed
        self._cache = cache

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls HubSpot was sent so far, by kind."""
        return {kind.value: count for kind, count in self.http.calls.by_kind.items()}

    async def check(self) -> Result[str, GatewayError]:
        """Which account the token is good for."""
        details = await self._details()
        if not is_successful(details):
            return Failure(details.failure())
        given = mapping(details.unwrap())
        kind, zone = text(given.get("accountType")), text(given.get("timeZone"))
        about = ", ".join(part for part in (kind, zone) if part)
        return Success(f"Connected to HubSpot account {text(given.get('portalId'))}" + (f" ({about})" if about else ""))

    async def account(self) -> Result[AccountId, GatewayError]:
        """The portal id."""
        details = await self._details()
        return details.map(lambda given: AccountId(text(mapping(given).get("portalId"))))

    async def _details(self) -> Result[object, GatewayError]:
        asked = await self._get(paths.ACCOUNT, "the account")
        if not is_successful(asked):
            return asked
        given = mapping(asked.unwrap())
        self._reading.zone = text(given.get("timeZone")) or self._reading.zone
        if not text(given.get("portalId")):
            return Failure(Unavailable("HubSpot doesn't say which account this is"))
        return asked

    async def choices(
        self, connection: str, option: str, chosen: Options
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        """Objects; what they can be matched by; what a company can be named by."""
        if connection != CONNECTION:
            return Failure(OptionRefused("connection", f"HubSpot has no connection {connection!r}"))
        match option:
            case "object":
                return await self._objects()
            case "match_field":
                return await self._match_fields(str(chosen.get("object", "")))
            case "company_key":
                return await self._company_keys()
            case _:
                return Failure(OptionRefused(option, "has no choices to ask HubSpot for"))

    async def _objects(self) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        asked = await self._get(paths.SCHEMAS, "custom objects")
        if is_successful(asked):
            found = mappings(mapping(asked.unwrap()).get("results"))
            return Success((*_STANDARD_CHOICES, *(_custom(each) for each in found if not each.get("archived"))))
        error = asked.failure()
        if isinstance(error, Misconfigured) and error.reason.startswith(MISSING_SCOPES):
            return Success(_STANDARD_CHOICES)
        return Failure(error)

    async def _match_fields(self, object_type: str) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        refused = _bad_object(object_type)
        if refused is not None:
            return Failure(refused)
        asked = await self._get(paths.properties(object_type), object_type)
        if not is_successful(asked):
            return Failure(asked.failure())
        named = key_choices(mappings(mapping(asked.unwrap()).get("results")), object_type)
        return Success(tuple(Choice(name, label) for name, label in named))

    async def _company_keys(self) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        asked = await self._get(paths.properties(COMPANIES), COMPANIES)
        if not is_successful(asked):
            return Failure(asked.failure())
        known = mappings(mapping(asked.unwrap()).get("results"))
        named = [Choice(text(one.get("name")), text(one.get("label"))) for one in known if _names_companies(one)]
        return Success((*sorted(named, key=lambda one: one.value), Choice(RECORD_ID, "HubSpot's record id")))

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        """A gateway; whether HubSpot has the object and the property is found out by its ``schema``."""
        if connection != CONNECTION:
            return Failure(OptionRefused("connection", f"HubSpot has no connection {connection!r}"))
        object_type = _given(options, "object")
        refused = _bad_object(object_type)
        object_type_id = type_id(object_type)
        field = _given(options, "match_field")
        if refused is not None or object_type_id is None:
            return Failure(refused or OptionRefused("object", "is unknown"))
        if not field:
            return Failure(OptionRefused("match_field", "is missing: which property identifies a record?"))
        company_key = _given(options, "company_key") or None
        if company_key is not None and object_type != CONTACTS:
            return Failure(OptionRefused("company_key", "associates contacts with companies; object isn't contacts"))
        matching = Matching(object_type, field)
        facts = facts_of(matching, self._limits)
        gateway = HubSpotGateway(self.http, matching, facts, company_key)
        return Success(ConnectedDestination(gateway, HubSpotLists(self.http, object_type_id, self._cache)))

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self.http.aclose()

    async def _get(self, path: str, what: str) -> Result[object, GatewayError]:
        sent = await self.http.send(Request("GET", path, Call.READ))
        return sent.bind(lambda reply: body_of(reply, what))


def _given(options: Options, name: str) -> str:
    return str(options.get(name, "")).strip()


def _bad_object(object_type: str) -> OptionRefused | None:
    if not object_type:
        return OptionRefused("object", "is missing: contacts, companies, or a custom object's id")
    if type_id(object_type) is None:
        return OptionRefused("object", f"can't be {object_type!r}: contacts, companies, or a custom object's id (2-…)")
    return None


def _custom(schema: object) -> Choice:
    given = mapping(schema)
    label = text(mapping(given.get("labels")).get("plural"))
    return Choice(text(given.get("objectTypeId")), label or text(given.get("name")))


def _names_companies(definition: object) -> bool:
    given = mapping(definition)
    return writable(given) and text(given.get("type")) in {"string", "phone_number", "number"}
