"""Lists that must be there before users are put on them: looked up and made once, by one caller per name."""

from __future__ import annotations

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.sailthru import paths
from joey.adapters.destinations.sailthru.answers import refused
from joey.adapters.destinations.sailthru.client import SLOW, Signer
from joey.adapters.destinations.sailthru.complaints import UNKNOWN_LIST, complaint_of
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply
from joey.adapters.http.untrusted import mapping
from joey.domain.facts import Call
from joey.ports.cache import Cache
from joey.ports.errors import GatewayError, Unanswered, Unavailable


class ListMaker:
    """Knows which lists are there; one per App, for all its Destinations."""

    def __init__(self, http: VendorHttp, signer: Signer, cache: Cache) -> None:
        self._http = http
        self._signer = signer
        self._there: set[str] = set()
        self._cache = cache

    async def ensure(self, name: str) -> Result[None, GatewayError]:
        """The list of that name is there, made if need be; many made at once by its first users would bear one name."""
        async with self._cache.alone(f"list {name}"):
            if name in self._there:
                return Success(None)
            done = await self._look_or_make(name)
            if is_successful(done):
                self._there.add(name)
            return done

    async def _look_or_make(self, name: str) -> Result[None, GatewayError]:
        found = await self._exists(name)
        if not is_successful(found):
            return Failure(found.failure())
        return Success(None) if found.unwrap() else await self._make(name)

    async def _make(self, name: str) -> Result[None, GatewayError]:
        """Not sent twice: after a lost answer it is looked up again."""
        sent = await self._http.send(self._signer.request("POST", paths.LIST, Call.LIST_CREATE, {"list": name}, SLOW))
        if is_successful(sent):
            return _done(sent.unwrap(), name)
        if isinstance(sent.failure(), Unanswered) and (await self._exists(name)).value_or(False):
            return Success(None)
        return Failure(sent.failure())

    async def _exists(self, name: str) -> Result[bool, GatewayError]:
        sent = await self._http.send(self._signer.request("GET", paths.LIST, Call.READ, {"list": name}))
        return sent.bind(lambda reply: _told(reply, name))


def _told(reply: Reply, name: str) -> Result[bool, GatewayError]:
    code = complaint_of(reply.body).code
    if code == UNKNOWN_LIST:
        return Success(False)
    if code is not None or not reply.ok:
        return Failure(refused(reply, f"the list {name!r}"))
    return (
        Success(True) if _is_about(reply) else Failure(Unavailable(f"Sailthru's answer isn't about the list {name!r}"))
    )


def _is_about(reply: Reply) -> bool:
    return bool(mapping(reply.body).keys() & {"list", "list_id", "name"})


def _done(reply: Reply, name: str) -> Result[None, GatewayError]:
    if reply.ok and complaint_of(reply.body).code is None:
        unsaid = Unanswered(f"Sailthru's answer doesn't say that the list {name!r} was made")
        return Success(None) if _is_about(reply) else Failure(unsaid)
    return Failure(refused(reply, f"a list {name!r}"))
