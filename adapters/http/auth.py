"""Whose calls they are: the credentials that go with each, and getting new ones, once for all who wait."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeAlias

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.http.exchange import Reply, Request
from joey.ports.errors import GatewayError, Misconfigured

Send: TypeAlias = Callable[[Request], Awaitable[Result[Reply, GatewayError]]]


class Auth(Protocol):
    """Credentials. The client plants what the headers are made of in the redactor."""

    def headers(self) -> Mapping[str, str] | None:
        """What goes with a call; None: there is nothing good to send yet, so refresh first."""
        ...

    async def refresh(self, send: Send) -> Result[None, GatewayError]:
        """Get new credentials; ``send`` makes calls of the same client, paced and repeated, but without credentials."""
        ...


class HeaderAuth(Auth):
    """Headers that never change; a vendor that no longer takes them has the last word."""

    def __init__(self, headers: Mapping[str, str], hint: str = "Check the App's credentials.") -> None:
        self._headers = dict(headers)
        self._hint = hint

    def headers(self) -> Mapping[str, str]:
        return self._headers

    async def refresh(self, send: Send) -> Result[None, GatewayError]:  # noqa: ARG002 - nothing to fetch
        return Failure(Misconfigured("The vendor doesn't take the credentials.", self._hint))


class BearerToken(HeaderAuth):
    """A token that was made by hand. Whitespace around it, which files and shells leave there, is no part of it."""

    def __init__(self, token: str, hint: str = "Check the App's access token.") -> None:
        super().__init__({"authorization": f"Bearer {token.strip()}"}, hint)


class BasicAuth(HeaderAuth):
    """A user and a password, or what a vendor puts in their places."""

    def __init__(self, user: str, password: str, hint: str = "Check the App's user and key.") -> None:
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        super().__init__({"authorization": f"Basic {pair}"}, hint)


class NoAuth(HeaderAuth):
    """No credentials in headers: a vendor that signs each call's parameters."""

    def __init__(self) -> None:
        super().__init__({})


class SharedAuth:
    """An Auth in use by many calls at once: whoever finds the token expired first gets the new one, for all."""

    def __init__(self, auth: Auth) -> None:
        self._auth = auth
        self._lock = asyncio.Lock()
        self._final: GatewayError | None = None
        self.generation = 0

    def headers(self) -> Mapping[str, str] | None:
        """What goes with a call at this moment."""
        return self._auth.headers()

    async def refresh(self, seen: int, send: Send) -> Result[None, GatewayError]:
        """New credentials, unless there are newer ones than those that the caller has seen refused."""
        async with self._lock:
            if self.generation != seen:
                return Success(None)
            if self._final is not None:
                return Failure(self._final)
            done = await self._auth.refresh(send)
            if is_successful(done):
                self.generation += 1
            elif isinstance(error := done.failure(), Misconfigured):
                self._final = error
            return done
