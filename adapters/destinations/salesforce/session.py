"""The connection of an App: who logs in at one address is told where the organisation's instance is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

import httpx
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.oauth import OAuth
from joey.adapters.http.origin import same_origin
from joey.ports.errors import GatewayError, Misconfigured

INSTANCES = (".salesforce.com", ".force.com", ".salesforce.mil", ".sfcrmproducts.cn")
"""Where organisations are, besides the address that logs in (help: My Domain hostnames; Government Cloud, China)."""


class Session:
    """Sends calls to the instance that the login names; ``open_at`` makes a connection to an address."""

    def __init__(self, base_url: str, auth: OAuth, open_at: Callable[[str], VendorHttp]) -> None:
        self._base_url = base_url
        self._auth = auth
        self._open_at = open_at
        self._door = open_at(base_url)
        self._instance: VendorHttp | None = None
        self._lock = asyncio.Lock()

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls were sent so far, by kind."""
        counts: dict[str, int] = {}
        for one in {self._door, self._instance or self._door}:
            for kind, count in one.calls.by_kind.items():
                counts[kind.value] = counts.get(kind.value, 0) + count
        return counts

    @property
    def granted(self) -> Mapping[str, object]:
        """What the login said; nothing before the first call."""
        return self._auth.granted

    async def send(self, request: Request) -> Result[Reply, GatewayError]:
        """The instance's answer."""
        opened = await self.open()
        return await opened.unwrap().send(request) if is_successful(opened) else Failure(opened.failure())

    async def open(self) -> Result[VendorHttp, GatewayError]:
        """The connection to the instance; the first caller logs in, for all."""
        async with self._lock:
            if self._instance is not None:
                return Success(self._instance)
            if self._auth.headers() is None:
                logged_in = await self._auth.refresh(self._anonymously)
                if not is_successful(logged_in):
                    return Failure(logged_in.failure())
            return self._opened(str(self._auth.granted.get("instance_url") or self._base_url))

    def _opened(self, instance: str) -> Result[VendorHttp, GatewayError]:
        try:
            near = same_origin(httpx.URL(instance), httpx.URL(self._base_url))
            if not near and not _salesforces(httpx.URL(instance)):
                told = "Salesforce's login names an instance that isn't Salesforce's; nothing was sent there"
                return Failure(Misconfigured(told, "Check base_url, and what stands between you and Salesforce."))
            self._instance = self._door if near else self._open_at(instance)
        except (ValueError, httpx.InvalidURL) as problem:
            return Failure(Misconfigured(f"Salesforce's login names an instance that can't be used: {problem}"))
        return Success(self._instance)

    async def _anonymously(self, request: Request) -> Result[Reply, GatewayError]:
        return await self._door.send(replace(request, anonymous=True))

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._door.aclose()
        if self._instance is not None and self._instance is not self._door:
            await self._instance.aclose()


def _salesforces(instance: httpx.URL) -> bool:
    """Whether a host may get the token, and customers' data, because a login named it."""
    return instance.scheme == "https" and f".{instance.host}".endswith(INSTANCES)
