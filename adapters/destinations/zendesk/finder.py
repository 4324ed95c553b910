"""Looking users up: by external id or Zendesk's own id, 100 a call; by e-mail, one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.zendesk import paths
from joey.adapters.destinations.zendesk.answers import trouble
from joey.adapters.destinations.zendesk.facts import MANY
from joey.adapters.destinations.zendesk.keys import EXTERNAL_ID, address_of
from joey.adapters.destinations.zendesk.schema import EMAIL
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.action import ById, ByKey, Lookup, RemoteRecord
from joey.domain.facts import Call
from joey.ports.errors import GatewayError, Unavailable

_LONGEST_LIST = 4_000
"""Characters of ids in one address; longer ones are refused on the way."""

User = Mapping[str, object]
Users = tuple[User, ...]
Found = Mapping[Lookup, tuple[RemoteRecord, ...]]


class Finder:
    """Reads users; remembers which of those that it saw are staff."""

    def __init__(self, http: VendorHttp) -> None:
        self._http = http
        self.staff: set[str] = set()

    async def find(self, lookups: Sequence[Lookup]) -> Result[Found, GatewayError]:
        """The active users, by what they were looked up by; an external id with a comma costs a call of its own."""
        keys = [lookup.key for lookup in lookups if isinstance(lookup, ByKey)]
        ids = [lookup.id for lookup in lookups if isinstance(lookup, ById) and lookup.id.isdigit()]
        listed = [{"external_ids": part} for part in _lists([key for key in keys if "," not in key])]
        listed += [{"ids": part} for part in _lists(ids)]
        asked = [self._users(paths.SHOW_MANY, params) for params in listed]
        asked += [self._users(paths.SEARCH, {EXTERNAL_ID: key}) for key in keys if "," in key]
        answers = await asyncio.gather(*asked)
        failed = next((each for each in answers if not is_successful(each)), None)
        if failed is not None:
            return Failure(failed.failure())
        users = {text(user.get("id")): user for each in answers for user in each.unwrap()}
        found = _matched(lookups, [_remote(user) for user in users.values()])
        return await self._recognised(found)

    async def _recognised(self, found: Found) -> Result[Found, GatewayError]:
        """Where nobody has the key: who has the Record's e-mail and no external id."""
        asked = {lookup: address_of(_sign(lookup)) for lookup, remotes in found.items() if not remotes}
        asked = {lookup: address for lookup, address in asked.items() if address}
        answers = await asyncio.gather(*map(self.by_address, asked.values()))
        failed = next((each for each in answers if not is_successful(each)), None)
        if failed is not None:
            return Failure(failed.failure())
        alike = (tuple(_remote(user) for user in each.unwrap() if not key_at(user)) for each in answers)
        return Success({**found, **dict(zip(asked, alike, strict=True))})

    async def by_address(self, address: str) -> Result[Users, GatewayError]:
        """Active users whose primary e-mail this is. The index may lag; it finds other texts than addresses too."""
        found = await self._users(paths.SEARCH, {"query": f"email:{address}"})
        return found.map(lambda users: tuple(user for user in users if address_of(user.get(EMAIL)) == address))

    async def _users(self, path: str, params: Mapping[str, str]) -> Result[Users, GatewayError]:
        sent = await self._http.send(Request("GET", path, Call.FIND, params=params))
        found = sent.bind(_active)
        for user in found.value_or(()):
            if text(user.get("role")) not in {"end-user", ""}:
                self.staff.add(text(user.get("id")))
        return found


def key_at(user: User) -> str:
    """The user's key, as it is compared; blank where it has none."""
    return text(user.get(EXTERNAL_ID)).strip().lower()


def _active(reply: Reply) -> Result[Users, GatewayError]:
    if reply.status == 404:
        return Success(())
    if not reply.ok:
        return Failure(trouble(reply, "users"))
    rows = mapping(reply.body).get("users")
    if not isinstance(rows, list):
        return Failure(Unavailable("Zendesk's answer about users isn't a list of users"))
    return Success(tuple(user for user in mappings(rows) if user.get("active") is not False and text(user.get("id"))))


def _remote(user: User) -> RemoteRecord:
    tags = user.get("tags")
    held = frozenset(text(tag) for tag in tags) if isinstance(tags, list) else frozenset[str]()
    key = key_at(user)
    return RemoteRecord(text(user.get("id")), frozenset({key} if key else ()), held)


def _matched(lookups: Sequence[Lookup], remotes: Sequence[RemoteRecord]) -> Mapping[Lookup, tuple[RemoteRecord, ...]]:
    by_id = {remote.id: (remote,) for remote in remotes}
    by_key: dict[str, tuple[RemoteRecord, ...]] = {}
    for remote in remotes:
        for key in remote.keys:
            by_key[key] = (*by_key.get(key, ()), remote)
    return {
        lookup: by_key.get(lookup.key, ()) if isinstance(lookup, ByKey) else by_id.get(lookup.id, ())
        for lookup in lookups
    }


def _sign(lookup: Lookup) -> object:
    return dict(lookup.also).get(EMAIL) if isinstance(lookup, ByKey) else None


def _lists(names: Sequence[str]) -> Iterator[str]:
    """The names with commas between, in lists that a call takes."""
    taken: list[str] = []
    for name in names:
        if taken and (len(taken) == MANY or sum(map(len, taken)) + len(name) > _LONGEST_LIST):
            yield ",".join(taken)
            taken = []
        taken.append(name)
    if taken:
        yield ",".join(taken)
