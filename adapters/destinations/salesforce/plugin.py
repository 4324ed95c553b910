"""Salesforce as it is offered to people: its App, its Connections."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.adapters.destinations.salesforce import facts
from joey.adapters.destinations.salesforce.app import SalesforceApp
from joey.adapters.destinations.salesforce.client import client
from joey.adapters.destinations.salesforce.login import PRODUCTION, JwtLogin, client_credentials, password_login
from joey.adapters.destinations.salesforce.offered import SPEC
from joey.adapters.destinations.salesforce.options import said, whole_number, yes
from joey.adapters.destinations.salesforce.paths import DEFAULT_VERSION, TOKEN, Paths, version_of
from joey.adapters.destinations.salesforce.session import Session
from joey.adapters.http.oauth import OAuth
from joey.adapters.http.origin import check_base_url
from joey.adapters.kit.once import cache_of
from joey.domain.facts import Limits
from joey.ports.clock import Clock
from joey.ports.plugin import ConnectedApp, OptionRefused, Options, Plugin, PluginSpec, World

_REPEATABLE = facts.CONTACTS.repeatable


class SalesforcePlugin:
    """The vendor."""

    @property
    def spec(self) -> PluginSpec:
        """Names, options, Facts."""
        return SPEC

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        """The organisation; no call is made."""
        checked = check_base_url(said(options, "base_url"))
        base_url = checked.value_or("")
        if not base_url:
            return Failure(OptionRefused("base_url", f"must be your My Domain: {checked.failure()}"))
        version = version_of(said(options, "api_version") or DEFAULT_VERSION)
        if version is None:
            return Failure(OptionRefused("api_version", "must be a version from 46.0 on, such as 67.0"))
        limits, auth, spare = _limits(options), _auth(options, base_url, world.clock), _spare(options)
        for each in (limits, auth, spare):
            if isinstance(each, OptionRefused):
                return Failure(each)
        if not isinstance(limits, Limits) or not isinstance(auth, OAuth) or not isinstance(spare, int):
            raise TypeError("every refused option was answered above")
        session = Session(base_url, auth, lambda at: client(at, auth, limits, spare, _REPEATABLE, world))
        return Success(SalesforceApp(session, Paths(version), limits, cache_of(world)))


def _limits(options: Options) -> Limits | OptionRefused:
    edition = (said(options, "edition") or facts.DEFAULT_EDITION).lower()
    if edition not in facts.EDITIONS:
        return OptionRefused("edition", f"is none of {', '.join(facts.EDITIONS)}")
    calls = whole_number(options.get("calls_per_day") or 0)
    if calls is None or calls < 0:
        return OptionRefused("calls_per_day", "must be a whole number of calls")
    parallelism = whole_number(options.get("parallelism", facts.DEFAULT_PARALLELISM))
    if parallelism is None or not 1 <= parallelism <= facts.MOST_PARALLELISM:
        return OptionRefused("parallelism", f"must be a whole number, 1 to {facts.MOST_PARALLELISM}")
    return facts.limits_of(edition, calls or None, parallelism)


def _spare(options: Options) -> int | OptionRefused:
    spare = whole_number(options.get("spare_calls") or 0)
    return OptionRefused("spare_calls", "must be a whole number of calls") if spare is None or spare < 0 else spare


def _auth(options: Options, base_url: str, clock: Clock) -> OAuth | OptionRefused:
    token_url = base_url + TOKEN
    client_id, secret = said(options, "client_id"), said(options, "client_secret")
    if not client_id:
        return OptionRefused("client_id", "is missing: the consumer key of the External Client App")
    if yes(options.get("legacy_password_login")):
        return _by_password(options, token_url, client_id, secret, clock)
    if said(options, "password"):
        return OptionRefused("password", "is only used with legacy_password_login: true; take a client secret or a JWT")
    private_key = str(options.get("private_key") or "").strip()
    if private_key and secret:
        return OptionRefused("private_key", "is given beside client_secret; keep one of them")
    if secret:
        return client_credentials(token_url, client_id, secret, clock)
    username = said(options, "username")
    if private_key and username:
        claims = {"iss": client_id, "sub": username, "aud": said(options, "audience") or PRODUCTION}
        return JwtLogin(token_url, claims, private_key.replace("\\n", "\n"), clock)
    if private_key:
        return OptionRefused("username", "is missing: the user that a JWT is for")
    return OptionRefused("client_secret", "is missing (or private_key and username, for a JWT)")


def _by_password(options: Options, token_url: str, client_id: str, secret: str, clock: Clock) -> OAuth | OptionRefused:
    form = {"client_id": client_id, "client_secret": secret, "username": said(options, "username")}
    form["password"] = str(options.get("password") or "")
    missing = next((name for name, value in form.items() if not value), None)
    if missing is not None:
        return OptionRefused(missing, "is missing: legacy_password_login needs it")
    form["password"] += said(options, "security_token")
    return password_login(token_url, form, clock)


plugin: Plugin = SalesforcePlugin()
