"""A Marketo subscription with its credentials: what its options can be, and the gateways of its Connection."""

from __future__ import annotations

import re
from collections.abc import Mapping

import httpx
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.marketo import paths
from joey.adapters.destinations.marketo.facts import facts_of
from joey.adapters.destinations.marketo.gateway import MarketoGateway, body_of, describe
from joey.adapters.destinations.marketo.inflight import KeysInFlight
from joey.adapters.destinations.marketo.keys import EMAIL, Matching
from joey.adapters.destinations.marketo.lists import DEFAULT_FOLDER, MarketoLists, Place
from joey.adapters.destinations.marketo.schema import key_choices
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Request
from joey.adapters.http.oauth import OAuth
from joey.adapters.http.untrusted import mappings, text
from joey.domain.facts import Call, Limits
from joey.ports.cache import Cache
from joey.ports.errors import GatewayError
from joey.ports.gateway import AccountId
from joey.ports.plugin import Choice, ConnectedDestination, OptionRefused, Options

CONNECTION = "marketo-leads"

_FIELD_NAME = re.compile(r"\w+", re.ASCII)
_MOST_FOLDERS = 200
_Choices = Result[tuple[Choice, ...], GatewayError | OptionRefused]


class MarketoApp:
    """The subscription; its Destinations share one connection, its limits, and the keys under way."""

    def __init__(self, http: VendorHttp, auth: OAuth, base_url: str, allowed: Limits, cache: Cache) -> None:
        self.http = http
        self._auth = auth
        self._base_url = base_url
        self._limits = allowed
        self._cache = cache
        self._in_flight = KeysInFlight()

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls Marketo was sent so far, by kind."""
        return {kind.value: count for kind, count in self.http.calls.by_kind.items()}

    async def check(self) -> Result[str, GatewayError]:
        """Whose credentials these are, and that they may read leads."""
        described = await describe(self.http)
        who = text(self._auth.granted.get("scope")) or "an API user"
        account = munchkin_id(self._base_url)
        return described.map(lambda _: f"Connected to the Marketo subscription {account} as {who}")

    async def account(self) -> Result[AccountId, GatewayError]:
        """The Munchkin id in the address, once the credentials were good for it: no call tells it."""
        described = await describe(self.http)
        return described.map(lambda _: AccountId(munchkin_id(self._base_url)))

    async def choices(
        self,
        connection: str,
        option: str,
        chosen: Options,  # noqa: ARG002 - none depends on another
    ) -> _Choices:
        """What leads can be matched by; folders for lists; partitions."""
        if connection != CONNECTION:
            return Failure(OptionRefused("connection", f"Marketo has no connection {connection!r}"))
        match option:
            case "match_field":
                return await self._match_fields()
            case "list_folder":
                return await self._folders()
            case "partition":
                return await self._partitions()
            case _:
                return Failure(OptionRefused(option, "has no choices to ask Marketo for"))

    async def _match_fields(self) -> _Choices:
        described = await describe(self.http)
        if not is_successful(described):
            return Failure(described.failure())
        return Success(tuple(Choice(name, label) for name, label in key_choices(described.unwrap())))

    async def _folders(self) -> _Choices:
        found: list[Mapping[str, object]] = []
        while True:
            params = {"maxReturn": _MOST_FOLDERS, "offset": len(found), "maxDepth": 20}
            page = await self._rows(paths.FOLDERS, "its folders", params)
            if not is_successful(page):
                return Failure(page.failure())
            found += page.unwrap()
            if len(page.unwrap()) < _MOST_FOLDERS:
                break
        lists = [one for one in found if text(one.get("folderType")) == "List" and one.get("isArchive") is not True]
        return Success(tuple(Choice(text(one.get("name")), text(one.get("path"))) for one in lists))

    async def _partitions(self) -> _Choices:
        rows = await self._rows(paths.PARTITIONS, "its lead partitions", {})
        if not is_successful(rows):
            return Failure(rows.failure())
        return Success(tuple(Choice(text(one.get("name")), text(one.get("description"))) for one in rows.unwrap()))

    async def _rows(
        self, path: str, what: str, params: Mapping[str, int]
    ) -> Result[tuple[Mapping[str, object], ...], GatewayError]:
        sent = await self.http.send(Request("GET", path, Call.READ, params=params))
        return sent.bind(lambda reply: body_of(reply, what)).map(lambda body: mappings(body.get("result")))

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        """A gateway; whether Marketo can search by the field is found out by its ``schema``."""
        if connection != CONNECTION:
            return Failure(OptionRefused("connection", f"Marketo has no connection {connection!r}"))
        field = _given(options, "match_field") or EMAIL
        if not _FIELD_NAME.fullmatch(field):
            return Failure(OptionRefused("match_field", f"can't be {field!r}: the REST name of a lead field"))
        place = _place(options)
        if isinstance(place, OptionRefused):
            return Failure(place)
        matching = Matching(field, _given(options, "partition"))
        gateway = MarketoGateway(self.http, matching, facts_of(matching, self._limits), self._in_flight)
        return Success(ConnectedDestination(gateway, MarketoLists(self.http, place, self._cache)))

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self.http.aclose()


def munchkin_id(base_url: str) -> str:
    """What the address says of the subscription: `123-ABC-456`, or the host where it isn't Marketo's."""
    name = httpx.URL(base_url).host
    return name.partition(".")[0].upper() if name.endswith(".mktorest.com") else name


def _given(options: Options, name: str) -> str:
    return str(options.get(name) or "").strip()


def _place(options: Options) -> Place | OptionRefused:
    folder, program = _given(options, "list_folder"), _given(options, "list_program")
    if not program:
        return Place(folder or DEFAULT_FOLDER)
    if folder and folder != DEFAULT_FOLDER:
        return OptionRefused("list_program", "is given beside list_folder; keep one of them")
    if not (program.isascii() and program.isdigit()):
        return OptionRefused("list_program", "must be the program's id: the number in its address in Marketo")
    return Place(program=int(program))
