"""A project with a Destination at every vendor, over Sandboxes in this process that anything may be put before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from dependency_injector import providers
from returns.pipeline import is_successful

from joey import Container
from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.sandbox.server import factories, sandbox_app
from joey.adapters.sources.memory import MemorySource
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.property import PropertyType
from joey.domain.record import Record, RecordId

Answer = Callable[[httpx.Request], Awaitable[httpx.Response]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a vendor: App options (those named in ``secret`` are secrets), a Connection, its mapping."""

    vendor: str
    connection: str
    mapping: Mapping[str, str]
    secret: tuple[str, ...]
    app: Mapping[str, object] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)


_NAMED = {"email": "mail", "first_name": "first", "last_name": "last"}
_SALES: dict[str, Any] = {
    "vendor": "salesforce",
    "connection": "salesforce-contacts",
    "mapping": {"Email": "mail", "LastName": "last", "FirstName": "first"},
    "options": {"match_field": "Email"},
}
_SUPPORT: dict[str, Any] = {"vendor": "zendesk", "connection": "zendesk-users"}
_SUPPORT["mapping"] = {"external_id": "id", "email": "mail", "name": "last"}

WAYS = {
    "hubspot": Way(
        "hubspot",
        "hubspot-objects",
        {"email": "mail", "firstname": "first", "lastname": "last"},
        ("access_token",),
        options={"object": "contacts", "match_field": "email"},
    ),
    "mailchimp": Way(
        "mailchimp",
        "mailchimp-contacts",
        {"email_address": "mail", "FNAME": "first", "LNAME": "last"},
        ("api_key",),
        options={"list_id": "a36b032126"},
    ),
    "mailchimp, by OAuth": Way(
        "mailchimp",
        "mailchimp-contacts",
        {"email_address": "mail", "FNAME": "first"},
        ("oauth_token",),
        options={"list_id": "a36b032126"},
    ),
    "salesforce": Way(**_SALES, secret=("client_secret",), app={"client_id": "demo"}),
    "salesforce, by password": Way(
        **_SALES,
        secret=("client_secret", "password", "security_token"),
        app={"client_id": "demo", "username": "ann@example.com", "legacy_password_login": True},
    ),
    "marketo": Way(
        "marketo",
        "marketo-leads",
        {"email": "mail", "firstName": "first", "lastName": "last"},
        ("client_secret",),
        {"client_id": "demo"},
    ),
    "zendesk": Way(**_SUPPORT, secret=("oauth_token",)),
    "zendesk, by token": Way(**_SUPPORT, secret=("api_token",), app={"email": "agent@example.com"}),
    "zendesk, by client": Way(**_SUPPORT, secret=("client_secret",), app={"client_id": "demo"}),
    "intercom": Way(
        "intercom",
        "intercom-contacts",
        {"email": "mail", "name": "last"},
        ("access_token",),
        options={"match_field": "email", "creation": "user"},
    ),
    "sailthru": Way("sailthru", "sailthru-users", _NAMED, ("api_key", "api_secret")),
    "facebook": Way(
        "facebook",
        "facebook-custom-audiences",
        {"EMAIL": "mail", "FN": "first", "LN": "last"},
        ("access_token", "app_secret"),
        {"ad_account_id": "542676646349772"},
        {"primary_key": "EMAIL"},
    ),
}

COLUMNS: tuple[str, ...] = ("id", "mail", "first", "last")
PEOPLE = [
    Record(
        RecordId(str(n)),
        {"id": str(n), "mail": f"person{n}@example.com", "first": "Ann", "last": f"O'Neil {n}"},
        frozenset({"High"}),
    )
    for n in range(1, 4)
]


class Everywhere:
    """A project with one Destination, ``there``; its vendor is what ``answer`` makes of calls, the Sandbox at first."""

    def __init__(
        self, folder: Path, way: Way, records: Iterable[Record] = PEOPLE, secrets: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.way = way
        self.clock = VirtualClock()
        self.ledgers = MemoryLedgers(self.clock)
        self.records = list(records)
        given = secrets or {name: f"not-so-{name}" for name in way.secret}
        self.env = {f"JOEY_TEST_{name.upper()}": value for name, value in given.items()}
        self._sandbox = httpx.ASGITransport(sandbox_app({way.vendor: factories()[way.vendor]}))
        self.answer: Answer = self.sandbox
        self.calls = 0

    def project(self, group: str = "High") -> dict[str, Any]:
        """In the shape of its file."""
        way = self.way
        options = {name: f"${{JOEY_TEST_{name.upper()}}}" for name in way.secret}
        base = {"base_url": f"http://localhost/{way.vendor}"}
        return {
            "warehouse": ".",
            "models": {"people": {"table": "people", "key": "id", "groups": {"High": "High"}}},
            "apps": {"app": {"type": way.vendor, "options": {**way.app, **options, **base}}},
            "destinations": {
                "there": {
                    "app": "app",
                    "connection": way.connection,
                    "options": dict(way.options),
                    "model": "people",
                    "records": "all",
                    "mapping": dict(way.mapping),
                    **({} if way.connection == "salesforce-contacts" else {"groups": {"High": group}}),
                }
            },
        }

    def container(self, group: str = "High") -> Container:
        """The project, ready to be asked."""
        made = Container.from_dict(self.project(group), self.folder, self.env)
        assert is_successful(made), made.failure()
        container = made.unwrap()
        columns = dict.fromkeys(COLUMNS, PropertyType.STRING)
        container.source.override(providers.Object(MemorySource(self.records, columns)))
        container.ledgers.override(providers.Object(self.ledgers))
        container.clock.override(providers.Object(self.clock))
        container.randomness.override(providers.Object(SeededRandomness(1)))
        container.transport.override(providers.Object(httpx.MockTransport(self._asked)))
        return container

    async def sandbox(self, request: httpx.Request) -> httpx.Response:
        """What the Sandbox answers."""
        answered = await self._sandbox.handle_async_request(request)
        return httpx.Response(answered.status_code, headers=answered.headers, content=await answered.aread())

    async def _asked(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        return await self.answer(request)
